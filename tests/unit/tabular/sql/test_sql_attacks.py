"""Hostile statements against a real worker: refused, failed or stopped; the portal goes on as before."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from portal.errors import Invalid
from portal.tabular.columns import Table
from portal.tabular.sql.connection import SourceTable, lock_to, prepared
from portal.tabular.sql.limits import resident_bytes
from tests.unit.tabular.sql.attacks import ATTACKS, CATALOGUE, FILES, SETTINGS, Attack
from tests.unit.tabular.sql.conftest import Asker

GROWTH_BYTES = 60_000_000
PASSWORDS = "root:"


def end_of(asker: Asker, sql: str) -> tuple[str, str]:
    """How it ended, and all that was said or given."""
    try:
        found = asker.run(sql)
    except Invalid as refusal:
        return refusal.problems[0].code, str(refusal)
    return "answered", json.dumps(found.rows)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_ends_well(asker: Asker, tables: dict[str, Table], attack: Attack) -> None:
    asker.run("SELECT 1")
    before = resident_bytes()
    end, said = end_of(asker, attack.sql.replace("{path}", str(tables["phuong-xa"].path)))
    assert end in attack.ends, said[:300]
    assert PASSWORDS not in said
    assert resident_bytes() - before < GROWTH_BYTES
    assert asker.run("SELECT count(*) FROM truong").rows == [[30]]


@pytest.mark.parametrize("attack", [*FILES, *SETTINGS], ids=lambda attack: attack.name)
def test_what_is_refused_would_not_work_either(tables: dict[str, Table], attack: Attack) -> None:
    schools = SourceTable("truong", str(tables["truong"].path), ("ten",))
    sql = attack.sql.replace("{path}", str(tables["phuong-xa"].path))
    with prepared(1000) as connection:
        lock_to(connection, [schools])
        try:
            found = connection.execute(sql).fetchall()
        except duckdb.Error:
            return
    # These work, on nothing but what is there anyway.
    assert attack.name in {
        *("current_setting", "quoted_current_setting", "getvariable", "set_variable", "pragma_show"),
        *("serialized", "import_"),
    }, found


def test_no_message_tells_where_a_table_lies(asker: Asker, tables: dict[str, Table], tmp_path: Path) -> None:
    gone = Table(tmp_path / "gone.parquet", "gone", tables["truong"].columns, 30)
    lost = Asker(asker.pool, {"mat-roi": gone})
    _end, said = end_of(lost, 'FROM "mat-roi"')
    assert str(tmp_path) not in said
    for attack in CATALOGUE:
        assert str(tables["truong"].path.parent) not in end_of(asker, attack.sql)[1]


def test_every_function_that_reads_the_catalogue_is_refused(asker: Asker) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'macro' AND "
            "regexp_matches(macro_definition, '(duckdb|pragma|pg|read)_\\w+\\(|current_setting|query_table')"
        ).fetchall()
    names = [name for (name,) in found]
    assert "pg_get_viewdef" in names
    assert {name: asker.refused(f"SELECT {name}()") for name in names} == dict.fromkeys(names, "function")
