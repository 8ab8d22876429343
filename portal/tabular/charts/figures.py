"""The figures of a chart: what the engine is asked, groups and their measure, never single rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from portal.tabular.charts.chart import MOST_POINTS, MOST_SERIES, Chart, ChartKind
from portal.tabular.charts.spans import Span, span_of
from portal.tabular.columns import Table
from portal.tabular.query.expression import Disjunction, Emptiness, Expression, Membership, all_of
from portal.tabular.query.protocol import TableEngine
from portal.tabular.query.request import Aggregate, Order, TableQuery
from portal.text import sort_key

_COUNT = Aggregate("count")
_MOST_BINS = 1000
_GRID = 40
_MOST_CELLS = 4000


@dataclass(frozen=True)
class Mark:
    """A bar, point or dot. `x` is the group, None for empty cells; `high` the end of a histogram's bar.

    `count` is the number of rows behind a dot of a scatter, whose `x` and `y` are their means.
    """

    x: Any
    y: Any
    series: Any = None
    high: float | None = None
    count: int | None = None


@dataclass(frozen=True)
class Figures:
    """What a chart shows. `groups` and `series` count what there is, shown or not.

    `names` are the values that colours stand for, the most frequent first; `unplaced` counts rows that have no
    place on an axis of numbers because a cell is empty.
    """

    marks: tuple[Mark, ...] = ()
    groups: int = 0
    series: int = 0
    names: tuple[Any, ...] = ()
    unplaced: int = 0

    @property
    def shown(self) -> int:
        """How many groups are shown."""
        return len({mark.x for mark in self.marks}) if self.names else len(self.marks)

    @property
    def left_out(self) -> int:
        """How many groups are not shown."""
        return max(0, self.groups - self.shown)

    @property
    def series_left_out(self) -> int:
        """How many colours' groups are not shown."""
        return self.series - len(self.names)


