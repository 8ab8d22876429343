"""A chart in words: its title, what it found, what to read where it cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.charts.chart import Chart, ChartKind


def rows_word() -> str:
    """What a count counts."""
    return _("Số dòng")


def kind_words() -> dict[str, str]:
    """Every kind of chart by its code."""
    return {
        "bar": _("Cột"),
        "line": _("Đường"),
        "area": _("Miền"),
        "scatter": _("Điểm"),
        "histogram": _("Phân bố"),
    }


def function_words() -> dict[str, str]:
    """Every function by its code."""
    return {
        "count": _("Đếm số dòng"),
        "sum": _("Tổng"),
        "avg": _("Trung bình"),
        "median": _("Trung vị"),
        "min": _("Nhỏ nhất"),
        "max": _("Lớn nhất"),
    }


def measure_words(chart: Chart, labels: Mapping[str, str]) -> str:
    """The measure: “Tổng: Số học sinh”, or what a count counts."""
    column = chart.measure.column
    if not column or chart.kind in (ChartKind.HISTOGRAM, ChartKind.SCATTER):
        return rows_word()
    return f"{function_words()[chart.measure.function]}: {labels.get(column, column)}"


def title(chart: Chart, labels: Mapping[str, str]) -> str:
    """What the chart is of."""
    x = labels.get(chart.x, chart.x)
    if chart.kind == ChartKind.HISTOGRAM:
        return _("Phân bố của %(column)s", column=x)
    if chart.kind == ChartKind.SCATTER:
        y = labels.get(chart.measure.column, chart.measure.column)
        return _("%(y)s so với %(x)s", y=y, x=x)
    what = measure_words(chart, labels)
    if chart.series:
        series = labels.get(chart.series, chart.series)
        return _("%(what)s, theo %(group)s và %(series)s", what=what, group=x, series=series)
    return _("%(what)s, theo %(group)s", what=what, group=x)


def finding(chart: Chart, groups: Sequence[tuple[str, Any]]) -> str:
    """The highest and the lowest of the groups shown; empty where that says nothing."""
    known = [(name, value) for name, value in groups if isinstance(value, int | float)]
    if chart.kind == ChartKind.SCATTER or chart.series or len(known) < 2:
        return ""
    most, least = max(known, key=lambda g: g[1]), min(known, key=lambda g: g[1])
    return _(
        "Cao nhất: %(most)s (%(high)s). Thấp nhất: %(least)s (%(low)s).",
        most=most[0],
        high=format_number(most[1]),
        least=least[0],
        low=format_number(least[1]),
    )
