"""A plain search in the database, for the minutes in which the index is missing or being rebuilt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.visibility import live
from portal.catalog.record_facets import facets_of
from portal.catalog.unit import Unit
from portal.model import Dataset, Organization
from portal.text import fold, normalize


def search(unit: Unit, text: str, filters: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Ids of the live records whose title or agency holds every word of `text`, newest record first.

    Reads two columns of every record, and with filters every record whole.
    """
    words = re.findall(r"[^\W_]+", fold(normalize(text)))
    if text and not words:
        return []
    columns = (Dataset.id, Dataset.title, Organization.title)
    query = select(*columns).join(Dataset.organization).where(live(unit.identity))
    rows = unit.session.execute(query.order_by(Dataset.modified_at.desc()))
    found = [row[0] for row in rows if _holds(f"{row[1]} {row[2]}", words)]
    return _filtered(unit, found, filters) if filters else found


def _filtered(unit: Unit, ids: list[str], filters: Mapping[str, tuple[str, ...]]) -> list[str]:
    query = select(Dataset).where(live(unit.identity))
    records = unit.session.scalars(query.options(joinedload(Dataset.organization), joinedload(Dataset.plan)))
    passing = {record.id for record in records if _passes(unit, record, filters)}
    return [each for each in ids if each in passing]


def _passes(unit: Unit, record: Dataset, filters: Mapping[str, tuple[str, ...]]) -> bool:
    facets = facets_of(unit.schemas, record, unit.today())
    return all(set(facets.get(name, ())) & set(values) for name, values in filters.items())


def _holds(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
