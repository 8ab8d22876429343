"""Writes the typed table as Parquet, with the number of each row and the folded text that searches look into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from portal.tabular.columns import ROW_ID, SEARCH_TEXT, Column, ColumnType
from portal.tabular.folding import folded
from portal.tabular.ingest.headings import keys, meaning, suited
from portal.tabular.ingest.typing import RawColumn

ROW_GROUP_ROWS = 40_960
EXAMPLE_CHARS = 200
ORIGINAL = " (gốc)"
"""Added to the heading of the text kept beside a column whose type was chosen against some of its values."""


def lay_out(raw: Sequence[RawColumn]) -> list[tuple[RawColumn, Column, str]]:
    """Each stored column: where it is from, what it is, and the SQL of its values."""
    shown = [column for column in raw if column.forced.protection != "drop"]
    names = [column.name for column in shown]
    beside = [column for column in shown if column.misfits]
    found = keys([*names, *(name + ORIGINAL for name in (c.name for c in beside))])
    laid = []
    for column, key in zip(shown, found, strict=False):
        code = suited(meaning(column.name), column.type)
        format = column.chosen.format if column.chosen else ""
        laid.append((column, Column(key, column.name, column.type, format, code), column.value))
    for column, key in zip(beside, found[len(names) :], strict=True):
        laid.append((column, Column(key, column.name + ORIGINAL, ColumnType.TEXT), column.cell))
    return laid


def store(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    laid: Sequence[tuple[RawColumn, Column, str]],
    output: Path,
) -> None:
    """Write `output` from the raw table."""
    values = [f'{value} AS "{column.key}"' for _raw, column, value in laid]
    texts = [value for _raw, column, value in laid if column.type == ColumnType.TEXT]
    search = f"concat_ws(chr(10), {', '.join(map(folded, texts))})" if texts else "NULL::VARCHAR"
    select = ", ".join([f'_id AS "{ROW_ID}"', *values, f'{search} AS "{SEARCH_TEXT}"'])
    target = str(output).replace("'", "''")
    connection.execute(
        f"COPY (SELECT {select} FROM {relation} ORDER BY _id) TO '{target}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    )
