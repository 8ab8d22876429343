"""The city's promise line: a river whose width is the number of datasets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.catalog.pages import Totals

WIDEST = 72.0
TOP = 28.0
"""Where the upper bank starts at the first stop."""
MIDDLE = TOP + WIDEST / 2
MOST_RISE = 18.0
"""How far the main stream may move down without touching the branches."""
FALL = 28.5
"""How far a branch moves down."""


@dataclass(frozen=True)
class Branch:
    """A stream: tone, outline, and its mark at the end (`symbol` empty for none) at the point x, y."""

    tone: str
    path: str
    symbol: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class River:
    """The picture, 1200 by 150. `bar` are the parts of the promised for phones: (css, start, width)."""

    branches: tuple[Branch, ...]
    bar: tuple[tuple[str, int, int], ...]
    kept: int


def river(totals: Totals) -> River:
    """The picture of a city's or an agency's figures."""
    kept = max(totals.published - totals.data_late, 0)
    return River(tuple(_branches(totals, kept)) if totals.promised else (), _bar(totals), kept)


def _branches(totals: Totals, kept: int) -> Iterator[Branch]:
    scale = WIDEST / max(totals.promised, totals.published + totals.in_work + totals.ahead + totals.overdue)
    yield Branch("done", f"M12 {_n(MIDDLE - 2)}h288v4H12Z")
    top = TOP
    main = totals.published * scale
    if main:
        rise = min(MIDDLE - main / 2 - TOP, MOST_RISE)
        yield Branch("done", _stream(300, top, 600, top + rise, main))
        yield from _second_half(totals, kept, top + rise, scale)
    top += main
    for count, tone, end in (
        (totals.in_work, "work", 556),
        (totals.ahead, "ahead", 508),
        (totals.overdue, "late", 458),
    ):
        if count:
            width = count * scale
            yield Branch(tone, _stream(300, top, end, top + FALL, width), tone, end, top + FALL + width / 2)
            top += width


def _second_half(totals: Totals, kept: int, top: float, scale: float) -> Iterator[Branch]:
    main, late = kept * scale, totals.data_late * scale
    rise = min(max(MIDDLE - main / 2 - top, 0.0), MOST_RISE)
    if main:
        yield Branch("done", _stream(599, top, 900, top + rise, main))
        yield Branch("done", f"M899 {_n(top + rise)}H1200V{_n(top + rise + main)}H899Z")
    if late:
        upper = top + main
        yield Branch(
            "late", _stream(600, upper, 824, upper + FALL, late), "late", 824, upper + FALL + late / 2
        )


def _stream(x1: float, y1: float, x2: float, y2: float, width: float) -> str:
    """The outline of a stream of constant height that flows from one place to another."""
    mid = _n((x1 + x2) / 2)
    a, b, c, d = _n(y1), _n(y2), _n(y2 + width), _n(y1 + width)
    return f"M{_n(x1)} {a}C{mid} {a} {mid} {b} {_n(x2)} {b}V{c}C{mid} {c} {mid} {d} {_n(x1)} {d}Z"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _bar(totals: Totals) -> tuple[tuple[str, int, int], ...]:
    parts, start = [], 0
    for css, count in (
        ("published", totals.published),
        ("work", totals.in_work),
        ("promised", totals.ahead),
        ("overdue", totals.overdue),
    ):
        if count:
            parts.append((css, start, count))
        start += count
    return tuple(parts)
