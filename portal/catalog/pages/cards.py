"""Links and cards: a record or an agency as it is shown among others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.catalog.promise import Promise, PublicState
from portal.metadata.specification import Term


@dataclass(frozen=True)
class Link:
    """A named thing to link to: an agency, a theme, a record. `name` is the part of its URL."""

    name: str
    label: str


@dataclass(frozen=True)
class Card:
    """A record in a result list."""

    id: str
    name: str
    label: str
    catalog: str
    organization: Link
    summary: str
    state: PublicState
    access_level: Term | None
    formats: tuple[Term, ...]
    promise: Promise
    is_sample: bool
    modified_at: datetime


@dataclass(frozen=True)
class Succession:
    """An agency named in the query that became another."""

    former: Link
    successors: tuple[Link, ...]
    effective_on: date | None
