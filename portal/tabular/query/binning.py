"""Bins of numbers whose edges are the very numbers that a filter compares with."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Bins of `width` from 0 in both directions; bin n holds the values from `edge(n)` up to below `edge(n + 1)`.

    Edges are n / 10 rather than n * 0.1: so 0.3 is the 0.3 of the file, and starts its own bin.
    """

    width: float

    @property
    def _parts(self) -> float:
        """How many bins make 1; 0 where that is no whole number."""
        parts = round(1 / self.width) if self.width < 1 else 0
        return float(parts) if parts and math.isclose(parts * self.width, 1, rel_tol=1e-12) else 0.0

    def edge(self, number: int) -> float:
        """Where that bin begins."""
        return number / self._parts if self._parts else number * self.width

    def edge_sql(self, number: str) -> str:
        """SQL of `edge`."""
        return f"({number}) / {self._parts!r}" if self._parts else f"({number}) * {self.width!r}"

    def number_sql(self, value: str) -> str:
        """SQL of the number of the bin that holds `value`: the quotient, put right where it was rounded."""
        rough = f"floor({value} * {self._parts!r})" if self._parts else f"floor({value} / {self.width!r})"
        above = f"CAST({value} >= {self.edge_sql(f'{rough} + 1')} AS INTEGER)"
        below = f"CAST({value} < {self.edge_sql(rough)} AS INTEGER)"
        return f"({rough} + {above} - {below})"


def fitting_scale(low: float, high: float, bins: int, *, is_whole: bool = False) -> Scale:
    """Bins of 1, 2 or 5 times a power of ten, about so many from `low` to `high`; at least 1 for whole numbers."""
    rough = max((high - low) / bins, 1 if is_whole else 0)
    if not math.isfinite(rough) or rough < 1e-12:
        return Scale(max(1.0, abs(high) if math.isfinite(high) else 1.0))
    power = 10.0 ** math.floor(math.log10(rough))
    return Scale(float(f"{next(step * power for step in (1, 2, 5, 10, 20) if step * power >= rough):.6g}"))
