"""What rows are grouped by: the values of a column, its years, months and days, or bins of numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.answers import ResultColumn, shown_as_is
from portal.tabular.query.binning import Scale
from portal.tabular.query.names import column_of, identifier
from portal.tabular.query.values import Unreadable, read_value, type_words

PERIODS = ("year", "month", "day")
_WRITTEN = re.compile(r'(?:(?P<function>[a-z]+)\()?(?P<key>\w+|"[^"]+")(?:,(?P<width>[\d.e+-]+))?\)?')


@dataclass(frozen=True)
class Grouping:
    """One group of `group_by`: its SQL, without parameters, and the column it gives."""

    sql: str
    column: ResultColumn


def bin_width(text: str) -> float:
    """The width of a bin. Raises `Unreadable` unless it is a number above 0."""
    width = read_value(ColumnType.NUMBER, text)
    if not isinstance(width, float) or not 1e-12 < width < 1e15 or not math.isfinite(width):
        raise Unreadable(_("Hãy ghi độ rộng lớn hơn 0."))
    return width


def groupings(groups: tuple[str, ...], table: Table) -> tuple[Grouping, ...]:
    """The groups of a question. Raises `Invalid` for a column they do not fit."""
    return tuple(_grouping(group, table) for group in groups)


def _grouping(group: str, table: Table) -> Grouping:
    match = _WRITTEN.fullmatch(group)
    column = column_of(table, match["key"].strip('"')) if match else None
    if match is None or column is None:
        raise _wrong("unknown_column", _("Bảng không có cột «%(name)s»", name=group[:60]))
    function = match["function"]
    if function is None:
        return Grouping(identifier(column.key), shown_as_is(column))
    if function == "bin":
        return _bin(column, match["width"] or "")
    return _period(column, function)


def _period(column: Column, function: str) -> Grouping:
    if function not in PERIODS or column.type not in (ColumnType.DATE, ColumnType.DATETIME):
        raise _unfit(column)
    name = {
        "year": _("%(name)s (năm)"),
        "month": _("%(name)s (tháng)"),
        "day": _("%(name)s (ngày)"),
    }[function] % {"name": column.name}
    if function == "year":
        sql, type_ = f"year({identifier(column.key)})", ColumnType.INTEGER
    else:
        sql, type_ = f"CAST(date_trunc('{function}', {identifier(column.key)}) AS DATE)", ColumnType.DATE
    return Grouping(sql, ResultColumn(f"{function}_{column.key}", name, type_))


def _bin(column: Column, text: str) -> Grouping:
    if not column.type.is_numeric:
        raise _unfit(column)
    try:
        width = bin_width(text)
    except Unreadable as wrong:
        raise _wrong("bad_value", str(wrong)) from None
    name = _("%(name)s (từng khoảng %(width)s)", name=column.name, width=f"{width:g}")
    scale = Scale(width)
    sql = scale.edge_sql(scale.number_sql(identifier(column.key)))
    return Grouping(sql, ResultColumn(f"bin_{column.key}", name, ColumnType.NUMBER))


def _unfit(column: Column) -> Invalid:
    message = _("Cột «%(name)s» là %(type)s, không chia nhóm như vậy được.")
    return _wrong("wrong_type", message % {"name": column.name, "type": type_words(column.type)})


def _wrong(code: str, message: str) -> Invalid:
    return Invalid([Problem("group_by", code, message)])
