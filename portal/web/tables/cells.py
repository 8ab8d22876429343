"""Cells of a table as people read them: numbers as the language writes them, codes and years as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.catalog.pages.exploring import ShownColumn
from portal.i18n import gettext as _
from portal.i18n import language
from portal.tabular.columns import ColumnType

LONGEST = 120
"""Longer texts are cut in the table; the row by itself shows them whole."""
MOST_ALIGNED = 6
"""More decimals than these come from calculations and would only make every cell long."""
LABELS = frozenset({"code", "year", "phone", "order"})
"""Meanings whose numbers are names, not amounts: no thousands separator."""


def is_amount(column: ShownColumn) -> bool:
    """Whether the column holds numbers to compare and add: they stand to the right."""
    return column.type.is_numeric and column.semantic not in LABELS


def cell_class(column: ShownColumn) -> str:
    """The class of the column's cells."""
    if column.type.is_numeric:
        return "num"
    is_figure = column.semantic in LABELS or column.type in (ColumnType.DATE, ColumnType.DATETIME)
    return "fig" if is_figure else ""


def full_text(column: ShownColumn, value: Any) -> str:
    """The value in full; empty for an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return _("Có") if value else _("Không")
        case int() | float() | Decimal():
            return number_text(value) if is_amount(column) else plain_number(value)
        case datetime():
            return moment_text(value)
        case date():
            return f"{value:%d/%m/%Y}"
    return str(value)


def stored_value(type_: ColumnType, value: Any) -> Any:
    """The Python value of one that a profile keeps as JSON: days and moments are in ISO form."""
    if isinstance(value, str) and type_ in (ColumnType.DATE, ColumnType.DATETIME):
        moment = datetime.fromisoformat(value)
        return moment.date() if type_ is ColumnType.DATE else moment
    return value


def value_words(column: ShownColumn, value: str) -> str:
    """A value as an address holds it, in the way people read it."""
    try:
        match column.type:
            case ColumnType.INTEGER | ColumnType.NUMBER:
                return full_text(column, Decimal(value))
            case ColumnType.BOOLEAN:
                return full_text(column, value == "true")
            case ColumnType.DATE | ColumnType.DATETIME:
                is_moment = " " in value or "T" in value
                return full_text(
                    column, stored_value(ColumnType.DATETIME if is_moment else ColumnType.DATE, value)
                )
    except (InvalidOperation, ValueError):
        pass
    return value


def cell_text(column: ShownColumn, value: Any, decimals: int = 0) -> str:
    """The value as the table shows it: a long text is cut, a geometry told by its kind, decimals aligned."""
    if decimals and value is not None:
        return number_text(value, decimals)
    text = full_text(column, value)
    if column.type is ColumnType.GEOMETRY and text:
        return geometry_kind(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def moment_text(value: datetime) -> str:
    """14/07/2026 09:30, with seconds only where there are any. The time is that of the file."""
    return f"{value:%d/%m/%Y %H:%M:%S}" if value.second or value.microsecond else f"{value:%d/%m/%Y %H:%M}"


def plain_number(value: int | float | Decimal) -> str:
    """The number without thousands separators, a whole one without decimals."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = _digits(value)
    return text if language() == "en" else text.replace(".", ",")


def decimals_of(column: ShownColumn, values: Iterable[Any]) -> int:
    """How many decimals all values of a column of amounts are written with, so that they can be compared."""
    if column.type is not ColumnType.NUMBER or not is_amount(column):
        return 0
    texts = [_digits(value) for value in values if value is not None]
    most = max((len(text.partition(".")[2]) for text in texts), default=0)
    return most if most <= MOST_ALIGNED and not any("e" in text for text in texts) else 0


def number_text(value: int | float | Decimal, decimals: int = 0) -> str:
    """The number with thousands separators and every decimal it has, at least `decimals`: none is rounded."""
    text = _digits(value)
    if "e" in text.lower():
        return text if language() == "en" else text.replace(".", ",")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _point, rest = text.partition(".")
    grouped = f"{int(whole or 0):,}" if whole.isdecimal() else whole
    rest = rest.ljust(decimals, "0")
    written = grouped + (f".{rest}" if rest else "")
    if language() != "en":
        written = written.translate(str.maketrans(",.", ".,"))
    return sign + written


def _digits(value: int | float | Decimal) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def geometry_kind(text: str) -> str:
    """What kind of shape a GeoJSON geometry is."""
    try:
        kind = json.loads(text).get("type", "")
    except (ValueError, AttributeError):
        kind = ""
    return {
        "Point": _("điểm"),
        "MultiPoint": _("nhiều điểm"),
        "LineString": _("đường"),
        "MultiLineString": _("nhiều đường"),
        "Polygon": _("vùng"),
        "MultiPolygon": _("nhiều vùng"),
    }.get(kind, _("hình"))


def type_text(column: ShownColumn) -> str:
    """The type of a column in plain words, with its meaning where that says more."""
    kind = {
        ColumnType.TEXT: _("chữ"),
        ColumnType.INTEGER: _("số nguyên"),
        ColumnType.NUMBER: _("số thập phân"),
        ColumnType.BOOLEAN: _("có/không"),
        ColumnType.DATE: _("ngày"),
        ColumnType.DATETIME: _("ngày giờ"),
        ColumnType.GEOMETRY: _("vị trí"),
    }[column.type]
    more = {
        "code": _("mã"),
        "place": _("nơi chốn"),
        "address": _("địa chỉ"),
        "latitude": _("vĩ độ"),
        "longitude": _("kinh độ"),
        "money": _("tiền"),
        "year": _("năm"),
        "month": _("tháng"),
        "percent": _("tỷ lệ"),
        "phone": _("điện thoại"),
        "link": _("liên kết"),
        "order": _("số thứ tự"),
        "name": _("tên gọi"),
    }.get(column.semantic, "")
    return f"{kind}, {more}" if more and more != kind else kind
