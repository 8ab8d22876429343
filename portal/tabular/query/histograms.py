"""How many rows of a question fall into each of some intervals of a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import Bin
from portal.tabular.query.binning import fitting_scale
from portal.tabular.query.conditions import Ask, Sql, conditions
from portal.tabular.query.names import identifier
from portal.tabular.query.request import TableQuery
from portal.tabular.query.statements import relation

MOST_BINS = 200
_TIMES = (ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class _Step:
    """An interval of the calendar: so many months, or so many seconds."""

    months: int = 0
    seconds: int = 0

    @property
    def sql(self) -> str:
        return f"INTERVAL {self.months} MONTH" if self.months else f"INTERVAL {self.seconds} SECOND"

    @property
    def about_seconds(self) -> float:
        return self.seconds or self.months * 30.436875 * _DAY

    def after(self, edge: datetime) -> datetime:
        try:
            if self.seconds:
                return edge + timedelta(seconds=self.seconds)
            months = edge.year * 12 + edge.month - 1 + self.months
            return edge.replace(year=months // 12, month=months % 12 + 1)
        except (ValueError, OverflowError):  # past the year 9999
            return datetime.max


_DAY = 86_400
_STEPS = (
    *(_Step(seconds=n) for n in (1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, _DAY, 7 * _DAY)),
    *(_Step(months=n) for n in (1, 3, 12, 24, 60, 120, 300, 600, 1200, 12_000)),
)


def histogram(ask: Ask, table: Table, query: TableQuery, column: Column, bins: int) -> tuple[Bin, ...]:
    """About so many bins, without gaps, from the least value to the greatest; none where all cells are empty."""
    if not 1 <= bins <= MOST_BINS:
        message = _("Hãy ghi một số nguyên từ 1 đến %(most)d.", most=MOST_BINS)
        raise Invalid([Problem("bins", "bad_number", message)])
    if column.type not in _TIMES and not column.type.is_numeric:
        message = _("Chỉ cột số, ngày hoặc ngày giờ mới vẽ được phân bố.")
        raise Invalid([Problem("key", "wrong_type", message)])
    rows = _rows(table, query, column)
    ((low, high),) = ask(rows.within("SELECT min(v), max(v) FROM (", ")"))
    if low is None:
        return ()
    if column.type in _TIMES:
        return tuple(_bins_of_time(ask, rows, column, _step(low, high, bins, column)))
    return tuple(_bins_of_numbers(ask, rows, column, (low, high), bins))


def _rows(table: Table, query: TableQuery, column: Column) -> Sql:
    """The filled cells of the column as `v`; its own filters are left aside, as a facet does."""
    key = identifier(column.key)
    where = conditions(query, table, without=column.key)
    is_counted = f"isfinite({key})" if column.type is ColumnType.NUMBER else f"{key} IS NOT NULL"
    return Sql(
        f"SELECT {key} AS v FROM {relation(table)} WHERE {is_counted} AND {where.text}", where.parameters
    )


def _bins_of_numbers(ask: Ask, rows: Sql, column: Column, ends: tuple[Any, Any], bins: int) -> Iterator[Bin]:
    low, high = float(ends[0]), float(ends[1])
    scale = fitting_scale(low, high, bins, is_whole=column.type is ColumnType.INTEGER)
    number = f"CAST({scale.number_sql('v')} AS BIGINT)"
    counts: dict[int, int] = dict(ask(rows.within(f"SELECT {number} AS n, count(*) FROM (", ") GROUP BY n")))
    for at in range(min(counts), max(counts) + 1):
        yield Bin(scale.edge(at), scale.edge(at + 1), counts.get(at, 0))


def _step(low: date, high: date, bins: int, column: Column) -> _Step:
    """The shortest interval of the calendar that needs no more than so many bins, hardly."""
    span = (high - low).total_seconds()
    least = _DAY if column.type is ColumnType.DATE else 1
    steps = [step for step in _STEPS if step.about_seconds >= least]
    return next((step for step in steps if span / step.about_seconds < bins), steps[-1])


def _bins_of_time(ask: Ask, rows: Sql, column: Column, step: _Step) -> Iterator[Bin]:
    edge = f"time_bucket({step.sql}, CAST(v AS TIMESTAMP))"
    counts: dict[datetime, int] = dict(
        ask(rows.within(f"SELECT {edge} AS edge, count(*) FROM (", ") GROUP BY edge"))
    )
    is_day = column.type is ColumnType.DATE or step.months > 0 or step.seconds % _DAY == 0
    low, last = min(counts), max(counts)
    while low <= last:
        high = step.after(low)
        yield Bin(_written(low, is_day), _written(high, is_day), counts.get(low, 0))
        low = high


def _written(edge: datetime, is_day: bool) -> str:
    return edge.date().isoformat() if is_day else edge.isoformat()
