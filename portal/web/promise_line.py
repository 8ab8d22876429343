"""The geometry of the promise line: which marks, which stretches between them, how full the tube.

Shapes carry the meaning and colour repeats it: solid is done, dots lie ahead, bars are time past its date.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.promise import Freshness, FreshnessState, Promise, PublicState

TONES = {FreshnessState.ON_TIME: "done", FreshnessState.SOON: "soon", FreshnessState.LATE: "late"}
MARKS = {
    PublicState.PUBLISHED: ("kept", "done"),
    PublicState.IN_WORK: ("work", "work"),
    PublicState.PROMISED: ("ahead", "ahead"),
    PublicState.OVERDUE: ("late", "late"),
    PublicState.WITHDRAWN: ("void", "void"),
    PublicState.DRAFT: ("ahead", "ahead"),
    PublicState.INVENTORY: ("inv", "done"),
}
MOST_CHILDREN = 12


@dataclass(frozen=True)
class Tube:
    """The tube that fills through the update cycle. All in units of the drawing.

    `fill` is the width of the fill, `late` that of the bars past the due mark at `due`; 0 draws nothing.
    """

    tone: str
    start: float
    due: float | None = None
    fill: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A mark: symbol, tone, place and size."""

    symbol: str
    tone: str
    x: float = 0.0
    size: float = 20.0


@dataclass(frozen=True)
class SmallLine:
    """The line on a card. `stretches` are (tone, path) between the marks."""

    stretches: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    tube: Tube | None = None


def small_line(promise: Promise) -> SmallLine:
    """The picture of one record on a card, 180 by 20."""
    if promise.state is PublicState.INVENTORY:
        return _database(promise.children)
    first, second, third, tube = _tones(promise)
    symbol, tone = MARKS[promise.state]
    stretches = (
        (first, "M18 10h26"),
        (second, "M66 10h24"),
        (third, "M113 10h15" if third == "ahead" else "M110 10h15"),
    )
    ends = "void" if promise.state is PublicState.WITHDRAWN else "done"
    ring = ends if promise.planned_on or ends == "void" else "ahead"
    marks = (Mark("inv", ends), Mark("ring", ring, 45), Mark(symbol, tone, 90))
    return SmallLine(stretches, marks, tube)


def _tones(promise: Promise) -> tuple[str, str, str, Tube]:
    """Tones of the three stretches, and the tube."""
    match promise.state:
        case PublicState.PUBLISHED:
            second = "late" if promise.days_late > 0 else "done"
            return "done", second, "done", small_tube(promise.freshness)
        case PublicState.WITHDRAWN:
            return "void", "void", "void", Tube("void", 130)
        case PublicState.OVERDUE:
            return "done", "late", "ahead", Tube("ahead", 130)
    return "done", "ahead", "ahead", Tube("ahead", 130)


def _database(children: tuple[PublicState, ...]) -> SmallLine:
    """A database's square, then one mark per open dataset."""
    shown = sorted(children, key=list(MARKS).index)[:MOST_CHILDREN]
    step = min(24.0, 131 / max(len(shown), 1))
    size = min(20.0, step - 2)
    marks = [
        Mark(*MARKS[state], x=round(45 + i * step, 1), size=round(size, 1)) for i, state in enumerate(shown)
    ]
    stretch = "done" if shown else "ahead"
    return SmallLine(((stretch, "M18 10h26"),), (Mark("inv", "done"), *marks))


def small_tube(freshness: Freshness) -> Tube:
    """The tube on a card."""
    return _tube(freshness, start=130, length=35, due=166, most_late=6)


def large_tube(freshness: Freshness) -> Tube:
    """The tube on a record's page, 160 by 20."""
    return _tube(freshness, start=4, length=121.4, due=126.4, most_late=27.6)


def _tube(freshness: Freshness, *, start: float, length: float, due: float, most_late: float) -> Tube:
    tone = TONES.get(freshness.state)
    if tone is None:
        return Tube("ahead" if freshness.data_on is None else "done", start)
    if tone != "late":
        return Tube(tone, start, due, round(max(length * min(freshness.share, 1.0), 2.5), 1))
    # Half a cycle late fills what lies beyond the mark; the least lateness still shows one bar.
    late = min(max((freshness.share - 1) / 0.5, 0.0), 1.0)
    return Tube(tone, start, due, length, round(max(most_late * late, 2.5), 1))
