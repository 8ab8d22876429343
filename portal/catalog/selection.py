"""A filtered list cut into pages: which agencies a page touches, and from which of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from portal.catalog.pages import Link


@dataclass(frozen=True)
class Share:
    """The rows of one agency on one page: `length` of its `total`, from `start`."""

    agency_id: str
    agency: Link
    total: int
    start: int
    length: int
    first_number: int


@dataclass(frozen=True)
class Selection:
    """A filtered list: its rules, and its agencies in order, each with its number of rows."""

    rules: Sequence[ColumnElement[bool]]
    counts: tuple[tuple[str, Link, int], ...]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(count for _, _, count in self.counts)

    def shares(self, offset: int, limit: int) -> Iterator[Share]:
        """The agencies that the rows from `offset` touch."""
        before = 0
        for agency_id, agency, count in self.counts:
            start = max(offset - before, 0)
            length = min(count - start, offset + limit - before - start)
            if length > 0:
                yield Share(agency_id, agency, count, start, length, before + start + 1)
            before += count
