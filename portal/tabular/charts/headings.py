"""What a heading tells of numbers: that they name a time, or that they do not add up."""

from __future__ import annotations

import re

from portal.tabular.columns import Column
from portal.text import fold, normalize

_PERIOD = re.compile(r"(ky|nam|thang|quy|tuan|year|month|quarter|week)( |$)")
_PERIOD_SPELT = re.compile(r"(kỳ|kì|năm|tháng|quý|tuần)\b")
_ORDER = re.compile(r"(stt|tt|so thu tu|ngay)( |$)")
_LEVEL = re.compile(
    r"(^| )(trung binh|nong do|nhiet do|do am|muc (nuoc|do)|cao do|bao dong|gioi han|thoi han|gia(?! tri)|don gia|diem"
    r"|ty le|ti le|chi so|mat do|he so|so sao|toc do|gian cach|duong kinh|tuoi|[a-z]*aqi|pm ?\d+|no2|so2|co2?|o3)( |$)"
)


def names_period(column: Column) -> bool:
    """Whether numbers under the heading name a time: 2026, 202605, quarter 3."""
    name = normalize(column.name).strip().lower()
    # With its marks *quý* is a quarter and *quỹ* is a fund; without them nobody can tell.
    found = _PERIOD.match(_spoken(column)) if name.isascii() else _PERIOD_SPELT.match(name)
    return column.type.is_numeric and found is not None


def names_order(column: Column) -> bool:
    """Whether numbers under the heading only count the rows, or days of a month."""
    return _ORDER.match(_spoken(column)) is not None


def is_level(column: Column) -> bool:
    """Whether amounts under the heading do not add up: the sum of temperatures says nothing."""
    return _LEVEL.search(_spoken(column)) is not None


def _spoken(column: Column) -> str:
    """The heading as plain words: `muc_nuoc_m` reads *muc nuoc m*."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(column.name)))