class Collector:
    """Asks an engine for the figures of charts of one table, among the rows that `query` keeps."""

    def __init__(self, engine: TableEngine, table: Table, query: TableQuery) -> None:
        self._engine = engine
        self._table = table
        self._query = query

    def figures(self, chart: Chart) -> Figures:
        """Raises `Invalid` where the chart does not fit the table, `Unavailable`."""
        match chart.kind:
            case ChartKind.HISTOGRAM:
                return self._histogram(chart)
            case ChartKind.SCATTER:
                return self._scatter(chart)
            case _:
                return self._series(chart) if chart.series else self._groups(chart)

    # -- groups

    def _groups(self, chart: Chart) -> Figures:
        alias = group_alias(chart)
        is_ordered = chart.is_ordered(self._table)
        order = (Order(alias),) if is_ordered else (Order(chart.measure.aggregate.key, True), Order(alias))
        limit = MOST_POINTS if is_ordered else chart.top
        rows, total = self._ask((group_name(chart),), chart.measure.aggregate, order=order, limit=limit)
        marks = [Mark(x, y) for x, y in rows]
        return Figures(_arranged(marks, chart, is_ordered), groups=total)

    def _series(self, chart: Chart) -> Figures:
        """The largest groups, each divided into the most frequent values of the other column."""
        whole = self._groups(chart)
        places = {mark.x: at for at, mark in enumerate(whole.marks)}
        order = (Order("count", True), Order(chart.series))
        names, total = self._ask((chart.series,), _COUNT, order=order, limit=MOST_SERIES)
        ranks = {name: at for at, (name, _times) in enumerate(names)}
        wanted = [among(chart.series, tuple(ranks))]
        if not chart.is_ordered(self._table):
            wanted.append(among(chart.x, tuple(places)))
        groups = (group_name(chart), chart.series)
        limit = MOST_POINTS * MOST_SERIES
        rows, _total = self._ask(groups, chart.measure.aggregate, limit=limit, where=wanted)
        marks = [Mark(x, y, name) for x, name, y in rows if x in places]
        marks.sort(key=lambda mark: (places[mark.x], ranks[mark.series]))
        return replace(whole, marks=tuple(marks), series=total, names=tuple(ranks))

    # -- numbers

    def _histogram(self, chart: Chart) -> Figures:
        span = self._span(chart.x)
        if span is None:
            return Figures(unplaced=self._rows())
        size = span.width(span.bins)
        order = (Order(f"bin_{chart.x}"),)
        rows, total = self._ask((f"bin({chart.x},{size!r})",), _COUNT, order=order, limit=_MOST_BINS)
        marks = tuple(Mark(_tidy(low), n, high=_tidy(low + size)) for low, n in rows if low is not None)
        unplaced = sum(n for low, n in rows if low is None)
        return Figures(marks, groups=total - bool(unplaced), unplaced=unplaced)

    def _scatter(self, chart: Chart) -> Figures:
        """Near rows as one dot at their mean, so that a lone row stands exactly where it is."""
        keys = (chart.x, chart.measure.column)
        spans = [self._span(key) for key in keys]
        groups = tuple(f"bin({k},{s.width(_GRID)!r})" for k, s in zip(keys, spans, strict=True) if s)
        if len(set(keys)) < 2 or len(groups) < 2:
            return Figures(unplaced=self._rows())
        means = tuple(Aggregate("avg", key) for key in keys)
        order = (Order("count", True),)
        rows, total = self._ask(groups, _COUNT, *means, order=order, limit=_MOST_CELLS)
        whole = [row for row in rows if None not in row]
        marks = tuple(Mark(x, y, count=n) for _a, _b, n, x, y in sorted(whole, key=lambda row: row[3:]))
        unplaced = sum(row[2] for row in rows if None in row)
        return Figures(marks, groups=total - (len(rows) - len(whole)), unplaced=unplaced)

    # -- asking

    def _ask(
        self,
        groups: tuple[str, ...],
        *aggregates: Aggregate,
        order: tuple[Order, ...] = (),
        limit: int = 1,
        where: list[Expression] | None = None,
    ) -> tuple[tuple[tuple[Any, ...], ...], int]:
        kept = [*([self._query.where] if self._query.where else []), *(where or [])]
        query = replace(self._query, group_by=groups, aggregates=aggregates, order_by=order, limit=limit)
        page = self._engine.rows(self._table, replace(query, where=all_of(kept)))
        return page.rows, page.total

    def _span(self, key: str) -> Span | None:
        ends = (Aggregate("min", key), Aggregate("max", key), Aggregate("count", key))
        ((least, most, filled),), _total = self._ask((), *ends)
        column = self._table.column(key)
        return span_of(least, most, filled, column) if column else None

    def _rows(self) -> int:
        ((count,),), _total = self._ask((), _COUNT)
        return int(count)


def group_name(chart: Chart) -> str:
    """The group as the query language writes it: `month(ngay)`."""
    return f"{chart.step}({chart.x})" if chart.step else chart.x


def group_alias(chart: Chart) -> str:
    """The name of the group's column in the answer."""
    return f"{chart.step}_{chart.x}" if chart.step else chart.x


def among(key: str, values: tuple[Any, ...]) -> Expression:
    """The condition that the cell is one of the values, None standing for an empty one."""
    filled = tuple(value for value in values if value is not None)
    parts: list[Expression] = [Membership(key, filled)] if filled else []
    if None in values:
        parts.append(Emptiness(key))
    return parts[0] if len(parts) == 1 else Disjunction(tuple(parts))


def _arranged(marks: list[Mark], chart: Chart, is_ordered: bool) -> tuple[Mark, ...]:
    if chart.sort != "label" or is_ordered:
        return tuple(marks)
    return tuple(sorted(marks, key=_place))


def _place(mark: Mark) -> tuple[bool, Any]:
    by: Callable[[Any], Any] = sort_key if isinstance(mark.x, str) else lambda value: value
    return (mark.x is None, "" if mark.x is None else by(mark.x))


def _tidy(bound: float) -> float:
    """Without the dust of binary fractions: 0.3, not 0.30000000000000004."""
    return float(f"{bound:.12g}")
