"""What the engine answers with. Cells are Python values: str, int, float, bool, date, datetime, None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.tabular.columns import Column, ColumnType


@dataclass(frozen=True)
class ResultColumn:
    """A column of an answer; `name` is the heading to show, `semantic` what its values mean (`Column`)."""

    key: str
    name: str
    type: ColumnType
    semantic: str = ""


def shown_as_is(column: Column) -> ResultColumn:
    """A column of the table in an answer."""
    return ResultColumn(column.key, column.name, column.type, column.semantic)


@dataclass(frozen=True)
class RowPage:
    """Some rows of an answer and how many there are in all.

    `ids` are the row numbers (`_id`) beside `rows`; empty for a grouped answer. `next_cursor` asks for what
    follows; None where nothing does.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int
    next_cursor: str | None = None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Statement:
    """SQL for DuckDB with its parameters, and the columns it gives. Nothing in `sql` comes from the asker."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[ResultColumn, ...]
