"""Runs a statement and writes its first rows as JSON: so many rows, so many bytes, not one more."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from portal.tabular.columns import ColumnType
from portal.tabular.sql.connection import quoted

MAX_ROWS = 10_000
MAX_BYTES = 8_000_000
_BATCH_ROWS = 250
_OPERATOR = duckdb.token_type.operator
JSON = "json"
"""The type of lists, structures and maps; every other type of a result is a `ColumnType`."""


@dataclass(frozen=True)
class _Kind:
    """How values of a type are fetched (`sql`, with the column in place of {}), written and called."""

    type: str
    sql: str
    write: Callable[[Any], str]


@dataclass(frozen=True)
class Rows:
    """`columns`: name and type of each; `json`: an array of rows; `is_cut`: there would have been more."""

    columns: tuple[tuple[str, str], ...]
    json: bytes
    count: int
    is_cut: bool


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    """The first rows of `sql`, one SELECT. Raises `duckdb.Error` and `MemoryError`."""
    relation = _bound(connection, sql)
    kinds = [_kind(str(t)) for t in relation.types]
    columns = tuple(zip(relation.columns, (kind.type for kind in kinds), strict=True))
    places = [quoted(f"c{n}") for n in range(len(kinds))]
    fetched = ", ".join(kind.sql.format(place) for kind, place in zip(kinds, places, strict=True))
    source = f"({_without_end(sql)}\n) AS result({', '.join(places)})"
    cursor = connection.execute(f"SELECT {fetched} FROM {source} LIMIT {MAX_ROWS + 1}")  # noqa: S608
    return _written(cursor, columns, [kind.write for kind in kinds])


def _bound(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The statement with its columns known; a mistake in it is told with its place, as the asker wrote it."""
    try:
        relation = connection.sql(sql)
    except (duckdb.BinderException, duckdb.CatalogException):
        # This way DuckDB shows the place as well, one line further down.
        connection.execute(f"DESCRIBE\n{sql}")
        raise
    assert relation is not None
    return relation


def _without_end(sql: str) -> str:
    """One statement without its semicolon and what follows: nothing but comments."""
    data = sql.encode()
    ends = (
        place for place, kind in duckdb.tokenize(sql) if kind == _OPERATOR and data[place:].startswith(b";")
    )
    return data[: next(ends, len(data))].decode()


def _written(
    cursor: duckdb.DuckDBPyConnection,
    columns: tuple[tuple[str, str], ...],
    writers: list[Callable[[Any], str]],
) -> Rows:
    made: list[bytes] = []
    room = MAX_BYTES
    while batch := cursor.fetchmany(_BATCH_ROWS):
        for values in batch:
            cells = (write(value) for write, value in zip(writers, values, strict=True))
            row = f"[{','.join(cells)}]".encode("utf-8", "replace")
            room -= len(row) + 1
            if room < 0 or len(made) == MAX_ROWS:
                return Rows(columns, _array(made), len(made), True)
            made.append(row)
    return Rows(columns, _array(made), len(made), False)


def _array(rows: list[bytes]) -> bytes:
    return b"[" + b",".join(rows) + b"]"


def _text(value: str | None) -> str:
    return "null" if value is None else json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> str:
    return "null" if value is None else json.dumps(value)


def _number(value: float | None) -> str:
    """A number; what JSON has no word for, such as a division by zero, is null."""
    return "null" if value is None or not math.isfinite(value) else repr(value)


def _ready(value: str | None) -> str:
    """What DuckDB has written as JSON already."""
    return "null" if value is None else value


_INTEGER = _Kind(ColumnType.INTEGER, "{}", _plain)
_NUMBER = _Kind(ColumnType.NUMBER, "{}", _number)
_STRING = _Kind(ColumnType.TEXT, "CAST({} AS VARCHAR)", _text)
_MOMENT = _Kind(ColumnType.DATETIME, "replace(CAST({} AS VARCHAR), ' ', 'T')", _text)
_NESTED = _Kind(JSON, "CAST(to_json({}) AS VARCHAR)", _ready)
_KINDS = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), _INTEGER),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), _INTEGER),
    **dict.fromkeys(("FLOAT", "DOUBLE"), _NUMBER),
    "BOOLEAN": _Kind(ColumnType.BOOLEAN, "{}", _plain),
    "VARCHAR": _Kind(ColumnType.TEXT, "{}", _text),
    "DATE": _Kind(ColumnType.DATE, "CAST({} AS VARCHAR)", _text),
    "JSON": _NESTED,
}


def _kind(type_name: str) -> _Kind:
    if found := _KINDS.get(type_name):
        return found
    if type_name.startswith("DECIMAL"):
        # Written digit by digit: a float would round it.
        return _Kind(ColumnType.NUMBER, "CAST({} AS VARCHAR)", _ready)
    if type_name.startswith("TIMESTAMP"):
        return _MOMENT
    if type_name.endswith("]") or type_name.startswith(("STRUCT", "MAP", "UNION")):
        return _NESTED
    return _STRING
