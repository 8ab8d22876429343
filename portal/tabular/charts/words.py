"""The words around a chart: names of its parts, its title, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.i18n import format_number, ngettext
from portal.i18n import gettext as _
from portal.tabular.charts.chart import MOST_SERIES, Chart, ChartKind
from portal.tabular.charts.figures import Figures
from portal.tabular.columns import Table


@dataclass(frozen=True)
class Drawn:
    """A chart of a table with its figures; `labels` name the columns for people."""

    chart: Chart
    table: Table
    figures: Figures
    labels: Mapping[str, str]

    def label(self, key: str) -> str:
        """What people call the column."""
        return self.labels.get(key) or key


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


def step_words() -> dict[str, str]:
    """Every step of time by its code."""
    return {"": _("từng giá trị"), "day": _("theo ngày"), "month": _("theo tháng"), "year": _("theo năm")}


def measure_words(drawn: Drawn) -> str:
    """The measure: “Tổng: Số học sinh”, or what a count counts."""
    measure = drawn.chart.measure
    if not measure.column or drawn.chart.is_measured:
        return rows_word()
    return f"{function_words()[measure.function]}: {drawn.label(measure.column)}"


def group_words(drawn: Drawn) -> str:
    """What the groups are: “Ngày cấp (theo tháng)”."""
    label, step = drawn.label(drawn.chart.x), drawn.chart.step
    return f"{label} ({step_words()[step]})" if step else label


def title(drawn: Drawn) -> str:
    """What the chart is of."""
    chart, x = drawn.chart, group_words(drawn)
    if chart.kind == ChartKind.HISTOGRAM:
        return _("Phân bố của %(column)s", column=x)
    if chart.kind == ChartKind.SCATTER:
        return _("%(y)s so với %(x)s", y=drawn.label(chart.measure.column), x=x)
    what = measure_words(drawn)
    if chart.series:
        return _(
            "%(what)s, theo %(group)s và %(series)s", what=what, group=x, series=drawn.label(chart.series)
        )
    return _("%(what)s, theo %(group)s", what=what, group=x)


def omissions(drawn: Drawn) -> list[str]:
    """What the chart leaves out, a sentence each: nothing is cut silently."""
    figures = drawn.figures
    found = []
    if figures.left_out:
        found.append(_cut(drawn))
    if drawn.chart.series and figures.series_left_out:
        found.append(
            _(
                "Chia màu theo %(shown)s giá trị nhiều dòng nhất trên %(all)s giá trị của “%(column)s”.",
                shown=format_number(MOST_SERIES),
                all=format_number(figures.series),
                column=drawn.label(drawn.chart.series),
            )
        )
    if figures.unplaced:
        found.append(
            ngettext(
                "%(n)s dòng không có số nên không vẽ được.",
                "%(n)s dòng không có số nên không vẽ được.",
                figures.unplaced,
            )
        )
    if has_gap(drawn):
        column = drawn.label(drawn.chart.x)
        found.append(_("Những dòng trống ở “%(column)s” chỉ có trong bảng số liệu.", column=column))
    return found


def has_gap(drawn: Drawn) -> bool:
    """Whether there is a group of empty cells, which has no place on an axis of time or numbers."""
    return drawn.chart.is_ordered(drawn.table) and any(mark.x is None for mark in drawn.figures.marks)


def _cut(drawn: Drawn) -> str:
    numbers = {"shown": format_number(drawn.figures.shown), "all": format_number(drawn.figures.groups)}
    if drawn.chart.is_measured:
        return _("Vẽ %(shown)s khoảng trên %(all)s khoảng có số liệu.", **numbers)
    if drawn.chart.is_ordered(drawn.table):
        return _("Vẽ %(shown)s nhóm đầu trên %(all)s nhóm. Gộp theo tháng hay năm để thấy hết.", **numbers)
    return _("Vẽ %(shown)s nhóm lớn nhất trên %(all)s nhóm.", **numbers)
