"""The columns of a stored table: what each is called, what it holds, how the file wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROW_ID = "_id"
"""The number of the row in the file, from 1: a column of every stored table."""

SEARCH_TEXT = "_search"
"""All text of the row, folded (`portal.text.fold`) and joined by newlines: a column of every stored table."""


class ColumnType(StrEnum):
    """What every value of a column is. Text, unless all values pass a lossless check."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    GEOMETRY = "geometry"

    @property
    def sql(self) -> str:
        """The DuckDB type in the Parquet file; a geometry is a GeoJSON geometry as text."""
        return _SQL_TYPES[self]

    @property
    def is_numeric(self) -> bool:
        """Whether values can be added up."""
        return self in (ColumnType.INTEGER, ColumnType.NUMBER)


_SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
    ColumnType.GEOMETRY: "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """A column. `key` names it in the Parquet file, the API and SQL: `[a-z][a-z0-9_]*`, unique, not long.

    `name` is the heading in the file, unique in the table. `format` says how the file wrote the values where
    that is not plain: `dd/mm/yyyy`, `1.234,5`. `semantic` is a code of the vocabulary of column meanings
    (`code`, `place`, `latitude`, `longitude`, `money`, `year`, …), guessed, empty where nothing is.
    """

    key: str
    name: str
    type: ColumnType
    format: str = ""
    semantic: str = ""
    example: str = ""


@dataclass(frozen=True)
class Table:
    """A stored table: a Parquet file on this machine. `version` is its hash: another one, other bytes."""

    path: Path
    version: str
    columns: tuple[Column, ...]
    row_count: int

    def column(self, name: str) -> Column | None:
        """The column with this key or, failing that, this heading."""
        by_key = next((c for c in self.columns if c.key == name), None)
        return by_key or next((c for c in self.columns if c.name == name), None)
