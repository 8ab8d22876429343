"""The grammar of questions in a URL: one for the API and the pages, read and written here.

`select` `where` `<key>__<operator>` `q` `group_by` `aggregate` `order_by` `limit` `offset` `cursor`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Table
from portal.tabular.query.checking import check
from portal.tabular.query.filters import is_filter, read_filters
from portal.tabular.query.lists import (
    read_aggregates,
    read_columns,
    read_groups,
    read_orders,
)
from portal.tabular.query.names import written_name
from portal.tabular.query.parser import parse_expression
from portal.tabular.query.request import DEFAULT_LIMIT, FLAGS, MAX_LIMIT, Aggregate, Filter, TableQuery
from portal.tabular.query.tokens import source
from portal.tabular.query.writing import written

_ARGUMENTS = ("select", "where", "q", "group_by", "aggregate", "order_by", "limit", "offset", "cursor")
# `select=a&select=b`, as a form sends it, is `select=a,b`.
_LISTS = ("select", "group_by", "aggregate", "order_by")
_MAX_OFFSET = 2**53


def parse_query(
    arguments: Sequence[tuple[str, str]], table: Table, others: Collection[str] = ()
) -> TableQuery:
    """The question that the arguments ask of the table; blank ones count as absent.

    `others` names arguments that belong to someone else (`view`, `format`); any further unknown one is a
    mistake that would widen the answer, hence `Invalid`, as is everything that cannot be read.
    """
    own = [(name, value) for name, value in arguments if name not in others]
    filters = [(name, value) for name, value in own if is_filter(name)]
    given = _single([pair for pair in own if not is_filter(pair[0])])
    query = TableQuery(
        select=read_columns("select", given.get("select", ""), table),
        where=parse_expression(given["where"], table) if "where" in given else None,
        filters=read_filters(filters, table),
        q=" ".join(source("q", given.get("q", "")).text.split()),
        group_by=read_groups(given.get("group_by", ""), table),
        aggregates=read_aggregates(given.get("aggregate", ""), table),
        order_by=read_orders(given.get("order_by", "")),
        limit=_count(given, "limit", DEFAULT_LIMIT, MAX_LIMIT),
        offset=_count(given, "offset", 0, _MAX_OFFSET),
        cursor=given.get("cursor", ""),
    )
    return check(query, table)


def _single(arguments: Sequence[tuple[str, str]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in arguments:
        if name not in _ARGUMENTS:
            message = _("Không có tham số này; hãy dùng %(names)s hoặc <cột>__<phép so sánh>.")
            raise Invalid([Problem(name, "unknown_argument", message % {"names": ", ".join(_ARGUMENTS)})])
        if not value.strip():
            continue
        if name in _LISTS and name in given:
            given[name] += "," + value
        elif given.setdefault(name, value) != value:
            raise Invalid([Problem(name, "repeated", _("Chỉ ghi tham số này một lần."))])
    return given


def _count(given: dict[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, str(default)).strip()
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= most:
        return int(text)
    message = _("Hãy ghi một số nguyên từ 0 đến %(most)d.", most=most)
    raise Invalid([Problem(name, "bad_number", message)])


def to_arguments(query: TableQuery) -> list[tuple[str, str]]:
    """The arguments that ask this question: `parse_query` gives the same again."""
    pairs = [
        ("select", ",".join(map(written_name, query.select))),
        ("where", written(query.where) if query.where else ""),
        *_filter_arguments(query.filters),
        ("q", query.q),
        ("group_by", ",".join(query.group_by)),
        ("aggregate", ",".join(map(_aggregate, query.aggregates))),
        ("order_by", ",".join("-" * o.descending + written_name(o.key) for o in query.order_by)),
        ("limit", str(query.limit) if query.limit != DEFAULT_LIMIT else ""),
        ("offset", str(query.offset) if query.offset else ""),
        ("cursor", query.cursor),
    ]
    return [(name, value) for name, value in pairs if value]


def _filter_arguments(filters: Sequence[Filter]) -> list[tuple[str, str]]:
    return [
        (f"{f.key}__{f.operator}", value)
        for f in filters
        for value in (("1",) if f.operator in FLAGS else f.values)
    ]


def _aggregate(aggregate: Aggregate) -> str:
    alias = f" as {written_name(aggregate.alias)}" if aggregate.alias else ""
    return f"{aggregate.function}({written_name(aggregate.column) if aggregate.column else '*'}){alias}"
