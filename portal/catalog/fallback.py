"""A plain search in the database, for the minutes in which the index is missing or being rebuilt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select

from portal.access.visibility import live
from portal.catalog.unit import Unit
from portal.model import Dataset, Organization
from portal.text import fold, normalize


def search(unit: Unit, text: str, filters: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Ids of the live records whose title or agency holds every word of `text`, newest record first.

    Of the filters only catalog and agency count. Reads two columns of every record.
    """
    query = (
        select(Dataset.id, Dataset.title, Organization.title)
        .join(Dataset.organization)
        .where(live(unit.identity))
        .order_by(Dataset.modified_at.desc())
    )
    if catalogs := filters.get("catalog"):
        query = query.where(Dataset.catalog.in_(catalogs))
    if names := filters.get("organization"):
        query = query.where(Organization.name.in_(names))
    words = re.findall(r"[^\W_]+", fold(normalize(text)))
    if text and not words:
        return []
    rows = unit.session.execute(query)
    return [row[0] for row in rows if _holds(f"{row[1]} {row[2]}", words)]


def _holds(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
