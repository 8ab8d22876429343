"""What changed between two versions of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile


@dataclass(frozen=True)
class ColumnChange:
    """A column that both versions have, with another type."""

    column: Column
    old_type: ColumnType
    new_type: ColumnType


@dataclass(frozen=True)
class RowExample:
    """A row that only one version has, with all its cells in the order of that version's columns."""

    row_id: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class CellChange:
    """A cell before and after; `key` is that of its column."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True)
class RowChange:
    """A row that both versions have, with other cells. `key` holds the values by which it was found again."""

    old_id: int
    new_id: int
    key: tuple[Any, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class Comparison:
    """Exact counts, and the first rows of each kind.

    `key_columns` are the columns by which rows were found again. They are empty where whole rows were compared:
    none was asked for, or those asked for are not in both versions or tell no row from another. Then a changed
    row counts as one removed and one added. Columns that only one version has change no row.
    """

    key_columns: tuple[str, ...]
    columns_added: tuple[Column, ...]
    columns_removed: tuple[Column, ...]
    columns_changed: tuple[ColumnChange, ...]
    rows_added: int
    rows_removed: int
    rows_changed: int
    added: tuple[RowExample, ...] = ()
    removed: tuple[RowExample, ...] = ()
    changed: tuple[RowChange, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether neither columns nor rows differ; the order of rows does not count."""
        columns = (*self.columns_added, *self.columns_removed, *self.columns_changed)
        return not columns and not (self.rows_added or self.rows_removed or self.rows_changed)


def likely_key(table: Table, profile: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """The column that most likely names the rows: filled and different in each, a code first; or none."""
    known = {each.key: each for each in profile}
    able = [
        column
        for column in table.columns
        if column.type in (ColumnType.TEXT, ColumnType.INTEGER)
        and column.key in known
        and _is_unique(known[column.key], table.row_count)
    ]
    # The first of equals: what names a row tends to stand in front.
    best = min(able, key=lambda c: (c.semantic != "code", known[c.key].is_approximate), default=None)
    return (best.key,) if best else ()


def _is_unique(profile: ColumnProfile, row_count: int) -> bool:
    """Whether all cells differ, or may differ where only an estimate is known."""
    if not row_count or profile.filled < row_count:
        return False
    return profile.distinct >= (row_count * 0.9 if profile.is_approximate else row_count)
