"""Statements to begin with, made for the table at hand."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.pages.sql import OpenTable
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType
from portal.tabular.profile import ColumnProfile
from portal.tabular.sql.naming import written

MOST_GROUPS = 100
NO_MEASURE = frozenset({"latitude", "longitude", "code", "year", "month", "phone", "order", "percent"})
"""Meanings of numbers that nobody adds up."""
NO_GROUP = frozenset({"link", "phone", "address"})
"""Meanings of texts that divide rows into nothing."""


@dataclass(frozen=True)
class Example:
    """A statement and what it does."""

    label: str
    sql: str


def examples(opened: OpenTable) -> tuple[Example, ...]:
    """Up to five, from simple to telling."""
    table = written(opened.table.alias)
    made = [Example(_("Xem 20 dòng đầu"), f"SELECT *\nFROM {table}\nLIMIT 20")]
    group, number, day = (
        _group(opened),
        _measure(opened),
        _first(opened, ColumnType.DATE, ColumnType.DATETIME),
    )
    if group:
        made.append(_counted(table, group))
    if group and number:
        made.append(_summed(table, group, number))
    if number:
        made.append(_largest(table, number))
    if day:
        made.append(_by_month(table, day))
    return tuple(made)


def _counted(table: str, group: Column) -> Example:
    key = written(group.key)
    sql = f"SELECT {key}, count(*) AS so_dong\nFROM {table}\nGROUP BY {key}\nORDER BY so_dong DESC\nLIMIT 20"
    return Example(_("Đếm dòng theo “%(column)s”", column=group.name), sql)


def _summed(table: str, group: Column, number: Column) -> Example:
    key, value = written(group.key), written(number.key)
    sums = f"sum({value}) AS tong, round(avg({value}), 1) AS trung_binh"
    sql = f"SELECT {key}, {sums}\nFROM {table}\nGROUP BY {key}\nORDER BY tong DESC\nLIMIT 20"
    label = _("Cộng “%(number)s” theo “%(column)s”", number=number.name, column=group.name)
    return Example(label, sql)


def _largest(table: str, number: Column) -> Example:
    value = written(number.key)
    sql = f"SELECT *\nFROM {table}\nWHERE {value} IS NOT NULL\nORDER BY {value} DESC\nLIMIT 10"
    return Example(_("10 dòng có “%(column)s” lớn nhất", column=number.name), sql)


def _by_month(table: str, day: Column) -> Example:
    month = f"strftime({written(day.key)}, '%Y-%m') AS thang"
    sql = f"SELECT {month}, count(*) AS so_dong\nFROM {table}\nGROUP BY thang\nORDER BY thang"
    return Example(_("Đếm dòng theo tháng của “%(column)s”", column=day.name), sql)


def _group(opened: OpenTable) -> Column | None:
    """The text column that divides the rows into a few groups; without a profile, the last one of text."""
    texts = [c for c in opened.columns if c.type == ColumnType.TEXT and c.semantic not in NO_GROUP]
    profiles: dict[str, ColumnProfile] = {profile.key: profile for profile in opened.profile}
    few = [c for c in texts if c.key in profiles and 1 < profiles[c.key].distinct <= MOST_GROUPS]
    if few:
        return max(few, key=lambda column: (profiles[column.key].filled, profiles[column.key].distinct))
    return texts[-1] if texts and not profiles else None


def _measure(opened: OpenTable) -> Column | None:
    numbers = (c for c in opened.columns if c.type.is_numeric and c.semantic not in NO_MEASURE)
    return next(numbers, None)


def _first(opened: OpenTable, *types: ColumnType) -> Column | None:
    return next((column for column in opened.columns if column.type in types), None)
