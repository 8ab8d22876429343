"""How every benchmark prints a figure: `name | ours | peer or limit | ratio | bar | holds/falls short`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement beside a peer's or a limit.

    `ours` and `peer` are in `unit`; `peer` is a limit where there is nothing to compare with. The figure
    holds while `ours / peer` is at most `bar`.
    """

    name: str
    ours: float
    peer: float
    bar: float = 1.0
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """`ours` as a multiple of `peer`; infinite where the peer is 0."""
        return self.ours / self.peer if self.peer else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the ratio is within the bar."""
        return self.ratio <= self.bar

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "falls short"
        ours, peer = (f"{value:,.3g} {self.unit}" for value in (self.ours, self.peer))
        return f"{self.name} | {ours} | {peer} | {self.ratio:.2f} | ≤ {self.bar:g} | {verdict}"


def print_figure(figure: Figure) -> None:
    """Print one line, at once."""
    print(figure, flush=True)
