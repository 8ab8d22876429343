"""The made-up table of shops as the portal stores it, and in SQLite."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import duckdb

from benchmarks.tabular.rows import table_file
from portal.tabular.columns import Table
from portal.tabular.ingest.result import Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions
from portal.text import fold

FULL_ROWS, QUICK_ROWS = 1_000_000, 100_000
_LIMITS = Limits(memory_bytes=1_500_000_000, seconds=600)
INDEXED = ("phuong", "nganh_nghe", "so_lao_dong")
"""The columns that the table in SQLite has indexes on."""


def stored(folder: Path, row_count: int) -> Table:
    """The table as the portal takes it in; `folder` is made."""
    folder.mkdir()
    csv = table_file(row_count)
    taken = ingest(csv, csv.name, folder, ReadingOptions(), _LIMITS)
    version = hashlib.sha256(taken.table.read_bytes()).hexdigest()
    return Table(taken.table, version, taken.columns, row_count)


def in_sqlite(table: Table, path: Path) -> sqlite3.Connection:
    """The table as Datasette lays it out: one table, three indexes, no full-text index."""
    keys = [column.key for column in table.columns]
    database = sqlite3.connect(path)
    database.create_function("fold", 1, lambda text: fold(text) if text else "", deterministic=True)
    database.execute(f"CREATE TABLE t ({', '.join(keys)})")
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(f"SELECT {', '.join(keys)} FROM read_parquet('{table.path}')")
        while rows := found.fetchmany(20_000):
            plain = ([_plain(value) for value in row] for row in rows)
            database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(keys))})", plain)
    for key in INDEXED:
        database.execute(f"CREATE INDEX by_{key} ON t ({key})")
    database.commit()
    return database


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else str(value)
