"""What the SQL page shows: the statement, what came of it, tables and examples to go on with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from portal.catalog.pages.sql import OpenTable, SqlAnswer, SqlTable
from portal.errors import Problem
from portal.tabular.sql.naming import written
from portal.web.sql_chart import Chart, chart
from portal.web.sql_examples import Example, examples

SHOWN_ROWS = 200
LONGEST_CELL = 200


@dataclass(frozen=True)
class Complaint:
    """What is wrong with the statement; `place` shows where, its last line points at a letter of the one above."""

    text: str
    place: str


@dataclass(frozen=True)
class SqlFacts:
    """`opened` are the tables whose columns are listed; `listed` those that the search `find` gives.

    `starters` are tables whose examples begin with something, `seconds` is how long a statement may run.
    """

    sql: str
    find: str
    chosen: str
    answer: SqlAnswer | None
    problems: Sequence[Problem]
    notice: str
    listed: tuple[SqlTable, ...]
    opened: tuple[OpenTable, ...]
    starters: tuple[OpenTable, ...]
    seconds: int

    @property
    def examples(self) -> tuple[Example, ...]:
        """Statements about the first table at hand."""
        return examples(self.opened[0]) if self.opened else ()

    @property
    def beginnings(self) -> tuple[tuple[OpenTable, Example], ...]:
        """A statement for each of the first tables, for whoever has none yet."""
        return tuple((opened, examples(opened)[:3][-1]) for opened in self.starters)

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """What is wrong, and where."""
        parts = (problem.message.partition("\n\nLINE ") for problem in self.problems)
        return tuple(Complaint(text, f"LINE {place}" if mark else "") for text, mark, place in parts)

    @property
    def rows(self) -> list[list[str | None]]:
        """The rows that the page shows, no digit lost; a file holds them all."""
        if self.answer is None:
            return []
        return [[_shown(text) for text in row] for row in islice(self.answer.result.texts(), SHOWN_ROWS)]

    @property
    def chart(self) -> Chart | None:
        """A chart, where the result looks like one."""
        return chart(self.answer.result, cell) if self.answer else None

    def written(self, alias: str) -> str:
        """The name of a table as a statement must spell it."""
        return written(alias)


def cell(value: Any) -> str:
    """A value as a cell shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _short(text)


def _shown(text: str) -> str | None:
    if text == "null":
        return None
    return _short(json.loads(text) if text.startswith('"') else text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
