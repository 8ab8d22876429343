"""Looks at every column of a stored table: how full, how varied, from where to where, which values most."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import duckdb

from portal.tabular.columns import Column, ColumnType
from portal.tabular.ingest.result import FirstPage
from portal.tabular.profile import Bin, ColumnProfile, TopValue

FIRST_ROWS = 100
"""As many as an answer of the API holds if nothing else is asked for."""
BINS = 20
TOP = 12
FEW = 25
"""Numbers of so few values are shown by value, not by range."""
EXACT_ROWS = 100_000
EXACT_VALUES = 10_000
"""Of longer tables so many different values of a column are counted; of more, their number is an estimate."""
AT_ONCE = 8
"""Columns of one statement. The state of a thousand would need gigabytes, however few the rows."""
TERMS = 200
TERM_CHARS = 80
_TIMES = (ColumnType.DATE, ColumnType.DATETIME)


Frequent = dict[str, list[tuple[Any, int]]]
"""Of each column that is listed by value, its most frequent values and how often they stand."""


def profile(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> tuple[tuple[ColumnProfile, ...], Frequent]:
    """One profile per column, and the frequent values it was made of."""
    if not row_count:
        return tuple(ColumnProfile(column.key, 0, 0, 0) for column in columns), {}
    is_exact = row_count <= EXACT_ROWS
    found: list[ColumnProfile] = []
    frequent: Frequent = {}
    for start in range(0, len(columns), AT_ONCE):
        some = columns[start : start + AT_ONCE]
        parts = [part for column in some for part in _aggregates(column, is_exact)]
        numbers = iter(connection.execute(f"SELECT {', '.join(parts)} FROM {relation}").fetchone() or ())
        found_of = {column.key: tuple(islice(numbers, 7)) for column in some}
        counted = {} if is_exact else _counted(connection, relation, {k: n[1] for k, n in found_of.items()})
        for column in some:
            filled, estimate, *others = found_of[column.key]
            distinct = min(counted.get(column.key, estimate), filled)
            shape = _Shape(column, row_count, filled, distinct, is_exact or column.key in counted)
            if shape.is_listed:
                frequent[column.key] = _frequent(connection, relation, column)
            bins = _bins(connection, relation, column, *others[:2]) if shape.is_ranged else ()
            found.append(_profile(shape, others, bins, frequent.get(column.key, [])[:TOP]))
    return tuple(found), frequent


@dataclass(frozen=True)
class _Shape:
    """How full and how varied a column is, and so whether ranges or single values show it.

    `is_exact`: `distinct` was counted, not estimated.
    """

    column: Column
    row_count: int
    filled: int
    distinct: int
    is_exact: bool

    @property
    def is_ranged(self) -> bool:
        type_ = self.column.type
        return self.filled > 0 and (type_ in _TIMES or (type_.is_numeric and self.distinct > FEW))

    @property
    def is_listed(self) -> bool:
        """Where nearly every one of many values stands once, the most frequent ones tell nothing."""
        if self.is_ranged or not self.filled or self.column.type == ColumnType.GEOMETRY:
            return False
        return self.distinct <= max(EXACT_ROWS, self.filled // 2)


def _counted(
    connection: duckdb.DuckDBPyConnection, relation: str, estimates: Mapping[str, int]
) -> dict[str, int]:
    """How many values there are exactly, of the columns that are not estimated to have many."""
    few = [key for key, estimate in estimates.items() if estimate <= EXACT_VALUES]
    if not few:
        return {}
    parts = ", ".join(f'count(DISTINCT "{key}")' for key in few)
    return dict(zip(few, connection.execute(f"SELECT {parts} FROM {relation}").fetchone() or (), strict=True))


def _aggregates(column: Column, is_exact: bool) -> list[str]:
    name = f'"{column.key}"'
    distinct = f"count(DISTINCT {name})" if is_exact else f"approx_count_distinct({name})"
    is_ordered = column.type.is_numeric or column.type in _TIMES or column.type == ColumnType.TEXT
    ends = [f"min({name})", f"max({name})"] if is_ordered else ["NULL", "NULL"]
    middle = f"median({name})" if is_exact else f"approx_quantile({name}, 0.5)"
    means = [f"avg({name})", middle] if column.type.is_numeric else ["NULL", "NULL"]
    longest = f"max(length({name}))" if column.type == ColumnType.TEXT else "NULL"
    return [f"count({name})", distinct, *ends, *means, longest]


def _profile(
    shape: _Shape, numbers: Sequence[Any], bins: tuple[Bin, ...], top: Sequence[tuple[Any, int]]
) -> ColumnProfile:
    least, most, mean, median, longest = numbers
    return ColumnProfile(
        key=shape.column.key,
        filled=shape.filled,
        empty=shape.row_count - shape.filled,
        distinct=shape.distinct,
        is_approximate=not shape.is_exact,
        least=_short(json_value(least)),
        most=_short(json_value(most)),
        mean=_finite(mean),
        median=_finite(median),
        bins=bins,
        top=tuple(TopValue(_short(_text(value)), count) for value, count in top),
        longest_chars=longest,
    )


def _bins(
    connection: duckdb.DuckDBPyConnection, relation: str, column: Column, least: Any, most: Any
) -> tuple[Bin, ...]:
    name = f'"{column.key}"'
    value = f"epoch({name}::TIMESTAMP)" if column.type in _TIMES else f"{name}::DOUBLE"
    low, high = (_number(end) for end in (least, most))
    size = (high - low) / BINS
    if not math.isfinite(size) or size <= 0:
        return ()
    rows = connection.execute(
        f"SELECT least({BINS - 1}, greatest(0, floor(({value} - $1) / $2)))::INT AS bin, count(*) "
        f"FROM {relation} WHERE {name} IS NOT NULL GROUP BY 1",
        [low, size],
    ).fetchall()
    counts = dict(rows)
    edges = [_edge(column, low + size * n) for n in range(BINS + 1)]
    return tuple(Bin(edges[n], edges[n + 1], counts.get(n, 0)) for n in range(BINS))


def _number(value: Any) -> float:
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1)).total_seconds()
    if isinstance(value, date):
        return float((value - date(1970, 1, 1)).days * 86_400)
    return float(value)


def _edge(column: Column, value: float) -> float | str:
    if column.type not in _TIMES:
        return float(f"{value:.6g}")
    days, seconds = divmod(value, 86_400)
    day = date.fromordinal(date(1970, 1, 1).toordinal() + int(days)).isoformat()
    return (
        day
        if column.type == ColumnType.DATE
        else f"{day}T{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}"
    )


def _frequent(connection: duckdb.DuckDBPyConnection, relation: str, column: Column) -> list[tuple[Any, int]]:
    name = f'"{column.key}"'
    limit = TERMS if column.type == ColumnType.TEXT else TOP
    return connection.execute(
        f"SELECT {name}, count(*) AS n FROM {relation} WHERE {name} IS NOT NULL "
        f"GROUP BY 1 ORDER BY n DESC, 1 LIMIT {limit}"
    ).fetchall()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(json_value(value))


def _short(value: Any) -> Any:
    return value[:TERM_CHARS] if isinstance(value, str) else value


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def terms(columns: Sequence[Column], frequent: Frequent) -> dict[str, tuple[str, ...]]:
    """Frequent values of the columns that name things, for the catalogue's search; no codes, no long texts."""
    found = {}
    for column in columns:
        if column.type != ColumnType.TEXT or column.semantic in ("code", "phone", "link", "address"):
            continue
        values = (value for value, _count in frequent.get(column.key, ()))
        if kept := tuple(value for value in values if 2 <= len(value) <= TERM_CHARS):
            found[column.key] = kept
    return found


def first_page(connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column]) -> FirstPage:
    """The first rows of the table."""
    names = ", ".join(f'"{column.key}"' for column in columns)
    select = f"_id, {names}" if names else "_id"
    rows = connection.execute(
        f"SELECT {select} FROM {relation} WHERE _id <= {FIRST_ROWS} ORDER BY _id"
    ).fetchall()
    return FirstPage(
        ids=tuple(row[0] for row in rows),
        rows=tuple(tuple(json_value(value) for value in row[1:]) for row in rows),
    )


def json_value(value: Any) -> Any:
    """A cell as JSON has it: days and moments in ISO form."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    return value.isoformat() if isinstance(value, date) else value
