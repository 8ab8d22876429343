"""Stored tables for tests: a Parquet file as the ingest writes it, of values given in Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from portal.tabular.columns import ROW_ID, SEARCH_TEXT, Column, ColumnType, Table
from portal.text import fold

CITY = (
    Column("ma", "Mã", ColumnType.TEXT),
    Column("ten", "Tên, như trên quyết định", ColumnType.TEXT),
    Column("so_lop", "Số lớp", ColumnType.INTEGER),
    Column("dien_tich", "Diện tích", ColumnType.NUMBER),
    Column("con_day", "Còn dạy", ColumnType.BOOLEAN),
    Column("ngay", "Ngày lập", ColumnType.DATE),
    Column("luc", "Lúc ghi", ColumnType.DATETIME),
    Column("vi_do", "Vĩ độ", ColumnType.NUMBER, semantic="latitude"),
    Column("kinh_do", "Kinh độ", ColumnType.NUMBER, semantic="longitude"),
)
"""A column of every type but geometry."""


def stored_table(folder: Path, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Table:
    """A table of these rows, with the two columns that every stored table has."""
    kinds = ", ".join(f'"{column.key}" {column.type.sql}' for column in columns)
    path = folder / "table.parquet"
    with duckdb.connect() as connection:
        connection.execute(f'CREATE TABLE t ("{ROW_ID}" BIGINT, {kinds}, "{SEARCH_TEXT}" VARCHAR)')
        marks = ", ".join("?" * (len(columns) + 2))
        for number, row in enumerate(rows, 1):
            folded = fold("\n".join(value for value in row if isinstance(value, str)))
            connection.execute(f"INSERT INTO t VALUES ({marks})", [number, *row, folded])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 40960)")
    return Table(path, hashlib.sha256(path.read_bytes()).hexdigest(), tuple(columns), len(rows))


def large_table(folder: Path, row_count: int) -> Table:
    """So many rows, made by DuckDB."""
    path = folder / "large.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT i + 1 AS _id, 'số ' || i AS ten, i * 7919 % 1000003 AS so_dan, 'so ' || i AS _search "
            f"FROM range({row_count}) r(i)) TO '{path}' (FORMAT parquet)"
        )
    columns = (Column("ten", "Tên", ColumnType.TEXT), Column("so_dan", "Số dân", ColumnType.INTEGER))
    return Table(path, f"large-{row_count}", columns, row_count)
