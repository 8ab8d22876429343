"""Headers of two rows and more: groups above the columns they cover, joined to `Học sinh / Nam`."""

from __future__ import annotations

from collections.abc import Sequence

from portal.tabular.reading.header import clean, filled_width, is_heading
from portal.tabular.reading.source import Region

_BELOW_ROWS = 10


def covers(rows: list[list[str]], top: int, spans: Sequence[Region]) -> bool:
    """Whether the row at `top` and the one below it are one header.

    `spans` are the merged cells of the row at `top`. Without any, blanks beside a name show what it covers; then
    each group must cover two columns at least and data with figures must follow, or a title would do.
    """
    if top < 0 or top + 1 >= len(rows) or not (is_heading(rows[top]) and is_heading(rows[top + 1])):
        return False
    width = max(filled_width(rows[top]), filled_width(rows[top + 1]))
    upper, lower = _padded(rows[top], width), _padded(rows[top + 1], width)
    if any(not above and not below for above, below in zip(upper, lower, strict=True)):
        return False
    wide = [last[1] - first[1] + 1 for first, last in spans if last[1] > first[1] and last[0] == first[0]]
    if wide:
        return max(wide) < width
    groups = _group_widths(upper, lower)
    if not groups or min(groups) < 2 or sum(map(bool, upper)) < 2:
        return False
    below = rows[top + 2 : top + 2 + _BELOW_ROWS]
    return sum(not is_heading(row) for row in below) > len(below) / 2


def joined(rows: Sequence[list[str]]) -> list[str]:
    """One heading for each column from the rows of a header, upper rows carried over what they cover."""
    width = max(filled_width(row) for row in rows)
    padded = [_padded(row, width) for row in rows]
    levels = [_carried(upper, padded[at + 1 :]) for at, upper in enumerate(padded)]
    return [" / ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*levels, strict=True)]


def _padded(row: list[str], width: int) -> list[str]:
    return [clean(cell) for cell in row[:width]] + [""] * (width - len(row))


def _group_widths(upper: list[str], lower: list[str]) -> list[int]:
    """How many columns each name covers that has names below it."""
    widths: list[int] = []
    is_open = False
    for above, below in zip(upper, lower, strict=True):
        if above:
            is_open = bool(below)
            widths += [1] if is_open else []
        elif is_open:
            widths[-1] += 1
    return widths


def _carried(upper: list[str], lower: list[list[str]]) -> list[str]:
    """`upper` with each name repeated over the blanks to its right, as long as there are names below."""
    carried, current = [], ""
    for at, above in enumerate(upper):
        has_below = any(row[at] for row in lower)
        if above:
            current = above if has_below else ""
        carried.append(above or (current if has_below else ""))
    return carried
