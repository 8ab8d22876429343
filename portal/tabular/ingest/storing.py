"""Writes the typed table as Parquet, with the number of each row and the folded text that searches look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from portal.tabular.columns import ROW_ID, SEARCH_TEXT, Column, ColumnType
from portal.tabular.ingest.headings import keys, meaning, suited
from portal.tabular.ingest.raw import RawColumn

ROW_GROUP_ROWS = 40_960
EXAMPLE_CHARS = 200
ORIGINAL = " (gốc)"
"""Added to the heading of the text kept beside a column whose type was chosen against some of its values."""


@dataclass(frozen=True)
class Stored:
    """A stored column: where it is from, what it is. `is_original`: the text kept beside `raw`."""

    raw: RawColumn
    column: Column
    is_original: bool = False

    @property
    def value(self) -> str:
        """SQL of its values."""
        return self.raw.cell if self.is_original else self.raw.value

    @property
    def folded(self) -> str:
        """SQL of its folded values; only of text."""
        return self.raw.folded


def lay_out(raw: Sequence[RawColumn]) -> list[Stored]:
    """The columns of the stored table."""
    shown = [column for column in raw if column.forced.protection != "drop"]
    beside = [column for column in shown if column.misfits]
    names = [*(c.name for c in shown), *(c.name + ORIGINAL for c in beside)]
    found = keys(names)
    laid = []
    for column, key in zip(shown, found, strict=False):
        code = suited(meaning(column.name), column.type)
        format = column.chosen.format if column.chosen else ""
        laid.append(Stored(column, Column(key, column.name, column.type, format, code)))
    for column, key in zip(beside, found[len(shown) :], strict=True):
        original = Column(key, column.name + ORIGINAL, ColumnType.TEXT)
        laid.append(Stored(column, original, is_original=True))
    return laid


def store(connection: duckdb.DuckDBPyConnection, relation: str, laid: Sequence[Stored], output: Path) -> int:
    """Write `output` from the cells and the folded cells; returns the number of rows, which stay in order."""
    values = [f'{each.value} AS "{each.column.key}"' for each in laid]
    texts = [each.folded for each in laid if each.column.type == ColumnType.TEXT]
    search = f"concat_ws(chr(10), {', '.join(texts)})" if texts else "NULL::VARCHAR"
    select = ", ".join([f'_id AS "{ROW_ID}"', *values, f'{search} AS "{SEARCH_TEXT}"'])
    target = str(output).replace("'", "''")
    row = connection.execute(
        f"COPY (SELECT {select} FROM {relation}) TO '{target}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    ).fetchone()
    return int(row[0]) if row else 0
