"""The cells a scan looks at: all of a small table, blocks spread over a large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from portal.tabular.columns import ROW_ID, Column
from portal.tabular.personal import patterns as p
from portal.tabular.personal.quoting import literal, quoted, text_of

WHOLE_ROWS = 50_000
"""Tables up to this size are looked at whole."""
BLOCKS, BLOCK_ROWS = 10, 4_096
AT_ONCE = 50
"""Columns drawn by one statement, which holds the rows it has drawn in memory."""
CELLS = 2_000
"""So many cells of each column are looked at one by one."""
SUSPECTS = 8_000
SPARSE = 1_000
"""A column with fewer cells in the sample, and more in the table, is sampled by itself."""
_SAMPLE, _SUSPECTS = "personal_sample", "personal_suspects"


@dataclass(frozen=True)
class Cells:
    """Of one column: filled cells in the whole table, and in what was looked at; some of them to read.

    `source` is the relation that holds what was looked at.
    """

    column: Column
    filled: int
    looked_at: int
    source: str
    values: tuple[str, ...]


def sampled(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> list[Cells]:
    """Look at the columns. A relation of more than `WHOLE_ROWS` rows has the number of each row as `_id`."""
    source = relation if row_count <= WHOLE_ROWS else _blocks(connection, relation, columns, row_count)
    filled = _filled(connection, relation, columns)
    seen = filled if source == relation else _filled(connection, source, columns)
    values = _values(connection, source, columns)
    found = []
    for column, in_table, in_sample, read in zip(columns, filled, seen, values, strict=True):
        if in_sample < min(SPARSE, in_table):
            found.append(_sparse(connection, relation, column, in_table))
        else:
            found.append(Cells(column, in_table, in_sample, source, read))
    return found


def suspects(
    connection: duckdb.DuckDBPyConnection, cells: Cells, patterns: Sequence[str]
) -> tuple[int, list[int], tuple[str, ...]]:
    """How many of the cells are suspicious, how many would fit each pattern, and some of them to read."""
    text = text_of(cells.column)
    suspicious = f"regexp_matches({text}, {literal(p.SUSPICIOUS)})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_SUSPECTS} AS SELECT {text} AS cell FROM {cells.source} WHERE {suspicious}"
    )
    count = _number(connection, f"SELECT count(*) FROM {_SUSPECTS}")
    if not count:
        return 0, [], ()
    some = f"(SELECT cell FROM {_SUSPECTS} USING SAMPLE reservoir({SUSPECTS} ROWS) REPEATABLE (11))"
    looks = ", ".join(f"count(*) FILTER (regexp_matches(cell, {literal(each)}))" for each in patterns)
    row = connection.execute(f"SELECT {looks} FROM {some}").fetchone() or ()
    rate = max(1.0, count / SUSPECTS)
    read = connection.execute(f"SELECT cell FROM {some} LIMIT {CELLS}").fetchall()
    return count, [round(n * rate) for n in row], tuple(cell for (cell,) in read)


def fitting(connection: duckdb.DuckDBPyConnection, cells: Cells, pattern: str) -> int:
    """How many of the cells looked at fit the pattern."""
    look = f"regexp_matches({text_of(cells.column)}, {literal(pattern)})"
    return _number(connection, f"SELECT count(*) FILTER ({look}) FROM {cells.source}")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what looking left behind."""
    connection.execute(f"DROP TABLE IF EXISTS {_SAMPLE}; DROP TABLE IF EXISTS {_SUSPECTS}")


def _blocks(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> str:
    step = row_count // BLOCKS
    ranges = (f"{ROW_ID} BETWEEN {at * step + 1} AND {at * step + BLOCK_ROWS}" for at in range(BLOCKS))
    fields = ", ".join(quoted(column.key) for column in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_SAMPLE} AS SELECT {fields} FROM {relation} WHERE {' OR '.join(ranges)}"
    )
    return _SAMPLE


def _sparse(connection: duckdb.DuckDBPyConnection, relation: str, column: Column, filled: int) -> Cells:
    name = quoted(column.key)
    source = f"(SELECT {name} FROM {relation} WHERE {name} IS NOT NULL LIMIT {WHOLE_ROWS})"
    (read,) = _values(connection, source, [column])
    return Cells(column, filled, min(filled, WHOLE_ROWS), source, read)


def _filled(connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[Column]) -> list[int]:
    counts = ", ".join(f"count({quoted(column.key)})" for column in columns)
    return list(connection.execute(f"SELECT {counts} FROM {source}").fetchone() or ())


def _values(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[Column]
) -> list[tuple[str, ...]]:
    """Cells of rows drawn at random; of a column mostly empty, from where it is filled."""
    if len(columns) > AT_ONCE:
        some, others = columns[:AT_ONCE], columns[AT_ONCE:]
        return _values(connection, source, some) + _values(connection, source, others)
    listed = ", ".join(f"left({text_of(column)}, 400)" for column in columns)
    rows = connection.execute(
        f"SELECT {listed} FROM {source} USING SAMPLE reservoir({CELLS} ROWS) REPEATABLE (7)"
    ).fetchall()
    return [tuple(v for row in rows if (v := row[at]) is not None) for at in range(len(columns))]


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
