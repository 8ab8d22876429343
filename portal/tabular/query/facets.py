"""How often each value of a column occurs among the rows of a question."""

from __future__ import annotations

from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.conditions import Sql, conditions
from portal.tabular.query.names import identifier
from portal.tabular.query.request import TableQuery
from portal.tabular.query.statements import relation


def top_values(table: Table, query: TableQuery, column: Column, limit: int) -> Sql:
    """Values and counts, the most frequent first, equals in their own order; empty cells are left out."""
    key = identifier(column.key)
    where = conditions(query, table, without=column.key)
    order = f"{key} COLLATE vi" if column.type is ColumnType.TEXT else key
    sql = f"""SELECT {key}, count(*) FROM {relation(table)}
        WHERE {key} IS NOT NULL AND {where.text}
        GROUP BY {key} ORDER BY count(*) DESC, {order} LIMIT ?"""
    return Sql(sql, (*where.parameters, limit))
