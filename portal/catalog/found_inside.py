"""Where in the data the words of a search were found: a dataset may be found by what its tables hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from portal.catalog.files import table_in_service
from portal.catalog.pages import Card, FoundInside
from portal.catalog.unit import Unit
from portal.model import Resource, ResourceTable, ResourceVersion
from portal.text import fold


def found_inside(unit: Unit, cards: Sequence[Card], terms: Iterable[str]) -> dict[str, FoundInside]:
    """By id of the card, a value or a column name that holds all the words; cards whose title does need none."""
    words = frozenset(word for term in terms for word in fold(term).split())
    hidden = [card.id for card in cards if words and not words <= _words(card.label)]
    if not hidden:
        return {}
    query = (
        select(Resource)
        .where(
            Resource.dataset_id.in_(hidden),
            Resource.table_version_id.is_not(None),
            Resource.removed_at.is_(None),
        )
        .options(
            joinedload(Resource.dataset),
            joinedload(Resource.table_version)
            .joinedload(ResourceVersion.table)
            .options(undefer(ResourceTable.terms)),
            selectinload(Resource.dictionary),
        )
        .order_by(Resource.position)
    )
    found: dict[str, FoundInside] = {}
    for resource in unit.session.scalars(query):
        if resource.dataset_id not in found:
            place = next(_places(unit, resource, words), None)
            if place is not None:
                found[resource.dataset_id] = place
    return found


def _places(unit: Unit, resource: Resource, words: frozenset[str]) -> Iterator[FoundInside]:
    """Values that hold all the words, then columns called so."""
    version = table_in_service(unit, resource)
    if version is None or version.table is None:
        return
    named = [(column, column.label or column.name) for column in resource.dictionary]
    for column, label in named:
        values = version.table.terms.get(column.key, ()) if column.is_searchable else ()
        # Folded all at once: a call per value takes ten times as long.
        for value, folded in zip(values, _folded(values), strict=False):
            if words <= set(folded.split()):
                yield FoundInside(resource.id, column.key, label, value)
    for column, label in named:
        if words <= _words(label) or words <= _words(column.name.replace("_", " ")):
            yield FoundInside(resource.id, column.key, label)


def _folded(values: Sequence[str]) -> list[str]:
    return fold("\n".join(value.replace("\n", " ") for value in values)).split("\n")


def _words(text: str) -> set[str]:
    return set(fold(text).split())
