"""Two versions compared, as people read it: values in words, each with the name of its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalog.comparing import ComparePage
from portal.catalog.pages.exploring import ShownColumn
from portal.tabular.query.comparison import RowChange, RowExample
from portal.web.tables.cells import cell_class, cell_text

MOST_COLUMNS = 12
"""So many columns are shown of rows that only one version has."""


@dataclass(frozen=True)
class ChangedCell:
    """A cell before and after, in words; empty for an empty cell."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangedRow:
    """A row that both versions have. `key` is what it was found again by, `id` its number in the new version."""

    id: int
    key: str
    cells: tuple[ChangedCell, ...]


@dataclass(frozen=True)
class ExampleRows:
    """The first rows that only one version has."""

    columns: tuple[ShownColumn, ...]
    css: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class CompareFacts:
    """The three kinds of rows."""

    changed: tuple[ChangedRow, ...]
    added: ExampleRows
    removed: ExampleRows


def compare_facts(page: ComparePage) -> CompareFacts:
    """The rows of a comparison in words."""
    result = page.result
    columns = {c.key: c for c in page.new.columns}
    keys = [columns[key] for key in result.key_columns]
    return CompareFacts(
        changed=tuple(_changed(row, keys, page) for row in result.changed),
        added=_examples(page.new.columns, result.added),
        removed=_examples(page.old.columns, result.removed),
    )


def _changed(row: RowChange, keys: Sequence[ShownColumn], page: ComparePage) -> ChangedRow:
    old, new = ({c.key: c for c in side.columns} for side in (page.old, page.new))
    return ChangedRow(
        id=row.new_id,
        key=", ".join(cell_text(c, value) for c, value in zip(keys, row.key, strict=True)),
        cells=tuple(
            ChangedCell(new[c.key].label, cell_text(old[c.key], c.old), cell_text(new[c.key], c.new))
            for c in row.cells
        ),
    )


def _examples(columns: Sequence[ShownColumn], rows: Sequence[RowExample]) -> ExampleRows:
    shown = tuple(columns[:MOST_COLUMNS])

    def words(cells: Sequence[Any]) -> tuple[str, ...]:
        return tuple(cell_text(c, value) for c, value in zip(shown, cells, strict=False))

    return ExampleRows(
        columns=shown,
        css=tuple(cell_class(c) for c in shown),
        rows=tuple((row.row_id, words(row.cells)) for row in rows),
    )
