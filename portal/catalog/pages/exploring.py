"""What the views of a table show: rows with their columns, the summary of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.errors import Problem
from portal.tabular.columns import Column, ColumnType
from portal.tabular.profile import ColumnProfile, TopValue
from portal.tabular.query.request import TableQuery
from portal.tabular.reading.source import SetAside


@dataclass(frozen=True)
class ShownColumn:
    """A column as people read it: what the file says, what a steward wrote of it, how its values lie."""

    column: Column
    label: str
    unit: str
    description: str
    semantic: str
    profile: ColumnProfile

    @property
    def key(self) -> str:
        """Its name in addresses and for programs."""
        return self.column.key

    @property
    def type(self) -> ColumnType:
        """What its values are."""
        return self.column.type


@dataclass(frozen=True)
class ColumnChanges:
    """How the columns differ from those of the table before, by their headings."""

    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    retyped: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.retyped)


@dataclass(frozen=True)
class TableRow:
    """A row and its number in the file. Cells are Python values in the order of the columns shown."""

    id: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class ColumnChoice:
    """The values of one column to choose from, counted among the rows that the other filters leave.

    Empty where there are too many to choose from.
    """

    column: ShownColumn
    values: tuple[TopValue, ...]


@dataclass(frozen=True)
class TablePage:
    """One page of rows. `shown` are the columns of `rows`, a part of `columns` if some are left out.

    `row` is the one to show whole, its cells those of all `columns`. With `problems` the question could not be
    read: there are no rows, rather than rows that nobody asked for.
    """

    resource_id: str
    columns: tuple[ShownColumn, ...]
    shown: tuple[ShownColumn, ...]
    query: TableQuery
    row_count: int
    rows: tuple[TableRow, ...] = ()
    total: int = 0
    page: int = 1
    per_page: int = 50
    row: TableRow | None = None
    choice: ColumnChoice | None = None
    problems: tuple[Problem, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    changes: ColumnChanges = ColumnChanges()

    @property
    def pages(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class ColumnsPage:
    """The summary of all columns."""

    resource_id: str
    row_count: int
    columns: tuple[ShownColumn, ...]


@dataclass(frozen=True)
class TableQuestion:
    """A question that was read, or why it could not be; then it asks for everything."""

    query: TableQuery
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...] = ()
