"""Merged cells: only the first holds the value; here the others get it too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from portal.tabular.reading.source import Region


def filled(rows: Iterable[list[str]], merged: Sequence[Region]) -> Iterator[list[str]]:
    """`rows`, counted from 1, with the value of each region in all of its cells."""
    opening: dict[int, list[Region]] = defaultdict(list)
    for region in merged:
        opening[region[0][0]].append(region)
    running: list[tuple[Region, str]] = []
    for number, row in enumerate(rows, start=1):
        running = [(region, value) for region, value in running if region[1][0] >= number]
        for region in opening.get(number, ()):
            first = region[0][1]
            running.append((region, row[first] if 0 <= first < len(row) else ""))
        for ((_top, first), (_bottom, last)), value in running:
            for at in range(max(first, 0), min(last + 1, len(row))):
                row[at] = row[at] or value
        yield row
