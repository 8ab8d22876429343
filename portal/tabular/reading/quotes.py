"""Records whose quotes keep to no rule: cut where a quote stands beside a delimiter, everything else as written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from portal.tabular.reading.dialect import Dialect


class Lines:
    """Lines of a file, of which those of the current record can be had once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._kept: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._kept.append(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """A record begins with the next line."""
        self._kept.clear()

    def kept(self) -> list[str]:
        """The lines of the record so far."""
        return self._kept.copy()


def odd_record(lines: Lines, dialect: Dialect) -> list[str]:
    """The cells of the record that `lines` has begun and whose quotes are odd.

    Where a cell stays open at its end, lines are read on as Python's own reader does. Raises `csv.Error`.
    """
    kept = lines.kept()
    cells = _cut("".join(kept).rstrip("\r\n"), dialect)
    if cells is not None:
        return cells
    reader = csv.reader(
        chain(kept, lines),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.skips_space,
    )
    return next(reader)


def _cut(text: str, dialect: Dialect) -> list[str] | None:
    """The cells, None when one begins with a quote and may go on in the next line."""
    quote, pattern = dialect.quote, _cell(dialect)
    may_go_on = text.count(quote) % 2 == 1
    cells, at = [], 0
    while True:
        match = pattern.match(text, at)
        assert match is not None  # an empty cell matches too
        quoted, bare = match.groups()
        if quoted is None and bare.startswith(quote) and may_go_on:
            return None
        cells.append(bare if quoted is None else quoted.replace(quote * 2, quote))
        if match.end() == len(text):
            return cells
        at = match.end() + 1


@lru_cache(maxsize=16)
def _cell(dialect: Dialect) -> re.Pattern[str]:
    """A cell: quoted, its closing quote right before a delimiter or the end, or bare up to the next delimiter."""
    quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
    ends = rf"(?={delimiter}|\Z)"
    space = " *" if dialect.skips_space else ""
    return re.compile(rf"{space}{quote}((?:[^{quote}]|{quote}(?!{ends}))*+){quote}{ends}|([^{delimiter}]*)")
