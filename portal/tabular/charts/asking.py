"""What a chart asks the table, in the query language of tables: groups and their measure, never single rows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from portal.tabular.charts.chart import BINS, MOST_GROUPS, MOST_SERIES, Chart, ChartKind
from portal.tabular.profile import ColumnProfile

Pairs = list[tuple[str, str]]
_GRID = 40


def grouping(chart: Chart, profiles: Mapping[str, ColumnProfile]) -> Pairs:
    """The arguments `group_by`, `aggregate`, `order_by` and `limit` for the chart's groups."""
    if chart.kind == ChartKind.HISTOGRAM:
        return _bins(chart.x, profiles)
    if chart.kind == ChartKind.SCATTER:
        return _grid(chart, profiles)
    along = group_name(chart)
    by = [along, *([chart.series] if chart.series else [])]
    limit = chart.top * MOST_SERIES if chart.series else chart.top
    pairs = [("group_by", ",".join(by)), ("aggregate", chart.measure.text)]
    if is_ordered(chart):
        return [*pairs, ("order_by", group_alias(chart)), ("limit", str(MOST_GROUPS * MOST_SERIES))]
    order = group_alias(chart) if chart.sort == "label" else f"-{chart.measure.alias}"
    return [*pairs, ("order_by", order), ("limit", str(limit))]


def is_ordered(chart: Chart) -> bool:
    """Whether the groups follow one another, as days do, so that none may be left out."""
    return chart.kind in (ChartKind.LINE, ChartKind.AREA)


def group_name(chart: Chart) -> str:
    """The group as the query language writes it: `month(ngay)`."""
    return f"{chart.step}({chart.x})" if chart.step else chart.x


def group_alias(chart: Chart) -> str:
    """The name of the group's column in the answer."""
    return f"{chart.step}_{chart.x}" if chart.step else chart.x


def width(profile: ColumnProfile | None, bins: int) -> float:
    """The width of about `bins` bars over the column: 1, 2 or 5 times a power of ten."""
    if profile is None or not _is_number(profile.least) or not _is_number(profile.most):
        return 1.0
    span = float(profile.most) - float(profile.least)
    if span <= 0:
        return 1.0
    rough = span / bins
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= rough))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _bins(key: str, profiles: Mapping[str, ColumnProfile]) -> Pairs:
    size = width(profiles.get(key), BINS)
    pairs = [("group_by", f"bin({key}, {size:.12g})"), ("aggregate", "count(*)")]
    return [*pairs, ("order_by", f"bin_{key}"), ("limit", "1000")]


def _grid(chart: Chart, profiles: Mapping[str, ColumnProfile]) -> Pairs:
    both = ((key, width(profiles.get(key), _GRID)) for key in (chart.x, chart.measure.column))
    group = ",".join(f"bin({key}, {size:.12g})" for key, size in both)
    return [("group_by", group), ("aggregate", "count(*)"), ("order_by", "-count"), ("limit", "2000")]
