"""Reads uploads again: tables are derived, so they can be made anew from the originals at any time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.catalog.unit import Unit
from portal.model import IngestState, ResourceVersion


def read_again(unit: Unit, versions: Iterable[ResourceVersion]) -> int:
    """Let the worker read these uploads once more; what was read of them serves until then. Returns how many."""
    count = 0
    for version in versions:
        if version.ingest_state == IngestState.NONE:
            continue
        if version.ingest_state != IngestState.RUNNING:
            version.ingest_state = IngestState.WAITING
        version.ingest_percent, version.ingest_step = 0, ""
        unit.outbox.add("ingest", {"version_id": version.id})
        count += 1
    return count


def versions_of(unit: Unit, resource_ids: Iterable[str] | None) -> list[ResourceVersion]:
    """Every upload that holds a table, or those of some resources."""
    query = select(ResourceVersion).where(ResourceVersion.ingest_state != IngestState.NONE)
    if resource_ids is not None:
        query = query.where(ResourceVersion.resource_id.in_(list(resource_ids)))
    return list(unit.session.scalars(query.order_by(ResourceVersion.created_at)))
