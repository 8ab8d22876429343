"""What a chart shows: kind, groups, measure. Read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.charts.headings import names_period
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.request import Aggregate

DEFAULT_TOP = 20
MOST_GROUPS = 200
"""More bars than this nobody reads."""
MOST_POINTS = 1000
"""Of a line: as many as a wide screen has places for."""
MOST_SERIES = 6
"""As many as there are colours that nobody confuses."""
STEPS = ("year", "month", "day")
SORTS = ("value", "label")
TIMES = (ColumnType.DATE, ColumnType.DATETIME)
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
    def aggregate(self) -> Aggregate:
        """As the engine is asked for it."""
        return Aggregate(self.function, self.column)

    @property
    def adds_up(self) -> bool:
        """Whether the parts of a whole sum up to it, so that they may be stacked."""
        return self.function in ("count", "sum")


@dataclass(frozen=True)
class Chart:
    """A chart of a table.

    `x` is the column grouped by, or measured along for scatter and histogram; `step` groups days by `year`,
    `month`, `day` or not at all; for a scatter `measure.column` is the vertical column. The `top` groups are
    those of the highest measure, whatever `sort` then arranges them by: `value`, `label` (in Vietnamese
    order) or empty for the one that suits. Time is never cut to `top` nor sorted by value.
    """

    kind: ChartKind
    x: str
    measure: Measure = Measure()
    series: str = ""
    step: str = ""
    sort: str = ""
    top: int = DEFAULT_TOP

    @property
    def is_measured(self) -> bool:
        """Whether it lays out numbers rather than groups."""
        return self.kind in (ChartKind.SCATTER, ChartKind.HISTOGRAM)

    def is_ordered(self, table: Table) -> bool:
        """Whether the groups follow one another, as days do, so that none may be left out or moved."""
        return self.kind in (ChartKind.LINE, ChartKind.AREA) or is_time(table.column(self.x))

    def arguments(self) -> list[tuple[str, str]]:
        """The chart as the query of an address; defaults are left out."""
        pairs = [("chart", self.kind.value), ("x", self.x), ("y", self.measure.text)]
        pairs += [("series", self.series), ("step", self.step), ("sort", self.sort)]
        pairs.append(("top", "" if self.top == DEFAULT_TOP else str(self.top)))
        return [(name, value) for name, value in pairs if value]


def is_time(column: Column | None) -> bool:
    """Whether the column holds days, moments, or numbers that name years, months and the like."""
    if column is None:
        return False
    is_named = column.semantic in ("year", "month") and column.type.is_numeric
    return column.type in TIMES or is_named or names_period(column)


def parse_chart(arguments: Mapping[str, str], table: Table) -> Chart | None:
    """The chart an address asks for, None when it names none. Raises `Invalid` naming what cannot be drawn.

    A step without days and colours without groups are dropped: a form sends all its fields, whatever fits.
    """
    if not arguments.get("x"):
        return None
    x = _column(table.columns, "x", arguments["x"])
    series, step = arguments.get("series", ""), _one_of("step", arguments.get("step", ""), STEPS)
    chart = Chart(
        kind=_kind(arguments.get("chart") or "bar"),
        x=x.key,
        measure=_measure(table.columns, arguments.get("y", "")),
        series=_column(table.columns, "series", series).key if series else "",
        step=step if x.type in TIMES else "",
        sort=_one_of("sort", arguments.get("sort", ""), SORTS),
        top=_top(arguments.get("top", "")),
    )
    if chart.series and (chart.series == chart.x or chart.is_measured):
        chart = replace(chart, series="")
    _check(chart, table)
    return chart


def _check(chart: Chart, table: Table) -> None:
    x, y = table.column(chart.x), table.column(chart.measure.column)
    if chart.is_measured and not (x and x.type.is_numeric):
        raise _invalid("x", _("Biểu đồ này cần một cột số ở trục ngang."))
    if chart.kind == ChartKind.SCATTER and not (y and y.type.is_numeric):
        raise _invalid("y", _("Biểu đồ điểm cần một cột số ở trục đứng."))
    if chart.measure.column and not (y and y.type.is_numeric):
        raise _invalid("y", _("Chỉ cộng hay lấy trung bình được cột số."))
    if x and x.type == ColumnType.GEOMETRY:
        raise _invalid("x", _("Hình trên bản đồ không chia nhóm được. Chọn cột khác."))


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
    if value and value not in known:
        names = ", ".join(known)
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
