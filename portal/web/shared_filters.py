"""The filters that a chart or a map shares with the table: in words, each with the way to take it back."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.exploring import shown_columns
from portal.catalog.pages.exploring import TablePage
from portal.catalog.tables import FoundTable
from portal.tabular.query.request import TableQuery
from portal.web.embedding import Pairs, View
from portal.web.tables.address import TableAddress
from portal.web.tables.chips import TableChip, table_chips


@dataclass(frozen=True)
class _ViewAddress(TableAddress):
    """An address of the table that stays in a view of it."""

    own: Pairs = ()

    def to(self, query: TableQuery | None = None, /, **more: str | int) -> str:
        """The view of another question."""
        return super().to(query, **{**dict(self.own), **more})


def shared_chips(found: FoundTable, query: TableQuery, view: View) -> tuple[TableChip, ...]:
    """Everything that leaves rows out of the view, and the view without it."""
    path = f"/dataset/{view.dataset}/resource/{view.resource_id}"
    own = (*view.own, ("view", view.code))
    page = TablePage(view.resource_id, shown_columns(found, {}), (), query, found.table.row_count)
    return table_chips(page, _ViewAddress(path, view.resource_id, query, own))
