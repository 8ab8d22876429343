"""Charts of a table: what an address asks for, or the one that suits; drawn from groups, never from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.catalog.tables import FoundTable
from portal.errors import Invalid, Problem
from portal.model import DataDictionaryEntry
from portal.tabular.charts.chart import PARAMETERS, Chart, ChartKind, parse_chart
from portal.tabular.charts.choosing import choose_chart
from portal.tabular.charts.describing import cells, description, finding, header
from portal.tabular.charts.figures import Collector, Figures
from portal.tabular.charts.vega import specification
from portal.tabular.charts.words import Drawn, omissions, title
from portal.tabular.columns import Column, Table
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.filters import is_filter
from portal.tabular.query.protocol import TableEngine
from portal.tabular.query.request import TableQuery

Pairs = Sequence[tuple[str, str]]
_NO_FIGURES = Figures()
MOST_LINES = 200
"""Of the figures as a table: what a page can carry; the drawing shows all."""


@dataclass(frozen=True)
class ChartPage:
    """A chart with its figures. `chart` is None where nothing in the table can be drawn, or with `problems`.

    `header` and `lines` are the figures as a table of `line_count` lines, perhaps cut; `spec` is the drawing in
    Vega-Lite, `query` what narrows the rows, `asked` the chart's arguments as they came.
    """

    columns: tuple[Column, ...]
    labels: Mapping[str, str]
    query: TableQuery
    asked: Mapping[str, str]
    chart: Chart | None = None
    title: str = ""
    finding: str = ""
    description: str = ""
    omissions: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    line_count: int = 0
    figures: Figures = _NO_FIGURES
    spec: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The arguments that narrow the rows."""
        return tuple(to_arguments(self.query))

    @property
    def text_columns(self) -> int:
        """How many of the first columns of the figures name a group; the others are numbers."""
        if self.chart is None or self.chart.is_measured:
            return 0
        return 2 if self.chart.series else 1


class Charting:
    """Makes charts of tables."""

    def __init__(self, engine: TableEngine) -> None:
        self._engine = engine

    def page(self, found: FoundTable, arguments: Pairs) -> ChartPage:
        """The chart that `arguments` describe, on the rows they keep.

        Arguments of others are left aside. What is wrong in those of ours is on the page; raises `Unavailable`.
        """
        table, labels = described(found)
        asked = {name: value for name, value in arguments if name in PARAMETERS}
        empty = ChartPage(table.columns, labels, TableQuery(), asked)
        try:
            query = narrowing(arguments, table)
            chart = parse_chart(asked, table) or choose_chart(table, {p.key: p for p in found.profile})
            page = replace(empty, query=query, chart=chart)
            return self._drawn(page, table, chart) if chart else page
        except Invalid as error:
            return replace(empty, problems=tuple(error.problems))

    def _drawn(self, page: ChartPage, table: Table, chart: Chart) -> ChartPage:
        figures = Collector(self._engine, table, page.query).figures(chart)
        drawn = Drawn(chart, table, figures, page.labels)
        marks = figures.marks
        if chart.kind == ChartKind.SCATTER:
            marks = tuple(sorted(marks, key=lambda mark: -(mark.count or 0)))
        return replace(
            page,
            title=title(drawn),
            finding=finding(drawn),
            description=description(drawn),
            omissions=tuple(omissions(drawn)),
            header=header(drawn),
            lines=tuple(cells(drawn, mark) for mark in marks[:MOST_LINES]),
            line_count=len(marks),
            figures=figures,
            spec=specification(drawn) if marks else None,
        )


def described(found: FoundTable) -> tuple[Table, dict[str, str]]:
    """The table with the meanings that its steward gave the columns, and what people call them."""
    entries = {entry.name: entry for entry in found.resource.dictionary}
    named = [(column, entries.get(column.name[:300])) for column in found.table.columns]
    labels = {column.key: (entry.label if entry else "") or column.name for column, entry in named}
    return replace(found.table, columns=meant(found.table.columns, found.resource.dictionary)), labels


def meant(columns: Sequence[Column], dictionary: Sequence[DataDictionaryEntry]) -> tuple[Column, ...]:
    """The columns with the meanings that a steward gave them, where one did."""
    given = {entry.name: entry.semantic for entry in dictionary if entry.semantic}
    return tuple(replace(c, semantic=given.get(c.name[:300], c.semantic)) for c in columns)


def narrowing(arguments: Pairs, table: Table) -> TableQuery:
    """The part of the arguments that narrows the rows: `where`, `q` and simple filters. Raises `Invalid`."""
    own = [(name, value) for name, value in arguments if name in ("where", "q") or is_filter(name)]
    return parse_query(own, table)
