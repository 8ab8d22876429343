"""Turns records into cards, with a fixed number of queries however many there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.catalog.loading import by_ids
from portal.catalog.pages import Card, Link
from portal.catalog.promise import promise_of, public_state
from portal.catalog.unit import Unit
from portal.metadata.specification import Term
from portal.model import Catalog, Dataset, Organization, RecordState

SUMMARY_LENGTH = 220


def cards_of(unit: Unit, ids: Sequence[str]) -> tuple[Card, ...]:
    """The cards of the records with these ids, in this order; unknown ids are left out.

    A card is made once until a record changes or the day ends.
    """
    recall = unit.recall("card")
    known = {i: found for i in ids if (found := recall.get(i)) is not None}
    for record in by_ids(unit.session, [i for i in ids if i not in known]):
        known[record.id] = recall.put(record.id, card(unit, record))
    return tuple(known[i] for i in ids if i in known)


def card(unit: Unit, record: Dataset) -> Card:
    """The card of a record loaded by `loading.with_promise`."""
    today = unit.today()
    return Card(
        id=record.id,
        name=record.name,
        label=record.label,
        catalog=record.catalog,
        organization=link(record.organization),
        summary=summary(str(record.values.get("description") or record.values.get("purpose") or "")),
        state=public_state(record, record.plan, today),
        access_level=unit.term("access-levels", record.values.get("access_level")),
        formats=format_terms(unit, record),
        promise=promise_of(record, unit.frequency(record), today),
        is_sample=record.is_sample,
        modified_at=record.modified_at,
    )


def link(organization: Organization) -> Link:
    """The agency as a link."""
    return Link(organization.name, organization.label)


def format_terms(unit: Unit, record: Dataset) -> tuple[Term, ...]:
    """The formats of the published files, else the promised ones."""
    codes = record.formats if record.state == RecordState.PUBLISHED else None
    if not codes and record.catalog == Catalog.OPEN_DATA:
        codes = record.values.get("formats") or []
    return tuple(t for c in codes or [] if (t := unit.term("formats", c)))


def summary(markdown: str, length: int = SUMMARY_LENGTH) -> str:
    """The first paragraph as plain text, cut at a word."""
    paragraph = markdown.strip().split("\n\n")[0]
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)
    # An underscore inside a word is part of it: VN_AQI.
    plain = " ".join(re.sub(r"[*`#>|]+|(?<!\w)_+|_+(?!\w)", "", plain).split())
    if len(plain) <= length:
        return plain
    return plain[: length + 1].rsplit(" ", 1)[0][:length].rstrip(",.;: ") + "…"
