"""The profile of a column: how full, how varied, from where to where; small enough to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bin:
    """A bar of a histogram: `count` values from `low` up to, not including, `high`; the last includes it.

    Bounds are numbers, or ISO dates for days and moments.
    """

    low: float | str
    high: float | str
    count: int


@dataclass(frozen=True)
class TopValue:
    """A frequent value, as text, and in how many rows it stands."""

    value: str
    count: int


@dataclass(frozen=True)
class ColumnProfile:
    """Counts over the whole column. `distinct` is an estimate where `is_approximate`: above 10,000 in a long table.

    `least` and `most` are the smallest and largest value as JSON values (numbers, ISO dates, text);
    `mean` and `median` of numbers only. `bins` of numbers, days and moments; `top` of everything else and of
    numbers with few values.
    """

    key: str
    filled: int
    empty: int
    distinct: int
    is_approximate: bool = False
    least: Any = None
    most: Any = None
    mean: float | None = None
    median: float | None = None
    bins: tuple[Bin, ...] = ()
    top: tuple[TopValue, ...] = ()
    longest_chars: int | None = None
