"""A chart as a Vega-Lite 6 specification with its few rows inside; colours and fonts are the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from portal.tabular.charts.asking import group_alias, is_ordered
from portal.tabular.charts.chart import Chart, ChartKind
from portal.tabular.charts.words import measure_words, rows_word
from portal.tabular.columns import ColumnType, Table

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Rows = Sequence[Mapping[str, Any]]


def specification(chart: Chart, table: Table, rows: Rows, labels: Mapping[str, str]) -> dict[str, Any]:
    """The drawing of `rows`, one dict per group as the query answered; `labels` name columns for people."""
    if chart.kind == ChartKind.HISTOGRAM:
        return _framed(rows, {"type": "bar"}, _histogram(chart, rows, labels))
    if chart.kind == ChartKind.SCATTER:
        return _framed(rows, {"type": "circle", "opacity": 0.8}, _scatter(chart, labels))
    return _framed(rows, _mark(chart), _groups(chart, table, labels), height=_height(chart))


def _framed(rows: Rows, mark: dict[str, Any], encoding: dict[str, Any], height: Any = 320) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": [dict(row) for row in rows]},
        "mark": {**mark, "tooltip": True},
        "encoding": encoding,
    }


def _mark(chart: Chart) -> dict[str, Any]:
    match chart.kind:
        case ChartKind.LINE:
            return {"type": "line", "point": True, "strokeWidth": 2.5}
        case ChartKind.AREA:
            return {"type": "area", "line": True, "opacity": 0.7}
        case _:
            return {"type": "bar", "cornerRadiusEnd": 3}


def _height(chart: Chart) -> Any:
    """Bars lie, so that long Vietnamese names can be read: a step for each."""
    return 320 if is_ordered(chart) else {"step": 26}


def _groups(chart: Chart, table: Table, labels: Mapping[str, str]) -> dict[str, Any]:
    group = _axis(group_alias(chart), _group_type(chart, table), labels.get(chart.x, chart.x))
    value = _axis(chart.measure.alias, "quantitative", measure_words(chart, labels))
    if not is_ordered(chart):
        group["sort"] = None  # as the query ordered them
        group["axis"] = {"labelLimit": 220}
    encoding = {"x": group, "y": value} if is_ordered(chart) else {"y": group, "x": value}
    if chart.series:
        encoding["color"] = _axis(chart.series, "nominal", labels.get(chart.series, chart.series))
        if is_ordered(chart):
            encoding["strokeDash"] = {**encoding["color"]}
    return encoding


def _group_type(chart: Chart, table: Table) -> str:
    column = table.column(chart.x)
    if not is_ordered(chart) or column is None:
        return "nominal"
    if column.type in (ColumnType.DATE, ColumnType.DATETIME) and chart.step != "year":
        return "temporal"
    return "ordinal" if chart.step == "year" or column.semantic == "year" else _plain_type(column.type)


def _plain_type(type_: ColumnType) -> str:
    return "quantitative" if type_.is_numeric else "ordinal"


def _histogram(chart: Chart, rows: Rows, labels: Mapping[str, str]) -> dict[str, Any]:
    start = f"bin_{chart.x}"
    known = sorted(row[start] for row in rows if row.get(start) is not None)
    steps = [b - a for a, b in pairwise(known)]
    x = _axis(start, "quantitative", labels.get(chart.x, chart.x))
    x["bin"] = {"binned": True, "step": min(steps) if steps else 1}
    return {"x": x, "y": _axis("count", "quantitative", measure_words(chart, labels))}


def _scatter(chart: Chart, labels: Mapping[str, str]) -> dict[str, Any]:
    x, y = chart.x, chart.measure.column
    return {
        "x": {**_axis(f"bin_{x}", "quantitative", labels.get(x, x)), "scale": {"zero": False}},
        "y": {**_axis(f"bin_{y}", "quantitative", labels.get(y, y)), "scale": {"zero": False}},
        "size": {**_axis("count", "quantitative", rows_word()), "scale": {"range": [20, 400]}},
    }


def _axis(field: str, kind: str, title: str) -> dict[str, Any]:
    # A name with a dot or a bracket would be read as a path.
    escaped = field.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[").replace("]", "\\]")
    return {"field": escaped, "type": kind, "title": title}
