"""Simple filters, `<key>__<operator>=value`: what forms send and links remove."""

from __future__ import annotations

from collections.abc import Sequence

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.expression import (
    Containment,
    Emptiness,
    Expression,
    Membership,
    Negation,
    Prefix,
    Relation,
)
from portal.tabular.query.names import column_of
from portal.tabular.query.request import FLAGS, OPERATORS, Filter
from portal.tabular.query.tokens import source
from portal.tabular.query.values import Unreadable, read_value, type_words, value_text

_MAX_FILTERS = 100
_MAX_VALUES = 1000
_SIGNS = {"exact": "=", "not": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_OF_TEXT = ("contains", "startswith")
_SET = ("", "1", "true", "on")


def is_filter(name: str) -> bool:
    """Whether an argument of this name is a simple filter."""
    return "__" in name


def read_filters(arguments: Sequence[tuple[str, str]], table: Table) -> tuple[Filter, ...]:
    """The filters in the order given, the values of one `in` together; blank values count as absent."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for name, text in arguments:
        column, operator = _named(name, table)
        if operator in FLAGS:
            if text.strip().lower() not in _SET:
                raise _wrong(name, "bad_value", _("Hãy ghi 1, hoặc bỏ tham số này."))
            found.setdefault((column.key, operator, ""), [])
        elif text.strip():
            value = _canonical(name, column, text)
            # One filter for all values of `in`; one per value of the others.
            values = found.setdefault((column.key, operator, "" if operator == "in" else value), [])
            if value not in values:
                values.append(value)
            if len(values) > _MAX_VALUES:
                raise _wrong(name, "too_long", _("Quá nhiều giá trị; hãy bớt đi."))
    if len(found) > _MAX_FILTERS:
        raise Invalid([Problem("where", "too_long", _("Quá nhiều điều kiện; hãy bớt đi"))])
    return tuple(Filter(key, operator, tuple(values)) for (key, operator, _value), values in found.items())


def _named(name: str, table: Table) -> tuple[Column, str]:
    key, operator = name.rsplit("__", 1)
    column = column_of(table, key)
    if column is None:
        raise _wrong(name, "unknown_column", _("Bảng không có cột «%(name)s»", name=key[:60]))
    if operator not in OPERATORS:
        message = _("Không có phép so sánh này; hãy dùng %(names)s.", names=", ".join(OPERATORS))
        raise _wrong(name, "unknown_operator", message)
    is_plain = operator in FLAGS or column.type is not ColumnType.GEOMETRY
    if not is_plain or (operator in _OF_TEXT and column.type is not ColumnType.TEXT):
        message = _("Cột «%(name)s» là %(type)s, không dùng được phép so sánh này.")
        words = {"name": column.name, "type": type_words(column.type)}
        raise _wrong(name, "wrong_type", message % words)
    return column, operator


def _canonical(name: str, column: Column, text: str) -> str:
    text = source(name, text).text
    try:
        return value_text(read_value(column.type, text))
    except Unreadable as wrong:
        raise _wrong(name, "bad_value", str(wrong)) from None


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([Problem(name, code, message)])


def filter_expression(given: Filter, table: Table) -> Expression:
    """The filter as an expression. Raises `Invalid` where it does not fit the table."""
    column, operator = _named(f"{given.key}__{given.operator}", table)
    values = tuple(read_value(column.type, text) for text in given.values)
    match operator:
        case "isnull":
            return Emptiness(column.key)
        case "notnull":
            return Negation(Emptiness(column.key))
        case "in":
            return Membership(column.key, values)
        case "contains":
            return Containment(column.key, str(values[0]))
        case "startswith":
            return Prefix(column.key, str(values[0]))
        case _:
            return Relation(column.key, _SIGNS[operator], values[0])
