"""Whether the parts of a question fit together and the table."""

from __future__ import annotations

from dataclasses import replace

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.answers import ResultColumn, shown_as_is
from portal.tabular.query.grouping import groupings
from portal.tabular.query.names import known_column
from portal.tabular.query.request import Aggregate, Order, TableQuery
from portal.tabular.query.values import type_words

_MAX_NAMES = 50
_MAX_WORDS = 50
"""Of hundreds of conditions DuckDB's planner makes a statement in seconds during which nothing can stop it."""


def check(query: TableQuery, table: Table) -> TableQuery:
    """The question with the names of `order_by` as keys. Raises `Invalid` where it does not fit."""
    if query.is_grouped and query.select:
        message = _("Khi chia nhóm, kết quả chỉ gồm các nhóm và phép tính; hãy bỏ select.")
        raise _wrong("select", "not_with_groups", message)
    if query.cursor and query.offset:
        raise _wrong("offset", "not_with_cursor", _("Hãy dùng offset hoặc cursor, không dùng cả hai."))
    for path in ("group_by", "aggregates", "order_by"):
        if len(getattr(query, path)) > _MAX_NAMES:
            raise _wrong(path, "too_long", _("Quá nhiều tên trong danh sách này."))
    if len(query.q.split()) > _MAX_WORDS:
        raise _wrong("q", "too_long", _("Quá nhiều từ để tìm; hãy bớt đi."))
    results = result_columns(query, table)
    # SQL does not tell capital from small letters in names.
    keys = [column.key.casefold() for column in results]
    if len(set(keys)) < len(keys):
        message = _("Hai cột kết quả trùng tên; hãy đặt tên khác bằng «as».")
        raise _wrong("aggregate", "repeated", message)
    orders = tuple(_order(order, query, results, table) for order in query.order_by)
    return replace(query, order_by=orders)


def result_columns(query: TableQuery, table: Table) -> tuple[ResultColumn, ...]:
    """The columns of the answer."""
    if query.is_grouped:
        groups = [grouping.column for grouping in groupings(query.group_by, table)]
        return (*groups, *(aggregate_column(a, table) for a in query.aggregates))
    columns = [known_column(table, key, "select") for key in query.select] or table.columns
    return tuple(map(shown_as_is, columns))


def aggregate_column(aggregate: Aggregate, table: Table) -> ResultColumn:
    """The column that an aggregate gives. Raises `Invalid` for a column it does not fit."""
    if not aggregate.column:
        return ResultColumn(aggregate.key, aggregate.alias or _("Số dòng"), ColumnType.INTEGER)
    column = known_column(table, aggregate.column, "aggregate")
    function = aggregate.function
    if function in ("sum", "avg", "median") and not column.type.is_numeric:
        message = _("Cột «%(name)s» là %(type)s; %(function)s chỉ tính trên cột số.")
        words = {"name": column.name, "type": type_words(column.type), "function": function}
        raise _wrong("aggregate", "wrong_type", message % words)
    if function in ("min", "max") and column.type is ColumnType.GEOMETRY:
        raise _wrong("aggregate", "wrong_type", _("Hình trên bản đồ không có lớn nhất, nhỏ nhất."))
    name = aggregate.alias or _name(function, column)
    if function in ("count", "count_distinct"):
        return ResultColumn(aggregate.key, name, ColumnType.INTEGER)
    type_ = ColumnType.NUMBER if function in ("avg", "median") else column.type
    # The middle of some latitudes is a latitude, their sum is none.
    return ResultColumn(aggregate.key, name, type_, "" if function == "sum" else column.semantic)


def _name(function: str, column: Column) -> str:
    words = {
        "count": _("Số ô có giá trị của %(name)s"),
        "count_distinct": _("Số giá trị khác nhau của %(name)s"),
        "sum": _("Tổng %(name)s"),
        "avg": _("Trung bình %(name)s"),
        "min": _("Nhỏ nhất của %(name)s"),
        "max": _("Lớn nhất của %(name)s"),
        "median": _("Trung vị %(name)s"),
    }
    return words[function] % {"name": column.name}


def _order(order: Order, query: TableQuery, results: tuple[ResultColumn, ...], table: Table) -> Order:
    if not query.is_grouped:
        return replace(order, key=known_column(table, order.key, "order_by").key)
    for result in results:
        if order.key in (result.key, result.name):
            return replace(order, key=result.key)
    names = ", ".join(result.key for result in results)
    message = _("Kết quả không có cột «%(name)s»; có: %(names)s.", name=order.key[:60], names=names)
    raise _wrong("order_by", "unknown_column", message)


def _wrong(path: str, code: str, message: str) -> Invalid:
    return Invalid([Problem(path, code, message)])
