"""What a scan tells of its findings, and that it misses nothing in long and empty tables."""

from __future__ import annotations

import json
from random import Random

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.personal_tables import labelled_tables
from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import Finding, Kind, scan
from tests.unit.tabular.personal.scanned import NAMES, held_back, scanned


def test_a_finding_counts_the_cells_and_shows_them_masked() -> None:
    (finding,) = scanned({"Điện thoại": ("0912345678", None, "không có", "0987654321")})
    assert (finding.count, finding.share, finding.by) == (2, round(2 / 3, 4), "both")
    assert finding.examples_masked == ("09********",)
    assert not finding.is_estimate


def test_a_finding_survives_being_stored() -> None:
    for finding in scanned({"Họ tên": NAMES, "Ngày sinh": ("1985",) * 5}):
        assert Finding.from_dict(json.loads(json.dumps(finding.to_dict()))) == finding


def test_an_empty_table_holds_nothing() -> None:
    with duckdb.connect() as connection:
        assert (
            scan(connection, "(SELECT NULL::VARCHAR AS a)", [Column("a", "CCCD", ColumnType.TEXT)], 0) == ()
        )
        assert (
            scan(connection, "(SELECT NULL::VARCHAR AS a)", [Column("a", "CCCD", ColumnType.TEXT)], 1) == ()
        )


def test_typed_columns_are_looked_at_too() -> None:
    columns = [Column("a", "Số CCCD", ColumnType.INTEGER), Column("b", "Ngày sinh", ColumnType.DATE)]
    with duckdb.connect() as connection:
        found = scan(connection, "(VALUES (1085012345, DATE '1985-09-02')) AS t(a, b)", columns, 1)
    assert [f.kind for f in found] == [Kind.CITIZEN_ID, Kind.BIRTH_DATE]


def test_a_few_cells_at_the_end_of_a_long_column_are_found() -> None:
    columns = [Column("a", "Mã", ColumnType.TEXT), Column("b", "Ghi chú", ColumnType.TEXT)]
    relation = (
        "(SELECT i AS _id, 'M' || i AS a, "
        "CASE WHEN i > 199990 THEN 'gọi 09' || (10000000 + i * 7919777 % 80000000) END AS b "
        "FROM range(1, 200001) t(i))"
    )
    with duckdb.connect() as connection:
        (finding,) = scan(connection, relation, columns, 200_000)
    assert (finding.name, finding.kind, finding.count) == ("Ghi chú", Kind.PHONE, 10)


def test_the_count_in_a_long_table_is_an_estimate_and_says_so() -> None:
    random = Random(3)
    years = ", ".join(str(random.randint(50, 99)) for _ in range(64))
    relation = (
        f"(SELECT i AS _id, CASE WHEN i % 2 = 0 THEN '0010' || [{years}][i % 64 + 1] || lpad(i::VARCHAR, 6, '0') "
        "ELSE 'không' END AS a FROM range(1, 400001) t(i))"
    )
    with duckdb.connect() as connection:
        (finding,) = scan(connection, relation, [Column("a", "CCCD", ColumnType.TEXT)], 400_000)
    assert finding.is_estimate
    assert 180_000 < finding.count < 220_000


def test_nothing_is_left_behind_in_the_database() -> None:
    with duckdb.connect() as connection:
        scan(connection, "(VALUES ('0912345678')) AS t(a)", [Column("a", "SĐT", ColumnType.TEXT)], 1)
        assert connection.execute("SHOW TABLES").fetchall() == []


def test_labelled_tables_are_told_apart() -> None:
    wrong, columns = 0, 0
    for table in labelled_tables(seed=2026, count=8):
        found = held_back({column.name: column.values for column in table})
        columns += len(table)
        wrong += sum(bool(c.kinds) != (c.name in found) for c in table)
    assert wrong <= 0.02 * columns


@settings(max_examples=15)
@given(st.text(), st.lists(st.one_of(st.none(), st.text()), min_size=1, max_size=5))
def test_any_heading_and_any_cells_can_be_scanned(heading: str, cells: list[str | None]) -> None:
    clean = [c.replace("\0", "") if c is not None else None for c in cells]
    scanned({heading or "x": clean})
