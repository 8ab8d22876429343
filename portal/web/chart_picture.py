"""A chart as a still picture for those without scripts, and until the scripts have drawn theirs.

Made of the same rows as the drawing (`portal.tabular.charts.vega`). What it cannot show well it leaves to the
table of figures: bars of several colours, very many bars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.catalog.charting import ChartPage
from portal.tabular.charts.chart import ChartKind
from portal.tabular.charts.values import number_text

WIDTH, _HEIGHT = 640.0, 340.0
_LEFT, _RIGHT, _BOTTOM, _TOP = 90.0, 10.0, 34.0, 16.0
_LABEL, _ROW = 220.0, 34.0
_LABEL_CHARS = 20
_MOST_BARS = 40
_MOST_COLUMNS = 120
Row = Mapping[str, Any]
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Rect:
    """A bar; `css` is the class of its colour."""

    x: float
    y: float
    width: float
    height: float
    css: str = "c1"


@dataclass(frozen=True)
class Text:
    """A label; `anchor` is where it begins: `start`, `middle`, `end`."""

    x: float
    y: float
    text: str
    anchor: str = "end"


@dataclass(frozen=True)
class Dot:
    """A point."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class ChartPicture:
    """What the SVG holds; `lines` are the data of paths, `grid` the upright or level lines behind them."""

    height: float
    rects: tuple[Rect, ...] = ()
    texts: tuple[Text, ...] = ()
    dots: tuple[Dot, ...] = ()
    lines: tuple[str, ...] = ()
    grid: tuple[str, ...] = ()


def picture(page: ChartPage) -> ChartPicture | None:
    """The still picture of a chart, None where the table alone says it better."""
    if page.chart is None or page.spec is None or page.chart.series:
        return None
    rows: Sequence[Row] = page.spec["data"]["values"]
    if not rows:
        return None
    match page.chart.kind:
        case ChartKind.SCATTER:
            return _scatter(rows)
        case ChartKind.HISTOGRAM:
            return _columns(rows) if len(rows) <= _MOST_COLUMNS else None
        case ChartKind.BAR if isinstance(page.spec["height"], dict):
            return _lying_bars(rows) if len(rows) <= _MOST_BARS else None
        case ChartKind.BAR:
            return _columns(rows) if len(rows) <= _MOST_COLUMNS else None
        case _:
            return _course(rows)


def _lying_bars(rows: Sequence[Row]) -> ChartPicture:
    values = [float(row["y"]) for row in rows]
    room = 11.5 * max(len(row["t"]) for row in rows)
    scale = _scale(min(0.0, *values), max(0.0, *values), _LABEL, WIDTH - room - 12)
    rects, texts = [], []
    for at, (row, value) in enumerate(zip(rows, values, strict=True)):
        y, ends = at * _ROW + 6, sorted((scale(0), scale(value)))
        css = "c1" if row.get("first") else "c6"
        rects.append(Rect(_r(ends[0]), y, _r(max(1.0, ends[1] - ends[0])), _ROW - 10, css))
        texts.append(Text(_LABEL - 10, y + 17, _short(row["x"])))
        texts.append(Text(_r(ends[1] + 7), y + 17, row["t"], "start"))
    zero = f"M{_r(scale(0)):g} 0V{len(rows) * _ROW:g}"
    return ChartPicture(len(rows) * _ROW + 4, tuple(rects), tuple(texts), grid=(zero,))


def _columns(rows: Sequence[Row]) -> ChartPicture:
    values = [float(row["y"]) for row in rows]
    y = _scale(min(0.0, *values), max(0.0, *values), _HEIGHT - _BOTTOM, _TOP)
    step = (WIDTH - _LEFT - _RIGHT) / len(rows)
    rects = []
    for at, value in enumerate(values):
        ends = sorted((y(0), y(value)))
        height = max(1.0, ends[1] - ends[0])
        rects.append(Rect(_r(_LEFT + at * step), _r(ends[0]), _r(step * 0.9), _r(height)))
    names = [str(row["x"]) if isinstance(row["x"], str) else number_text(row["x"]) for row in rows]
    bounds = [(_LEFT, names[0], "start"), (WIDTH - _RIGHT, names[-1], "end")]
    grid, texts = _frame(values, y, [Text(x, _HEIGHT - 8, _day(n), a) for x, n, a in bounds])
    return ChartPicture(_HEIGHT, tuple(rects), texts, grid=grid)


