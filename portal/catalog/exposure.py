"""What of an upload may be public: settled after each reading of its table and each decision about personal data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from portal.catalog.serving import put_in_service
from portal.db import now
from portal.model import Activity, Disclosure, Exposure, IngestState, Resource, ResourceVersion
from portal.tabular.options import ReadingOptions
from portal.tabular.personal import Finding

WHOLE_FILE = ""
"""In place of a column: what was decided about an upload as a whole, whose id stands in place of a kind."""


def settle(session: Session, version: ResourceVersion, at: datetime | None = None) -> None:
    """Decide what of the version may be public, let the newest public table serve, and note what changed."""
    before, after = version.exposure, _exposure(session, version)
    version.exposure = after
    session.flush()
    put_in_service(session, version.resource)
    if after != before and (before, after) != (Exposure.PENDING, Exposure.OPEN):
        _note(session, version, after, at or now())


def findings_of(version: ResourceVersion) -> tuple[Finding, ...]:
    """What the table of the version holds of persons and offices."""
    return tuple(map(Finding.from_dict, version.table.findings)) if version.table is not None else ()


def protections_of(version: ResourceVersion) -> Mapping[str, str]:
    """The columns left out or masked when the table was read, by heading: `drop` or `mask`."""
    if version.table is None:
        return {}
    columns = ReadingOptions.from_dict(version.table.options).columns
    return {name: option.protection for name, option in columns.items() if option.protection}


def unresolved(session: Session, version: ResourceVersion) -> tuple[Finding, ...]:
    """The findings that keep the version from the public: neither left out, nor masked, nor allowed."""
    protected, allowed = protections_of(version), _allowed(session, version.resource_id)
    return tuple(
        found
        for found in findings_of(version)
        if found.is_blocking and found.name not in protected and (found.name[:300], found.kind) not in allowed
    )


def unseen_of(version: ResourceVersion) -> tuple[str, ...]:
    """Parts of the upload beside its table that hold personal data or could not be looked at."""
    return tuple(version.table.report.get("unseen", ())) if version.table is not None else ()


def needs_permission(version: ResourceVersion) -> bool:
    """Whether the upload itself is public only if an approver says so: nobody can tell what is in it.

    A table that could not be read; parts beside the table; a file that is no table, of a resource where personal
    data were found before.
    """
    if version.table is not None:
        return bool(unseen_of(version))
    if version.ingest_state == IngestState.NONE:
        return _is_known_for_persons(version.resource)
    return is_read(version)


def permission_of(session: Session, version: ResourceVersion) -> Disclosure | None:
    """What an approver said of the upload itself."""
    return session.get(Disclosure, (version.resource_id, WHOLE_FILE, version.id))


def _exposure(session: Session, version: ResourceVersion) -> Exposure:
    if unresolved(session, version):
        return Exposure.HELD
    is_closed = needs_permission(version) and permission_of(session, version) is None
    if version.table is None:
        return Exposure.HELD if is_closed else Exposure.OPEN
    return Exposure.DERIVED if is_closed or protections_of(version) else Exposure.OPEN


def _allowed(session: Session, resource_id: str) -> set[tuple[str, str]]:
    query = select(Disclosure.column_name, Disclosure.kind).where(
        Disclosure.resource_id == resource_id, Disclosure.decided_at.is_not(None)
    )
    return {(name, kind) for name, kind in session.execute(query)}


def _is_known_for_persons(resource: Resource) -> bool:
    protected = any(o.protection for o in ReadingOptions.from_dict(resource.reading_options).columns.values())
    closed = (Exposure.HELD, Exposure.DERIVED)
    session = object_session(resource)
    assert session is not None
    asked = select(Disclosure.kind).where(
        Disclosure.resource_id == resource.id, Disclosure.column_name != WHOLE_FILE
    )
    found = any(v.exposure in closed and v.table is not None for v in resource.versions)
    return protected or found or session.scalar(asked.limit(1)) is not None


def is_read(version: ResourceVersion) -> bool:
    """Whether nothing is being read of the version."""
    return version.ingest_state not in (IngestState.WAITING, IngestState.RUNNING)


def _note(session: Session, version: ResourceVersion, after: Exposure, at: datetime) -> None:
    record = version.resource.dataset
    changes: dict[str, Any] = {}
    if after == Exposure.HELD:
        for finding in unresolved(session, version):
            changes.setdefault(finding.name, ["", ""])[1] += f"{finding.kind} "
    session.add(
        Activity(
            at=at,
            action=("hold" if changes else "hold_file") if after == Exposure.HELD else "expose",
            dataset_id=record.id,
            resource_id=version.resource_id,
            organization_id=record.organization_id,
            changes={name: [old, new.strip()] for name, (old, new) in changes.items()},
        )
    )
