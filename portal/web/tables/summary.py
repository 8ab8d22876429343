"""The summary of a column: how full and how varied it is, its values as a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.catalog.pages.exploring import ColumnsPage, ShownColumn
from portal.i18n import gettext as _
from portal.tabular.profile import ColumnProfile
from portal.tabular.query.request import TableQuery
from portal.web.tables.address import TableAddress
from portal.web.tables.cells import full_text, number_text, stored_value, type_text, value_words
from portal.web.tables.filters import CUT_CHARS, is_filterable

MOST_BARS = 5
PICTURE_HEIGHT = 32


@dataclass(frozen=True)
class ValueBar:
    """A frequent value: in words, how often, its share of 100 rows, and the address of its rows."""

    label: str
    count: int
    width: float
    url: str


@dataclass(frozen=True)
class HistogramBar:
    """A bar of a histogram: its place and size in the picture."""

    x: int
    y: float
    height: float


@dataclass(frozen=True)
class ColumnSummary:
    """A column in words and pictures. `filled` is a share of 100; `histogram_text` says what its picture shows."""

    column: ShownColumn
    kind: str
    filled: float
    distinct: str
    least: str
    most: str
    median: str
    bars: tuple[ValueBar, ...]
    histogram: tuple[HistogramBar, ...]
    histogram_text: str
    url: str


def summaries(page: ColumnsPage, path: str) -> tuple[ColumnSummary, ...]:
    """One per column."""
    address = TableAddress(path, page.resource_id, TableQuery())
    return tuple(_summary(column, page.row_count, address) for column in page.columns)


def _summary(column: ShownColumn, row_count: int, address: TableAddress) -> ColumnSummary:
    profile = column.profile
    is_ranged = bool(profile.bins) or column.type.is_numeric
    return ColumnSummary(
        column=column,
        kind=type_text(column),
        filled=100 * profile.filled / row_count if row_count else 0,
        distinct=(_("khoảng %(n)s") if profile.is_approximate else "%(n)s")
        % {"n": number_text(profile.distinct)},
        least=_words(column, profile.least) if is_ranged else "",
        most=_words(column, profile.most) if is_ranged else "",
        median=_words(column, profile.median) if column.type.is_numeric else "",
        bars=_bars(column, row_count, address),
        histogram=_histogram(profile),
        histogram_text=_histogram_text(column),
        url=address.to(column=column.key) + "#cot" if is_filterable(column) else "",
    )


def _words(column: ShownColumn, value: Any) -> str:
    return full_text(column, stored_value(column.type, value))


def _bars(column: ShownColumn, row_count: int, address: TableAddress) -> tuple[ValueBar, ...]:
    top = column.profile.top[:MOST_BARS]
    if not top or (top[0].count == 1 and column.profile.distinct > MOST_BARS):
        return ()
    return tuple(
        ValueBar(
            label=value_words(column, each.value),
            count=each.count,
            width=round(100 * each.count / row_count, 1),
            url=address.only(column.key, each.value) if len(each.value) < CUT_CHARS else "",
        )
        for each in top
    )


def _histogram(profile: ColumnProfile) -> tuple[HistogramBar, ...]:
    most = max((each.count for each in profile.bins), default=0)
    if not most:
        return ()
    # A bin of few values must not vanish beside one of a million.
    heights = [max(1.0, PICTURE_HEIGHT * b.count / most) if b.count else 0.0 for b in profile.bins]
    return tuple(
        HistogramBar(at * 8, round(PICTURE_HEIGHT - height, 1), round(height, 1))
        for at, height in enumerate(heights)
    )


def _histogram_text(column: ShownColumn) -> str:
    bins = column.profile.bins
    if not bins:
        return ""
    fullest = max(bins, key=lambda each: each.count)
    return _(
        "Phân bố từ %(least)s đến %(most)s; nhiều nhất từ %(low)s đến %(high)s với %(count)s dòng.",
        least=_words(column, column.profile.least),
        most=_words(column, column.profile.most),
        low=_words(column, fullest.low),
        high=_words(column, fullest.high),
        count=number_text(fullest.count),
    )
