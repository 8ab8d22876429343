"""Editions of the official lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.catalog.freezing import Changes


@dataclass(frozen=True)
class EditionFile:
    """A file of an edition; `key` is its SHA-256 and its place in storage."""

    form: str
    media_type: str
    key: str
    size_bytes: int
    made_at: datetime


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list of them."""

    catalog: str
    number: int
    decision_number: str
    decided_on: date
    note: str
    issued_at: datetime
    record_count: int
    is_sample: bool
    files: tuple[EditionFile, ...]

    @property
    def path(self) -> str:
        """Its page."""
        return f"/catalog/{self.catalog}/editions/{self.number}"


@dataclass(frozen=True)
class EditionsPage:
    """All editions of a catalog, newest first; `since` is what differs from the newest now."""

    catalog: str
    label: str
    editions: tuple[EditionLine, ...]
    since: Changes
    may_issue: bool


@dataclass(frozen=True)
class EditionRow:
    """One numbered row of an edition. `cells` follow `EditionPage.headings`."""

    number: int
    name: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class EditionPage:
    """One edition. `since` counts the records that differ now, None if a newer edition exists."""

    catalog: str
    label: str
    edition: EditionLine
    headings: tuple[str, ...]
    rows: tuple[EditionRow, ...]
    page: int
    pages: int
    newest: int
    since: int | None
