"""A chart as a Vega-Lite 6 specification with its few rows inside.

Fields have short names of our own: `x`, `y`, `s` (the colour) and its rank `k`, `to` (end of a bar of a
histogram), `n` (rows behind a dot), `t` (the value as text), `first` (the one that matters most). Colours are
the page's: a value such as `--c1` names one of its tokens.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.i18n import gettext as _
from portal.tabular.charts.chart import TIMES, Chart, ChartKind, is_time
from portal.tabular.charts.figures import Mark
from portal.tabular.charts.values import group_text, value_text
from portal.tabular.charts.words import Drawn, group_words, measure_words, rows_word
from portal.tabular.columns import Table

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_MOST_LABELLED = 60
_HEIGHT = 320
_BAR_STEP, _THIN_STEP = 26, 12
_NUMBER = ",.4~f"
Json = dict[str, Any]


def specification(drawn: Drawn) -> Json:
    """The drawing of the figures."""
    match drawn.chart.kind:
        case ChartKind.HISTOGRAM:
            body = _histogram(drawn)
        case ChartKind.SCATTER:
            body = _scatter(drawn)
        case ChartKind.BAR if not drawn.chart.is_ordered(drawn.table):
            body = _lying_bars(drawn)
        case _:
            body = _course(drawn)
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": _HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": _rows(drawn)},
        **body,
    }


def _rows(drawn: Drawn) -> list[Json]:
    marks = _placed(drawn)
    rows = [_row(drawn, mark) for mark in marks]
    if marks and not drawn.chart.series:
        # The one that matters is drawn in another colour.
        rows[max(range(len(marks)), key=lambda at: marks[at].y)]["first"] = True
    return rows


def _placed(drawn: Drawn) -> list[Mark]:
    """The marks that have a place on the axes: a group of empty cells has one among names only."""
    is_axis = drawn.chart.is_ordered(drawn.table) or drawn.chart.is_measured
    known = (m for m in drawn.figures.marks if m.y is not None and math.isfinite(m.y))
    return [m for m in known if not (is_axis and m.x is None)]


def _row(drawn: Drawn, mark: Mark) -> Json:
    chart, row = drawn.chart, {"y": _plain(mark.y), "t": value_text(mark.y)}
    is_name = _x_type(chart, drawn.table) in ("nominal", "ordinal")
    row["x"] = _name(drawn, mark) if is_name else _plain(mark.x)
    if chart.series:
        row["s"] = value_text(mark.series)
        row["k"] = drawn.figures.names.index(mark.series)
    if mark.high is not None:
        row["to"] = mark.high
    if mark.count is not None:
        row["n"] = mark.count
    return row


def _name(drawn: Drawn, mark: Mark) -> str:
    """The group as a name on the axis; the one of empty cells differs from a cell that says so."""
    return "∅ " + value_text(None) if mark.x is None else group_text(drawn.chart, drawn.table, mark.x)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return value.isoformat()
        case date():
            # Without a time of day browsers read a day as midnight in Greenwich, the day before in America.
            return f"{value.isoformat()}T00:00:00"
        case _:
            return value


def _x_type(chart: Chart, table: Table) -> str:
    if chart.is_measured:
        return "quantitative"
    column = table.column(chart.x)
    if not chart.is_ordered(table) or column is None:
        return "nominal"
    if column.type in TIMES:
        return "ordinal" if chart.step == "year" else "temporal"
    return "quantitative" if column.type.is_numeric and not is_time(column) else "ordinal"


def _lying_bars(drawn: Drawn) -> Json:
    """Bars lie, so that long Vietnamese names can be read."""
    chart = drawn.chart
    step = _BAR_STEP if drawn.figures.shown <= _MOST_LABELLED else _THIN_STEP
    names = {"field": "x", "type": "nominal", "title": None, "sort": None}
    encoding: Json = {"y": names, "x": _amount(drawn), "tooltip": _tooltip(drawn)}
    if not chart.series:
        encoding["color"] = {"condition": {"test": "datum.first", "value": "--c1"}, "value": "--c6"}
        return {"height": {"step": step}, **_with_values(drawn, encoding)}
    encoding["color"] = _colours(drawn)
    if not _may_stack(drawn):
        encoding["yOffset"] = {"field": "s", "scale": encoding["color"]["scale"]}
        encoding["x"]["stack"] = None
        return {"height": {"step": 10, "for": "offset"}, "mark": _bar(), "encoding": encoding}
    encoding["order"] = {"field": "k", "type": "quantitative"}
    return {"height": {"step": step}, "mark": _bar(), "encoding": encoding}


def _bar() -> Json:
    return {"type": "bar", "cornerRadiusEnd": 3}


def _with_values(drawn: Drawn, encoding: Json) -> Json:
    """Bars with their values at their ends, where there is room for that."""
    values = [m.y for m in _placed(drawn)]
    if not values or min(values) < 0 or len(values) > _MOST_LABELLED:
        return {"mark": _bar(), "encoding": encoding}
    room = 12 + 8.5 * max(len(value_text(value)) for value in values)
    encoding["x"]["scale"] = {"range": [0, {"expr": f"max(20, width - {room:.0f})"}], "nice": False}
    encoding["x"]["axis"] = None  # the values are written
    shared = {"y": encoding["y"], "x": encoding["x"]}
    text = {"type": "text", "align": "left", "dx": 6, "fontWeight": 600, "fontSize": 13}
    own = {key: value for key, value in encoding.items() if key not in shared}
    labels = {"text": {"field": "t"}, "color": {"value": "--ink"}}
    return {
        "encoding": shared,
        "layer": [{"mark": _bar(), "encoding": own}, {"mark": text, "encoding": labels}],
    }


def _course(drawn: Drawn) -> Json:
    chart = drawn.chart
    kind = _x_type(chart, drawn.table)
    x: Json = {"field": "x", "type": kind, "title": group_words(drawn)}
    x["axis"] = {"labelOverlap": True, "grid": False}
    if kind == "ordinal":
        x["sort"] = None
        x["axis"]["labelAngle"] = 0 if is_time(drawn.table.column(chart.x)) else -40
    if kind == "temporal":
        x["axis"]["format"] = "%m/%Y" if chart.step == "month" else "%d/%m/%Y"
    if kind == "quantitative":
        x["scale"] = {"zero": False, "nice": False}
    encoding: Json = {"x": x, "y": _amount(drawn), "tooltip": _tooltip(drawn)}
    if chart.series:
        encoding["color"] = _colours(drawn)
        if not _may_stack(drawn):
            encoding["y"]["stack"] = None
        if chart.kind == ChartKind.LINE:
            dashes = _colours(drawn)
            encoding["strokeDash"] = {**dashes, "scale": {**dashes["scale"], "range": _DASHES}}
        else:
            encoding["order"] = {"field": "k", "type": "quantitative"}
    return {"mark": _course_mark(drawn), "encoding": encoding}


_DASHES = [[1, 0], [6, 3], [2, 3], [10, 3, 2, 3], [12, 4], [4, 2, 1, 2]]
"""Lines differ by dash too, for those who do not see the colours."""


def _course_mark(drawn: Drawn) -> Json:
    match drawn.chart.kind:
        case ChartKind.LINE:
            return {"type": "line", "point": drawn.figures.shown <= _MOST_LABELLED, "strokeWidth": 2.5}
        case ChartKind.AREA:
            return {"type": "area", "line": True, "opacity": 0.7 if _may_stack(drawn) else 0.35}
        case _:
            return {"type": "bar", "cornerRadiusEnd": 2}


def _histogram(drawn: Drawn) -> Json:
    marks = drawn.figures.marks
    size = (marks[0].high or 0) - marks[0].x if marks else 1
    x = {
        "field": "x",
        "type": "quantitative",
        "bin": {"binned": True, "step": size},
        "title": group_words(drawn),
        "axis": {"labelOverlap": True},
    }
    encoding = {"x": x, "x2": {"field": "to"}, "y": _amount(drawn), "tooltip": _tooltip(drawn)}
    return {"mark": {"type": "bar", "binSpacing": 1}, "encoding": encoding}


def _scatter(drawn: Drawn) -> Json:
    free = {"zero": False}
    encoding: Json = {
        "x": {"field": "x", "type": "quantitative", "title": group_words(drawn), "scale": free},
        "y": {**_amount(drawn), "scale": free},
        "tooltip": _tooltip(drawn),
    }
    counts = {mark.count for mark in drawn.figures.marks}
    if counts - {1}:
        size = {"range": [24, 400]}
        encoding["size"] = {"field": "n", "type": "quantitative", "scale": size, "legend": None}
    return {"mark": {"type": "circle", "opacity": 0.75, "size": 40}, "encoding": encoding}


def _amount(drawn: Drawn) -> Json:
    """The axis of the measure; large amounts are written in millions or billions."""
    axis: Json = {"tickCount": 5, "labelOverlap": True, "labelSeparation": 8}
    is_scatter = drawn.chart.kind == ChartKind.SCATTER
    words = drawn.label(drawn.chart.measure.column) if is_scatter else measure_words(drawn)
    most = max((abs(float(m.y)) for m in _placed(drawn)), default=0.0)
    for power, unit in ((1e9, _("tỷ")), (1e6, _("triệu"))):
        if most >= 10 * power:
            axis["labelExpr"] = f"format(datum.value / {power:.0f}, ',.3~f')"
            words = f"{words} ({unit})"
            break
    return {"field": "y", "type": "quantitative", "title": words, "axis": axis}


def _colours(drawn: Drawn) -> Json:
    names = [value_text(name) for name in drawn.figures.names]
    title = drawn.label(drawn.chart.series)
    legend = {"symbolType": "stroke", "symbolSize": 400} if drawn.chart.kind == ChartKind.LINE else {}
    return {"field": "s", "type": "nominal", "title": title, "scale": {"domain": names}, "legend": legend}


def _tooltip(drawn: Drawn) -> list[Json]:
    """What a pointed mark says, by the names of its parts."""
    x: Json = {"field": "x", "type": _x_type(drawn.chart, drawn.table), "title": group_words(drawn)}
    if x["type"] == "quantitative":
        x["format"] = _NUMBER
    if x["type"] == "temporal":
        x["format"] = "%m/%Y" if drawn.chart.step == "month" else "%d/%m/%Y"
    y: Json = {"field": "y", "type": "quantitative", "title": measure_words(drawn), "format": _NUMBER}
    match drawn.chart.kind:
        case ChartKind.HISTOGRAM:
            to = {"field": "to", "type": "quantitative", "title": _("Đến dưới"), "format": _NUMBER}
            return [x, to, y]
        case ChartKind.SCATTER:
            y["title"] = drawn.label(drawn.chart.measure.column)
            return [x, y, {"field": "n", "type": "quantitative", "title": rows_word(), "format": ","}]
    if drawn.chart.series:
        return [x, {"field": "s", "type": "nominal", "title": drawn.label(drawn.chart.series)}, y]
    return [x, y]


def _may_stack(drawn: Drawn) -> bool:
    return drawn.chart.measure.adds_up and all(m.y >= 0 for m in _placed(drawn))
