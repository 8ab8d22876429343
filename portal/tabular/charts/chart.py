"""What a chart shows: kind, groups, measure. Read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table

DEFAULT_TOP = 20
MOST_GROUPS = 200
MOST_SERIES = 6
"""As many as there are colours that nobody confuses."""
BINS = 30
PARAMETERS = ("chart", "x", "y", "series", "step", "sort", "top")
_MEASURE = re.compile(r"(count|sum|avg|median|min|max)\(\s*(\*|[a-z][a-z0-9_]*)\s*\)")


class ChartKind(StrEnum):
    """The forms a chart can take."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    SCATTER = "scatter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True)
class Measure:
    """The height of a bar: a function over a column; `count` has none."""

    function: str = "count"
    column: str = ""

    @property
    def text(self) -> str:
        """As the query language writes it: `sum(so_lop)`."""
        return f"{self.function}({self.column or '*'})"

    @property
    def alias(self) -> str:
        """The name of its column in the answer."""
        return f"{self.function}_{self.column}" if self.column else self.function


@dataclass(frozen=True)
class Chart:
    """A chart of a table.

    `x` is the column grouped by, or measured along for scatter and histogram; `step` groups days by `year`,
    `month` or not at all; for a scatter `measure.column` is the vertical column. `sort` is `value`, `label`
    (in Vietnamese order) or empty for the one that suits; `top` the number of groups.
    """

    kind: ChartKind
    x: str
    measure: Measure = Measure()
    series: str = ""
    step: str = ""
    sort: str = ""
    top: int = DEFAULT_TOP

    def arguments(self) -> list[tuple[str, str]]:
        """The chart as the query of an address; defaults are left out."""
        pairs = [("chart", self.kind.value), ("x", self.x), ("y", self.measure.text)]
        pairs += [("series", self.series), ("step", self.step), ("sort", self.sort)]
        pairs.append(("top", "" if self.top == DEFAULT_TOP else str(self.top)))
        return [(name, value) for name, value in pairs if value]


def parse_chart(arguments: Mapping[str, str], table: Table) -> Chart | None:
    """The chart an address asks for, None when it names none. Raises `Invalid` naming what cannot be drawn."""
    if not arguments.get("x"):
        return None
    kind = _kind(arguments.get("chart", "bar"))
    x = _column(table.columns, "x", arguments["x"])
    series = arguments.get("series", "")
    chart = Chart(
        kind=kind,
        x=x.key,
        measure=_measure(table.columns, arguments.get("y", "")),
        series=_column(table.columns, "series", series).key if series else "",
        step=_one_of("step", arguments.get("step", ""), ("", "year", "month")),
        sort=_one_of("sort", arguments.get("sort", ""), ("", "value", "label")),
        top=_top(arguments.get("top", "")),
    )
    _check(chart, table)
    return chart


def _check(chart: Chart, table: Table) -> None:
    x, y = table.column(chart.x), table.column(chart.measure.column)
    measured = chart.kind in (ChartKind.SCATTER, ChartKind.HISTOGRAM)
    if measured and not (x and x.type.is_numeric):
        raise _invalid("x", _("Biểu đồ này cần một cột số ở trục ngang."))
    if chart.kind == ChartKind.SCATTER and not (y and y.type.is_numeric):
        raise _invalid("y", _("Biểu đồ điểm cần một cột số ở trục đứng."))
    if chart.measure.column and not (y and y.type.is_numeric):
        raise _invalid("y", _("Chỉ cộng hay lấy trung bình được cột số."))
    if chart.step and not (x and x.type in (ColumnType.DATE, ColumnType.DATETIME)):
        raise _invalid("step", _("Chỉ gộp theo năm hay tháng được cột ngày."))
    if chart.series and (chart.series == chart.x or measured):
        raise _invalid("series", _("Chọn một cột khác để chia màu, hoặc bỏ chia màu."))


def _kind(code: str) -> ChartKind:
    if code not in {kind.value for kind in ChartKind}:
        known = ", ".join(kind.value for kind in ChartKind)
        raise _invalid("chart", _("Không có biểu đồ “%(kind)s”. Có: %(known)s.", kind=code[:40], known=known))
    return ChartKind(code)


def _measure(columns: Iterable[Column], text: str) -> Measure:
    if not text:
        return Measure()
    match = _MEASURE.fullmatch(text)
    if match is None or (match.group(1) == "count") != (match.group(2) == "*"):
        message = _(
            "Phép tính “%(text)s” không hiểu được. Viết như sum(ten_cot) hoặc count(*).", text=text[:60]
        )
        raise _invalid("y", message)
    if match.group(2) == "*":
        return Measure()
    return Measure(match.group(1), _column(columns, "y", match.group(2)).key)


def _column(columns: Iterable[Column], path: str, key: str) -> Column:
    found = next((c for c in columns if c.key == key), None)
    if found is None:
        raise _invalid(path, _("Bảng không có cột “%(name)s”.", name=key[:80]))
    return found


def _one_of(path: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        names = ", ".join(k for k in known if k)
        message = _("Không có lựa chọn “%(value)s”. Có: %(known)s.", value=value[:40], known=names)
        raise _invalid(path, message)
    return value


def _top(text: str) -> int:
    if not text:
        return DEFAULT_TOP
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_GROUPS):
        raise _invalid("top", _("Số nhóm là một số từ 1 đến %(most)d.", most=MOST_GROUPS))
    return int(text)


def _invalid(path: str, message: str) -> Invalid:
    return Invalid([Problem(path, "chart", message)])
