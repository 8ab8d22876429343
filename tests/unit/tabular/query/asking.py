"""Ask the way a URL asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

import pytest

from portal.errors import Invalid, Problem
from portal.tabular.columns import Table
from portal.tabular.query.answers import RowPage
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.engine import DuckDBEngine

School: TypeAlias = tuple[
    str, str | None, int | None, float | None, bool | None, date | None, datetime | None
]


def ask(engine: DuckDBEngine, table: Table, *arguments: tuple[str, str]) -> RowPage:
    """The answer to these arguments."""
    return engine.rows(table, parse_query(arguments, table))


def refusal(table: Table, *arguments: tuple[str, str]) -> Problem:
    """The one problem that the arguments are refused for."""
    with pytest.raises(Invalid) as refused:
        parse_query(arguments, table)
    (problem,) = refused.value.problems
    return problem
