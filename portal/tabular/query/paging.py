"""The SQL of one page of an answer: by offset, or after the row where the last page ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.tabular.columns import ROW_ID, Table
from portal.tabular.query.conditions import Sql, joined
from portal.tabular.query.names import identifier
from portal.tabular.query.request import Order, TableQuery
from portal.tabular.query.statements import (
    answer,
    group_order,
    groups,
    relation,
    row_orders,
    sort_term,
    table_columns,
)


def sort_keys(query: TableQuery) -> tuple[str, ...]:
    """The keys that rows are sorted by, `_id` last."""
    return tuple(order.key for order in _orders(query))


def _orders(query: TableQuery) -> tuple[Order, ...]:
    return row_orders(query) or (Order(ROW_ID),)


def sort_values(table: Table, query: TableQuery, row_id: int) -> Sql:
    """What the row of that number is sorted by, in the order of `sort_keys`."""
    keys = ", ".join(map(identifier, sort_keys(query)))
    return Sql(f"SELECT {keys} FROM {relation(table)} WHERE {ROW_ID} = ?", (row_id,))


def group_page(table: Table, query: TableQuery, offset: int) -> Sql:
    """Groups from that offset, each followed by how many there are in all: one look at the rows for both."""
    found = groups(table, query).within("WITH found AS MATERIALIZED (", ")")
    shown = Sql("SELECT *, (SELECT count(*) FROM found) FROM found")
    return _cut(joined(" ", [found, shown, group_order(table, query)]), query.limit, offset)


def row_page(table: Table, query: TableQuery, after: Sequence[Any] = ()) -> Sql:
    """Rows, led by `_id`: those from the question's offset, or after the row with these sort values."""
    if not query.order_by and not query.is_filtered:
        # Row numbers have no gaps: the statistics of the file lead straight to them.
        first = (after[0] if after else query.offset) + 1
        numbers = Sql(f"{ROW_ID} BETWEEN ? AND ?", (first, first + query.limit - 1))
        return answer(table, query, numbers, with_ids=True)
    extra = _after(table, query, after) if after else None
    return _cut(answer(table, query, extra, with_ids=True), query.limit, query.offset)


def _cut(sql: Sql, limit: int, offset: int) -> Sql:
    return Sql(f"{sql.text} LIMIT ? OFFSET ?", (*sql.parameters, limit, offset))


def _after(table: Table, query: TableQuery, values: Sequence[Any]) -> Sql:
    """Rows further on: equal in the first n values and beyond the next, for each n. Empty cells stand last."""
    columns = table_columns(table)
    ways: list[Sql] = []
    equal: list[Sql] = []
    for order, value in zip(_orders(query), values, strict=True):
        term = sort_term(order.key, columns)
        if value is None:
            equal.append(Sql(f"{term} IS NULL"))
            continue
        beyond = Sql(f"({term} {'<' if order.descending else '>'} ? OR {term} IS NULL)", (value,))
        ways.append(joined(" AND ", [*equal, beyond]).within("(", ")"))
        equal.append(Sql(f"{term} = ?", (value,)))
    return joined(" OR ", ways).within("(", ")")
