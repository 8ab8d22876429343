"""The port of tables: what pages and programs may ask of an engine."""

from __future__ import annotations

from typing import Protocol

from portal.tabular.columns import Table
from portal.tabular.profile import TopValue
from portal.tabular.query.answers import RowPage
from portal.tabular.query.request import TableQuery


class TableEngine(Protocol):
    """Answers questions about stored tables.

    Every method raises `Invalid` for a question that does not fit the table, `Unavailable` when too many ask
    at once, the answer takes too long, or the file is not there.
    """

    def rows(self, table: Table, query: TableQuery) -> RowPage:
        """One page of rows or groups, with the exact total."""
        ...

    def row(self, table: Table, row_id: int) -> RowPage:
        """The row of that number alone; no rows where there is none."""
        ...

    def facet(self, table: Table, query: TableQuery, key: str, limit: int = 20) -> tuple[TopValue, ...]:
        """The most frequent values of a column among the rows of the question, its own filters left aside."""
        ...
