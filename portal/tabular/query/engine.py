"""The engine of tables on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from portal.tabular.columns import ROW_ID, Table
from portal.tabular.profile import Bin, TopValue
from portal.tabular.query import comparing, facets, histograms, maps
from portal.tabular.query.answers import RowPage
from portal.tabular.query.checking import check, result_columns
from portal.tabular.query.comparison import Comparison
from portal.tabular.query.conditions import Ask, Sql
from portal.tabular.query.cursors import read_cursor, write_cursor
from portal.tabular.query.expression import Relation
from portal.tabular.query.instance import Instance, Limits
from portal.tabular.query.names import known_column
from portal.tabular.query.paging import group_page, row_page, sort_values
from portal.tabular.query.places import Bounds, Cluster, FeaturePage
from portal.tabular.query.request import TableQuery
from portal.tabular.query.statements import count
from portal.tabular.query.totals import Totals
from portal.tabular.query.turns import Turns
from portal.tabular.query.values import value_text


class DuckDBEngine:
    """Answers from Parquet files in the given folders; see `TableEngine`. One per process, for all threads."""

    def __init__(self, folders: Sequence[Path], limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self._instance = Instance(folders, limits)
        self._turns = Turns(limits.queue_seconds)
        self._totals = Totals()

    def rows(self, table: Table, query: TableQuery) -> RowPage:
        """One page of rows or groups, with the exact total."""
        query = check(query, table)
        number = read_cursor(table, query) if query.cursor else None
        with self._asking() as ask:
            if query.is_grouped:
                return self._groups(ask, table, query, number or query.offset)
            return self._rows(ask, table, query, number)

    def _groups(self, ask: Ask, table: Table, query: TableQuery, offset: int) -> RowPage:
        found = ask(group_page(table, query, offset))
        total = int(found[0][-1]) if found else self._total(ask, table, query)
        end = offset + len(found)
        following = write_cursor(table, query, end) if found and end < total else None
        return RowPage(result_columns(query, table), tuple(row[:-1] for row in found), total, following)

    def _rows(self, ask: Ask, table: Table, query: TableQuery, last: int | None) -> RowPage:
        after = ask(sort_values(table, query, last)) if last is not None else []
        columns = result_columns(query, table)
        if last is not None and not after:
            return RowPage(columns, (), self._total(ask, table, query))
        found = ask(row_page(table, query, after[0] if after else ()))
        ids = tuple(row[0] for row in found)
        is_end = last is None and len(ids) < query.limit and (ids or not query.offset)
        total = query.offset + len(ids) if is_end else self._total(ask, table, query)
        # With a cursor it is not known how many came before; a full page may then be the last.
        is_last = len(ids) < query.limit or (last is None and query.offset + len(ids) >= total)
        following = write_cursor(table, query, ids[-1]) if ids and not is_last else None
        return RowPage(columns, tuple(row[1:] for row in found), total, following, ids)

    def _total(self, ask: Ask, table: Table, query: TableQuery) -> int:
        if not query.is_filtered and not query.is_grouped:
            return table.row_count
        sql = count(table, query)
        return self._totals.get(table, sql, lambda: int(ask(sql)[0][0]))

    def row(self, table: Table, row_id: int) -> RowPage:
        """The row of that number alone; no rows where there is none."""
        query = TableQuery(where=Relation(ROW_ID, "=", row_id), limit=1)
        with self._asking() as ask:
            found = ask(row_page(table, query))
        ids = tuple(row[0] for row in found)
        return RowPage(result_columns(query, table), tuple(r[1:] for r in found), len(ids), None, ids)

    def facet(self, table: Table, query: TableQuery, key: str, limit: int = 20) -> tuple[TopValue, ...]:
        """The most frequent values of a column among the rows of the question, its own filters left aside."""
        sql = facets.top_values(table, query, known_column(table, key, "key"), limit)
        with self._asking() as ask:
            return tuple(TopValue(value_text(value), times) for value, times in ask(sql))

    def histogram(self, table: Table, query: TableQuery, key: str, bins: int = 20) -> tuple[Bin, ...]:
        """About so many bins of a column of numbers, days or moments, its own filters left aside."""
        with self._asking() as ask:
            return histograms.histogram(ask, table, query, known_column(table, key, "key"), bins)

    def clusters(
        self,
        table: Table,
        query: TableQuery,
        latitude_key: str,
        longitude_key: str,
        bounds: Bounds | None = None,
        zoom: int = 0,
    ) -> tuple[Cluster, ...]:
        """All points of the question within the bounds, those near each other at that zoom as one."""
        with self._asking() as ask:
            return maps.clusters(ask, table, query, (latitude_key, longitude_key), (bounds, zoom))

    def features(
        self,
        table: Table,
        query: TableQuery,
        geometry_key: str,
        bounds: Bounds | None = None,
        limit: int = 500,
    ) -> FeaturePage:
        """The first shapes of the question that touch the bounds."""
        with self._asking() as ask:
            return maps.features(ask, table, query, geometry_key, bounds, limit)

    def compare(self, old: Table, new: Table, key_columns: Sequence[str] = ()) -> Comparison:
        """What changed from one version to the other."""
        with self._asking() as ask:
            return comparing.compare(ask, old, new, key_columns)

    @contextmanager
    def _asking(self) -> Iterator[Ask]:
        with self._instance.cursor() as cursor:
            yield lambda sql: self._turns.run(partial(_all, cursor, sql))


def _all(cursor: duckdb.DuckDBPyConnection, sql: Sql) -> list[tuple[Any, ...]]:
    return cursor.execute(sql.text, sql.parameters).fetchall()
