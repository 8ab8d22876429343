"""What the SQL page shows: the statement, what came of it, tables and examples to go on with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalog.pages.sql import OpenTable, SqlAnswer, SqlTable
from portal.errors import Problem
from portal.tabular.sql.naming import written
from portal.tabular.sql.result import SqlResult
from portal.web.sql_examples import Example, examples

SHOWN_ROWS = 200
LONGEST_CELL = 200
MOST_BARS = 40
NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True)
class Bar:
    """A row of the chart: `width` of 1000 is the longest. None has no bar."""

    label: str
    value: str
    width: int


@dataclass(frozen=True)
class Chart:
    """The result as bars: the first column names them, `measure` says how long they are."""

    measure: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class SqlFacts:
    """`opened` are the tables whose columns are listed; `listed` all those that the search `find` gives."""

    sql: str
    find: str
    chosen: str
    answer: SqlAnswer | None
    problems: Sequence[Problem]
    notice: str
    listed: tuple[SqlTable, ...]
    opened: tuple[OpenTable, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        """Statements about the first table at hand."""
        return examples(self.opened[0]) if self.opened else ()

    @property
    def rows(self) -> list[list[Any]]:
        """The rows that the page shows; a file holds them all."""
        return self.answer.result.rows[:SHOWN_ROWS] if self.answer else []

    @property
    def chart(self) -> Chart | None:
        """A chart, where the result looks like one."""
        return chart(self.answer.result) if self.answer else None

    def written(self, alias: str) -> str:
        """The name of a table as a statement must spell it."""
        return written(alias)


def cell(value: Any) -> str:
    """A value as a cell shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"


def chart(result: SqlResult) -> Chart | None:
    """Bars for a result of some rows with one name and a number that is never negative; else None."""
    place = next((n for n, column in enumerate(result.columns) if n and column.type in NUMBERS), None)
    names = result.columns[:1]
    if place is None or names[0].type == "json" or not 1 < result.row_count <= MOST_BARS:
        return None
    values = [(row[0], row[place]) for row in result.rows]
    lengths = [value or 0 for _, value in values]
    most = max(lengths)
    if most <= 0 or min(lengths) < 0:
        return None
    bars = (Bar(_named(name), _named(value), round((value or 0) / most * 1000)) for name, value in values)
    return Chart(result.columns[place].name, tuple(bars))


def _named(value: Any) -> str:
    return "–" if value is None else cell(value)
