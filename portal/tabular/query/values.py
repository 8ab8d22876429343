"""Values to compare with: read them as the type of a column, write them back."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from portal.i18n import gettext as _
from portal.tabular.columns import ColumnType
from portal.tabular.query.expression import Scalar

_MAX_DIGITS = 30
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.+))?", re.ASCII)
_VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[T ](.+))?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False, "có": True, "không": False}
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class Unreadable(ValueError):
    """The text is no value of that type; the message says what would be, for people."""


def type_words(type_: ColumnType) -> str:
    """What a column of this type holds, in words."""
    return {
        ColumnType.TEXT: _("văn bản"),
        ColumnType.INTEGER: _("số nguyên"),
        ColumnType.NUMBER: _("số"),
        ColumnType.BOOLEAN: _("đúng/sai"),
        ColumnType.DATE: _("ngày"),
        ColumnType.DATETIME: _("ngày giờ"),
        ColumnType.GEOMETRY: _("hình trên bản đồ"),
    }[type_]


def read_value(type_: ColumnType, text: str) -> Scalar:
    """The value that `text` writes, without quotes. Raises `Unreadable`."""
    match type_:
        case ColumnType.TEXT:
            return text
        case ColumnType.INTEGER | ColumnType.NUMBER:
            return _number(type_, text.strip())
        case ColumnType.BOOLEAN:
            return _boolean(text)
        case ColumnType.DATE | ColumnType.DATETIME:
            return _moment(type_, text.strip())
        case ColumnType.GEOMETRY:
            raise Unreadable(_("Cột hình trên bản đồ chỉ hỏi được là trống hay không."))


def _number(type_: ColumnType, text: str) -> Scalar:
    wrong = Unreadable(_("Hãy viết số như 1234.5, không có dấu phân cách hàng nghìn."))
    if len(text) > 60 or not _NUMBER.fullmatch(text):
        raise wrong
    if type_ is ColumnType.NUMBER:
        if not math.isfinite(float(text)):
            raise Unreadable(_("Số quá lớn."))
        return float(text) or 0.0
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise wrong from None
    return _exact(number)


def _exact(number: Decimal) -> int | Decimal:
    exponent = int(number.as_tuple().exponent)
    if number and (number.adjusted() >= _MAX_DIGITS or exponent < -_MAX_DIGITS // 2):
        raise Unreadable(_("Số quá lớn."))
    if len(number.as_tuple().digits) > _MAX_DIGITS:
        raise Unreadable(_("Số quá lớn."))
    return int(number) if number == number.to_integral_value() else number.normalize()


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise Unreadable(_("Hãy viết true hoặc false."))
    return value


def _moment(type_: ColumnType, text: str) -> date:
    """A date, or a datetime where the column holds moments and the text tells the time."""
    wrong = Unreadable(_("Hãy viết ngày như '2024-12-31' hoặc '31/12/2024'."))
    if iso := _ISO.fullmatch(text):
        year, month, day, time = iso.groups()
    elif vietnamese := _VIETNAMESE.fullmatch(text):
        day, month, year, time = vietnamese.groups()
    else:
        raise wrong
    try:
        if time is None:
            return date(int(year), int(month), int(day))
        clock = _TIME.fullmatch(time)
        if clock is None or type_ is ColumnType.DATE:
            raise wrong
        hour, minute, second, fraction = clock.groups()
        microsecond = int((fraction or "0").ljust(6, "0"))
        return datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), microsecond
        )
    except ValueError:
        raise wrong from None


def value_text(value: object) -> str:
    """The value as `read_value` reads it again: ISO dates, `true`, `1234.5`; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