def _course(rows: Sequence[Row]) -> ChartPicture:
    values = [float(row["y"]) for row in rows]
    places = _places(rows)
    x = _scale(min(places), max(places), _LEFT, WIDTH - _RIGHT)
    y = _scale(min(0.0, *values), max(0.0, *values), _HEIGHT - _BOTTOM, _TOP)
    points = [(_r(x(place)), _r(y(value))) for place, value in zip(places, values, strict=True)]
    line = "M" + "L".join(f"{px:g} {py:g}" for px, py in points)
    names = [_day(row["x"]) if isinstance(row["x"], str) else number_text(row["x"]) for row in rows]
    ends = [Text(_LEFT, _HEIGHT - 8, names[0], "start"), Text(WIDTH - _RIGHT, _HEIGHT - 8, names[-1])]
    grid, texts = _frame(values, y, ends[: len(rows)])
    dots = tuple(Dot(px, py, 3.5) for px, py in points) if len(points) <= _MOST_BARS else ()
    return ChartPicture(_HEIGHT, texts=texts, dots=dots, lines=(line,), grid=grid)


def _scatter(rows: Sequence[Row]) -> ChartPicture:
    xs, ys = [float(row["x"]) for row in rows], [float(row["y"]) for row in rows]
    x = _scale(min(xs), max(xs), _LEFT + 8, WIDTH - _RIGHT - 8)
    y = _scale(min(ys), max(ys), _HEIGHT - _BOTTOM - 8, _TOP + 8)
    most = max(row["n"] for row in rows)
    dots = tuple(
        Dot(_r(x(a)), _r(y(b)), _r(3 + 7 * (row["n"] / most) ** 0.5 if most > 1 else 4))
        for a, b, row in zip(xs, ys, rows, strict=True)
    )
    ends = [
        Text(_LEFT, _HEIGHT - 8, number_text(min(xs)), "start"),
        Text(WIDTH - _RIGHT, _HEIGHT - 8, number_text(max(xs))),
    ]
    grid, texts = _frame(ys, y, ends, has_zero=False)
    return ChartPicture(_HEIGHT, texts=texts, dots=dots, grid=grid)


def _frame(
    values: Sequence[float], y: Scale, below: list[Text], *, has_zero: bool = True
) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Level lines at the ends of the values and at zero, with their numbers; `below` stands under them."""
    levels = sorted({min(values), max(values), *([0.0] if has_zero else [])})
    levels = [level for level in levels if level in (levels[0], levels[-1], 0.0)]
    grid = tuple(f"M{_LEFT:g} {_r(y(level)):g}H{WIDTH - _RIGHT:g}" for level in levels)
    numbers = [Text(_LEFT - 8, _r(y(level) + 5), number_text(_whole(level))) for level in levels]
    return grid, (*numbers, *below)


def _places(rows: Sequence[Row]) -> list[float]:
    """Where the rows stand along the axis: days by their distance, names one after the other."""
    values = [row["x"] for row in rows]
    try:
        return [datetime.fromisoformat(v).timestamp() if isinstance(v, str) else float(v) for v in values]
    except ValueError:
        return [float(at) for at in range(len(values))]


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _day(text: str) -> str:
    """A day as people write it; any other name as it is."""
    try:
        return f"{datetime.fromisoformat(text):%d/%m/%Y}" if "T" in text else text
    except ValueError:
        return text


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_CHARS else name[: _LABEL_CHARS - 1].rstrip() + "…"


def _whole(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _r(value: float) -> float:
    return round(value, 1)
