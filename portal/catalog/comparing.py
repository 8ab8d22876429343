"""Two versions of a table side by side: rows added, removed and changed, columns changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.access.visibility import may_see_version
from portal.catalog.exploring import shown_columns
from portal.catalog.pages.exploring import ShownColumn
from portal.catalog.tables import FoundTable, Tables
from portal.catalog.unit import Unit
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.model import ResourceVersion
from portal.tabular.columns import ColumnType
from portal.tabular.query.comparison import Comparison, likely_key
from portal.tabular.query.protocol import TableEngine

MOST_KEYS = 3
WHOLE_ROWS = "*"
"""Asked for as key: rows are the same only where all their cells are."""


@dataclass(frozen=True)
class ComparedVersion:
    """One side: its number, when it was uploaded, its columns."""

    number: int
    created_at: datetime
    columns: tuple[ShownColumn, ...]


@dataclass(frozen=True)
class ComparePage:
    """What changed from `old` to `new`. `numbers` are the older versions to compare with, newest first.

    `able` are the columns that may tell rows apart, `asked` those asked for or the one proposed, empty for none.
    """

    resource_id: str
    old: ComparedVersion
    new: ComparedVersion
    numbers: tuple[int, ...]
    able: tuple[ShownColumn, ...]
    asked: tuple[str, ...]
    result: Comparison


class Comparing:
    """Compares tables for those who may see both."""

    def __init__(self, unit: Unit, tables: Tables, engine: TableEngine) -> None:
        self._unit = unit
        self._tables = tables
        self._engine = engine

    def compare(self, resource_id: str, number: int | None = None, keys: Sequence[str] = ()) -> ComparePage:
        """The table in service against version `number`, else the one before it.

        Rows are told apart by up to `MOST_KEYS` columns together.

        Raises `NotFound` where there is no such table, and as `Tables.find` does.
        """
        new = self._tables.find(resource_id)
        numbers = self._older(new)
        if not numbers or (number is not None and number not in numbers):
            raise NotFound(_("Chưa có bản cũ hơn có bảng để so sánh."))
        old = self._tables.find(resource_id, number or numbers[0])
        known = {column.key for column in old.table.columns}
        able = tuple(
            c
            for c in shown_columns(new, {})
            if c.key in known and c.type in (ColumnType.TEXT, ColumnType.INTEGER)
        )
        asked = _keys(new, able, keys)
        result = self._engine.compare(old.table, new.table, asked)
        return ComparePage(resource_id, _side(old), _side(new), numbers, able, asked, result)

    def _older(self, found: FoundTable) -> tuple[int, ...]:
        query = select(ResourceVersion).join(ResourceVersion.table).order_by(ResourceVersion.number.desc())
        older = (
            ResourceVersion.resource_id == found.resource.id,
            ResourceVersion.number < found.version.number,
        )
        return tuple(
            version.number
            for version in self._unit.session.scalars(query.where(*older))
            if may_see_version(self._unit.identity, found.dataset, found.resource, version)
        )


def _side(found: FoundTable) -> ComparedVersion:
    return ComparedVersion(found.version.number, found.version.created_at, shown_columns(found, {}))


def _keys(new: FoundTable, able: Sequence[ShownColumn], asked: Sequence[str]) -> tuple[str, ...]:
    if WHOLE_ROWS in asked:
        return ()
    known = [column.key for column in able]
    if found := tuple(dict.fromkeys(key for key in asked if key in known))[:MOST_KEYS]:
        return found
    return next(((key,) for key in likely_key(new.table, new.profile) if key in known), ())
