"""From where to where a column of numbers goes, and into how wide bars to divide it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from portal.tabular.columns import Column, ColumnType

_MOST_BINS = 30
_LEAST_BINS = 5
_NARROWEST, _WIDEST = 1e-11, 1e14
"""What the query language takes as the width of a bin."""


@dataclass(frozen=True)
class Span:
    """The ends of a column, how many values lie between them, and whether all are whole."""

    least: float
    most: float
    filled: int
    is_whole: bool

    @property
    def bins(self) -> int:
        """About how many bars suit: few values do not fill many."""
        return min(_MOST_BINS, max(_LEAST_BINS, math.isqrt(self.filled)))

    def width(self, bins: int) -> float:
        """The width of at most about `bins` bars: 1, 2 or 5 times a power of ten."""
        span = self.most - self.least
        if not 0 < span < math.inf:
            return 1.0
        rough = min(max(span / bins, _NARROWEST), _WIDEST)
        power = 10.0 ** math.floor(math.log10(rough))
        found = next(step * power for step in (1, 2, 5, 10, 20) if step * power >= rough)
        return max(1.0, float(found)) if self.is_whole else float(f"{found:.12g}")


def span_of(least: Any, most: Any, filled: int, column: Column) -> Span | None:
    """The span of what the engine answered; None without a finite number on each side."""
    if least is None or most is None or not (math.isfinite(least) and math.isfinite(most)):
        return None
    return Span(float(least), float(most), filled, column.type == ColumnType.INTEGER)
