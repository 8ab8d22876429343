"""Puts tables into service: the newest that may be public, with the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.model import DataDictionaryEntry, Exposure, IngestState, Resource, ResourceVersion
from portal.tabular.columns import Column
from portal.tabular.ingest.result import column_from
from portal.tabular.units import unit_of

NAME_CHARS = 300
KEPT = ("name", "key", "label", "type", "unit", "description", "example", "semantic", "is_searchable")
PUBLIC = (Exposure.OPEN, Exposure.DERIVED)


def put_in_service(session: Session, resource: Resource) -> None:
    """Let the newest table serve that may be public; none where the newest public file holds no table.

    The dictionary describes the columns of that table; what it said of one that may not be public is emptied.
    """
    newest = next((v for v in resource.versions if v.exposure in PUBLIC), None)
    served = None if newest is None or newest.ingest_state == IngestState.NONE else _newest_public(resource)
    resource.table_version = served
    if served is not None and served.table is not None:
        describe_columns(session, resource, [column_from(values) for values in served.table.columns])
    else:
        for entry in resource.known_columns:
            entry.is_present, entry.example = False, ""


def describe_columns(session: Session, resource: Resource, columns: Sequence[Column]) -> None:
    """What stewards wrote of a column is kept, also of one that this version lacks: it may return."""
    known = {entry.name: _described(entry) for entry in resource.known_columns}
    resource.known_columns.clear()
    session.flush()
    for position, column in enumerate(columns):
        old = known.pop(column.name[:NAME_CHARS], {})
        entry = DataDictionaryEntry(**{**old, **_seen(column, old), "position": position, "is_present": True})
        resource.known_columns.append(entry)
    for position, gone in enumerate(known.values(), len(columns)):
        left = {**gone, "position": position, "is_present": False, "example": ""}
        resource.known_columns.append(DataDictionaryEntry(**left))


def _newest_public(resource: Resource) -> ResourceVersion | None:
    """Versions come newest first."""
    return next((v for v in resource.versions if v.table is not None and v.exposure in PUBLIC), None)


def _seen(column: Column, old: dict[str, Any]) -> dict[str, Any]:
    """What the table itself says of a column; its meaning and unit are guesses, which a steward's word beats."""
    return {
        "name": column.name[:NAME_CHARS],
        "key": column.key,
        "type": column.type.value,
        "example": column.example[:NAME_CHARS],
        "semantic": old.get("semantic") or column.semantic,
        "unit": old["unit"] if old else unit_of(column.name),
    }


def _described(entry: DataDictionaryEntry) -> dict[str, Any]:
    """Everything known of a column but where it stands."""
    return {name: getattr(entry, name) for name in KEPT}
