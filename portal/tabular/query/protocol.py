"""The port of tables: what pages and programs may ask of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from portal.tabular.columns import Table
from portal.tabular.profile import Bin, TopValue
from portal.tabular.query.answers import RowPage
from portal.tabular.query.comparison import Comparison
from portal.tabular.query.places import Bounds, Cluster, FeaturePage
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

    def histogram(self, table: Table, query: TableQuery, key: str, bins: int = 20) -> tuple[Bin, ...]:
        """About so many bins of a column of numbers, days or moments, its own filters left aside."""
        ...

    def clusters(
        self,
        table: Table,
        query: TableQuery,
        latitude_key: str,
        longitude_key: str,
        bounds: Bounds | None = None,
        zoom: int = 0,
    ) -> tuple[Cluster, ...]:
        """All points of the question within the bounds, those near each other at that zoom as one.

        At most about 500, the largest first. A column of shapes may stand for both keys: their middles count.
        """
        ...

    def features(
        self,
        table: Table,
        query: TableQuery,
        geometry_key: str,
        bounds: Bounds | None = None,
        limit: int = 500,
    ) -> FeaturePage:
        """The first shapes of the question that touch the bounds."""
        ...

    def compare(self, old: Table, new: Table, key_columns: Sequence[str] = ()) -> Comparison:
        """What changed from one version to the other; the order of rows does not count, empty cells are equal."""
        ...
