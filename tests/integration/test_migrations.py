"""The migrations: from nothing to the tables that the classes describe, and back to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import portal.jobs.outbox
import portal.model  # noqa: F401 - the classes whose tables are compared
from portal.cli.init import current_revision, downgrade, newest_revision, upgrade
from portal.db import Base, open_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    yield opened
    opened.dispose()


def test_migrated_database_is_what_the_classes_describe(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert current_revision(engine) == newest_revision()


def test_indexes_and_constraints_have_the_same_names(engine: Engine) -> None:
    upgrade(engine)
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        assert {i["name"] for i in found.get_indexes(table.name)} == {i.name for i in table.indexes}
        assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name


def test_downgrade_leaves_nothing_behind(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine)

    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(engine)
    assert current_revision(engine) == newest_revision()


def test_upgrade_of_a_full_database_does_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        row = "'1', 'nv', 'Sở Nội vụ', 'x', '{}', 1, '2026-01-01', '2026-01-01'"
        columns = 'id, name, title, title_key, "values", version, created_at, modified_at'
        connection.execute(text(f"INSERT INTO organization ({columns}) VALUES ({row})"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM organization")).scalar() == 1


def test_foreign_keys_hold_after_a_migration(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
