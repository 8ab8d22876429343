"""Proves the audit trail whole: every entry as it was written, none missing, each after the one it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from portal.model import Activity, ActivityHead
from portal.model.chain import GENESIS, HASHED, hash_of

BATCH = 1000
COLUMNS = [getattr(Activity, name) for name in (*HASHED, "hash")]


class Fault(StrEnum):
    """What is wrong with an entry."""

    ALTERED = "altered"
    """Its own hash does not fit what it says."""
    MISSING = "missing"
    """There is none with this number."""
    MISPLACED = "misplaced"
    """It names another entry before it than the one that is there."""
    SURPLUS = "surplus"
    """It comes after what the portal wrote last."""
    UNKNOWN_HEAD = "unknown-head"
    """No entry has the hash that was noted."""


@dataclass(frozen=True)
class Proof:
    """What was found: how many entries were looked at, the hash of the last one, the first fault and its number."""

    count: int
    head: str
    fault: Fault | None = None
    sequence: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None


def prove(session: Session, *, first: int = 1, head: str = "") -> Proof:
    """Look at every entry from number `first`; with `head` that formerly noted hash must be among them."""
    previous = _hash_before(session, first)
    if previous is None:
        return Proof(0, "", Fault.MISSING, first - 1)
    # Read first: what is written meanwhile comes after it and is left for the next time.
    end = session.execute(select(ActivityHead.sequence, ActivityHead.hash)).one_or_none()
    number, count, is_known = first - 1, 0, head in ("", previous)
    for entry in _entries(session, first):
        number += 1
        if fault := _fault(entry, number, previous):
            return Proof(count, previous, fault, number)
        previous, count = entry["hash"], count + 1
        is_known = is_known or previous == head
        if end and number == end.sequence and previous != end.hash:
            return Proof(count, previous, Fault.MISPLACED, number)
    if end is None or number < end.sequence:
        return Proof(count, previous, Fault.MISSING, number + 1)
    if number > (now := session.scalars(select(ActivityHead.sequence)).one()):
        return Proof(count, previous, Fault.SURPLUS, now + 1)
    return Proof(count, previous, None if is_known else Fault.UNKNOWN_HEAD)


def first_since(session: Session, moment: datetime) -> int:
    """The number of the first entry of `moment` or later; the one after the last if there is none."""
    found: int | None = session.scalar(select(func.min(Activity.sequence)).where(Activity.at >= moment))
    return found or last_number(session) + 1


def last_number(session: Session) -> int:
    """The number of the last entry; 0 where there is none."""
    return session.scalar(select(func.max(Activity.sequence))) or 0


def _hash_before(session: Session, first: int) -> str | None:
    if first <= 1:
        return GENESIS
    found: str | None = session.scalar(select(Activity.hash).where(Activity.sequence == first - 1))
    return found


def _entries(session: Session, first: int) -> Iterator[RowMapping]:
    """All entries in order, some at a time: no statement stays open between them."""
    # An entry with a number that none may have stands before all others.
    lower = None if first <= 1 else first - 1
    while True:
        query = select(*COLUMNS).order_by(Activity.sequence).limit(BATCH)
        if lower is not None:
            query = query.where(Activity.sequence > lower)
        rows = session.execute(query).mappings().all()
        yield from rows
        if len(rows) < BATCH:
            return
        lower = rows[-1]["sequence"]


def _fault(entry: RowMapping, number: int, previous: str) -> Fault | None:
    if entry["sequence"] > number:
        return Fault.MISSING
    if _hash(entry) != entry["hash"]:
        return Fault.ALTERED
    if entry["sequence"] < number or entry["previous_hash"] != previous:
        return Fault.MISPLACED
    return None


def _hash(entry: RowMapping) -> str | None:
    try:
        return hash_of(dict(entry))
    except (TypeError, ValueError):
        return None
