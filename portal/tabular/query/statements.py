"""Build the SQL of a question over the Parquet file of a table."""

from __future__ import annotations

from portal.tabular.columns import ROW_ID, ColumnType, Table
from portal.tabular.query.answers import ResultColumn, Statement, shown_as_is
from portal.tabular.query.checking import check, result_columns
from portal.tabular.query.conditions import Sql, conditions, joined
from portal.tabular.query.grouping import groupings
from portal.tabular.query.names import column_of, identifier
from portal.tabular.query.request import Aggregate, Order, TableQuery


def relation(table: Table) -> str:
    """The table as SQL names it."""
    return "read_parquet('" + str(table.path).replace("'", "''") + "')"


def statement(table: Table, query: TableQuery) -> Statement:
    """All that the question asks for, in order, without its `limit`, `offset` and `cursor`: for an export."""
    checked = check(query, table)
    sql = answer(table, checked)
    return Statement(sql.text, sql.parameters, result_columns(checked, table))


def answer(table: Table, query: TableQuery, extra: Sql | None = None, with_ids: bool = False) -> Sql:
    """Every row of the answer to a checked question, in order; `extra` is one more condition on its rows."""
    columns = result_columns(query, table)
    if query.is_grouped:
        # Within brackets, so that a result's key that is also a column's key cannot be mistaken for it.
        found = groups(table, query).within("SELECT * FROM (", ")")
        return _join(found, group_order(table, query))
    shown = [identifier(column.key) for column in columns]
    select = ", ".join([identifier(ROW_ID), *shown] if with_ids else shown)
    where = conditions(query, table)
    parts = [Sql(f"SELECT {select} FROM {relation(table)}"), _where(where, extra)]
    return _join(*parts, _order_by(row_orders(query), table_columns(table)))


def groups(table: Table, query: TableQuery) -> Sql:
    """The groups of a grouped question, in no order."""
    groups = groupings(query.group_by, table)
    shown = [f"{group.sql} AS {identifier(group.column.key)}" for group in groups]
    shown += [f"{_aggregate(a)} AS {identifier(a.key)}" for a in query.aggregates]
    # By position, so that a group's key that is also a column's key cannot be mistaken for it.
    by = f"GROUP BY {', '.join(str(n) for n in range(1, len(groups) + 1))}" if groups else ""
    select = Sql(f"SELECT {', '.join(shown)} FROM {relation(table)}")
    return _join(select, _where(conditions(query, table), None), Sql(by))


def count(table: Table, query: TableQuery, without: str = "") -> Sql:
    """How many rows, or groups, the answer has."""
    if query.is_grouped:
        return groups(table, query).within("SELECT count(*) FROM (", ")")
    return _join(
        Sql(f"SELECT count(*) FROM {relation(table)}"), _where(conditions(query, table, without), None)
    )


def table_columns(table: Table) -> tuple[ResultColumn, ...]:
    """The columns of the table as columns of an answer, the row number with them."""
    columns = [column_of(table, ROW_ID), *table.columns]
    return tuple(shown_as_is(c) for c in columns if c)


def row_orders(query: TableQuery) -> tuple[Order, ...]:
    """The order of rows down to the row number; empty for the order of the file.

    The file is sorted by row number and DuckDB keeps the order of a file: sorting again would read it all.
    """
    orders: list[Order] = []
    for order in query.order_by:
        orders.append(order)
        if order.key == ROW_ID:
            return tuple(orders)
    return (*orders, Order(ROW_ID)) if orders else ()


def group_order(table: Table, query: TableQuery) -> Sql:
    """The ORDER BY of groups: as asked, then by the groups themselves."""
    columns = result_columns(query, table)
    asked = {order.key for order in query.order_by}
    rest = [Order(c.key) for c in columns[: len(query.group_by)] if c.key not in asked]
    return _order_by((*query.order_by, *rest), columns)


def sort_term(key: str, columns: tuple[ResultColumn, ...]) -> str:
    """What a column is sorted by: text as a Vietnamese dictionary does."""
    is_text = any(c.key == key and c.type is ColumnType.TEXT for c in columns)
    return identifier(key) + (" COLLATE vi" if is_text else "")


def _order_by(orders: tuple[Order, ...], columns: tuple[ResultColumn, ...]) -> Sql:
    terms = [
        f"{sort_term(order.key, columns)} {'DESC' if order.descending else 'ASC'} NULLS LAST"
        for order in orders
    ]
    return Sql("ORDER BY " + ", ".join(terms) if terms else "")


def _aggregate(aggregate: Aggregate) -> str:
    column = identifier(aggregate.column) if aggregate.column else "*"
    match aggregate.function:
        case "count_distinct":
            return f"count(DISTINCT {column})"
        case function:
            return f"{function}({column})"


def _where(where: Sql, extra: Sql | None) -> Sql:
    parts = [part for part in (where, extra) if part and part.text != "true"]
    return joined(" AND ", parts).within("WHERE ") if parts else Sql("")


def _join(*parts: Sql) -> Sql:
    return joined(" ", [part for part in parts if part.text])
