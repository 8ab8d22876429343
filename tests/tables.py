"""Make stored tables: Parquet files of the shape that taking in gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from portal.tabular.columns import Column, ColumnType, Table
from portal.text import fold


def stored_table(folder: Path, rows: Sequence[Sequence[object]], columns: Mapping[str, str]) -> Table:
    """A table of `rows` stored in `folder`; `columns` gives each key its type, the heading is "Cột key".

    A key may bring its heading along: `{"quan|Quận": "text"}`.
    """
    described = tuple(_column(name, type_) for name, type_ in columns.items())
    texts = [at for at, column in enumerate(described) if column.type is ColumnType.TEXT]
    stored = [
        (number, *row, fold("\n".join(str(row[at]) for at in texts if row[at] is not None)))
        for number, row in enumerate(rows, 1)
    ]
    version = hashlib.sha256(repr((stored, described)).encode()).hexdigest()
    path = folder / f"{version[:16]}.parquet"
    _write(path, described, stored)
    return Table(path, version, described, len(stored))


def _column(name: str, type_: str) -> Column:
    key, _bar, heading = name.partition("|")
    return Column(key, heading or f"Cột {key}", ColumnType(type_))


def _write(path: Path, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    shape = ['"_id" BIGINT', *(f'"{c.key}" {c.type.sql}' for c in columns), '"_search" VARCHAR']
    with duckdb.connect(config={"threads": "1"}) as connection:
        connection.execute(f"CREATE TABLE stored ({', '.join(shape)})")
        if rows:
            marks = ", ".join("?" * len(shape))
            connection.executemany(f"INSERT INTO stored VALUES ({marks})", rows)
        connection.execute(
            f"COPY stored TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 40960)"
        )
