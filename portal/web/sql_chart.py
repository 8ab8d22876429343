"""The result of a statement as a picture, where it looks like one: bars of few names, a line through time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.tabular.sql.result import SqlColumn, SqlResult

MOST_BARS = 40
LEAST_POINTS, MOST_POINTS = 4, 5000
WIDTH, HEIGHT = 1000, 240
NUMBERS = frozenset({"integer", "number"})
_MOMENT = re.compile(r"\d{4}(?:-(?:W?\d{2}|Q[1-4])(?:-\d{2}(?:[T ][\d:.]+)?)?)?")
"""A year, month, week, quarter, day or time, so written that the order of letters is that of time."""


@dataclass(frozen=True)
class Bar:
    """A row of the chart: `width` of 1000 is the longest."""

    label: str
    value: str
    width: int


@dataclass(frozen=True)
class Bars:
    """The first column names the bars, `measure` is what they are long for."""

    measure: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Line:
    """`path` is SVG data in a frame of `WIDTH` by `HEIGHT`, `zero` the height of nothing in it, if it is there.

    `least` and `most` are the lowest and highest point, `first` and `last` the ends: (moment, value).
    """

    measure: str
    path: str
    zero: float | None
    least: tuple[str, str]
    most: tuple[str, str]
    first: str
    last: str


Chart = Bars | Line
_Pairs = Sequence[tuple[Any, Any]]


def chart(result: SqlResult, text_of: Callable[[Any], str]) -> Chart | None:
    """A line where the first column goes through time, bars where it names few things; else None."""
    place = next((n for n, column in enumerate(result.columns) if n and column.type in NUMBERS), None)
    if place is None or not 1 < result.row_count <= MOST_POINTS:
        return None
    pairs = [(row[0], row[place]) for row in result.rows]
    measure = result.columns[place].name
    if moments := _moments(result.columns[0], pairs):
        return _line(measure, moments, text_of)
    return _bars(measure, pairs, text_of) if result.columns[0].type != "json" else None


def _moments(column: SqlColumn, pairs: _Pairs) -> _Pairs:
    """The pairs in the order of time; none where the first values are no moments, each once and in order."""
    names = [str(name) for name, _value in pairs]
    is_kind = column.type in ("date", "datetime", "text", "integer")
    if not is_kind or len(names) < LEAST_POINTS or not all(_MOMENT.fullmatch(name) for name in names):
        return ()
    ordered = sorted(set(names))
    if names == ordered[::-1]:
        return pairs[::-1]
    return pairs if names == ordered else ()


def _line(measure: str, pairs: _Pairs, text_of: Callable[[Any], str]) -> Line | None:
    known = [(value, name) for name, value in pairs if value is not None]
    if len(known) < 2:
        return None
    values = [float(value) for value, _name in known]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0

    def height(value: float) -> float:
        return round(HEIGHT - (value - low) / span * HEIGHT, 1)

    step, command, path = WIDTH / (len(pairs) - 1), "M", []
    for n, (_name, value) in enumerate(pairs):
        # An empty value is a gap, not a way straight to the next one.
        if value is None:
            command = "M"
            continue
        path.append(f"{command}{round(n * step, 1)} {height(value)}")
        command = "L"
    least, most = min(known, key=lambda point: point[0]), max(known, key=lambda point: point[0])
    return Line(
        measure=measure,
        path="".join(path),
        zero=height(0) if low < 0 else None,
        least=(text_of(least[1]), text_of(least[0])),
        most=(text_of(most[1]), text_of(most[0])),
        first=text_of(pairs[0][0]),
        last=text_of(pairs[-1][0]),
    )


def _bars(measure: str, pairs: _Pairs, text_of: Callable[[Any], str]) -> Bars | None:
    lengths = [value or 0 for _name, value in pairs]
    most = max(lengths)
    if len(pairs) > MOST_BARS or most <= 0 or min(lengths) < 0:
        return None
    bars = (
        Bar(_named(name, text_of), _named(v, text_of), round((v or 0) / most * 1000)) for name, v in pairs
    )
    return Bars(measure, tuple(bars))


def _named(value: Any, text_of: Callable[[Any], str]) -> str:
    return "–" if value is None else text_of(value)
