"""Alembic's entry: runs migrations on the connection it is given, or on the database of the settings."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

import portal.jobs.outbox
import portal.model  # noqa: F401
from portal.db import Base, open_engine
from portal.settings import Settings


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # SQLite cannot alter a column: Alembic copies the table and drops the old one ("batch"),
        # which with foreign keys on would take the rows that refer to it along.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=is_sqlite)
    with context.begin_transaction():
        context.run_migrations()


def _main() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    settings = Settings.load(os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with open_engine(settings.database_url).connect() as connection:
        _run(connection)


_main()
