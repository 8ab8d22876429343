"""The one rule of what may be seen: for SQL, for search, for a record at hand and for its files."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from portal.access.identity import Identity
from portal.access.permissions import Permission, may
from portal.model import Dataset, Exposure, RecordState, Resource, ResourceVersion
from portal.search.protocol import PUBLIC

LIVE = (RecordState.PROMISED, RecordState.PUBLISHED)
"""States in which everybody sees a record as a live one."""
OPEN = "open"


def live(identity: Identity) -> ColumnElement[bool]:
    """SQL: the records shown in results and lists: public ones, and drafts of the identity's agencies."""
    return _seen(identity, LIVE)


def known(identity: Identity) -> ColumnElement[bool]:
    """SQL: the records that have a page: as `live`, and the tombstones of withdrawn ones."""
    return _seen(identity, (*LIVE, RecordState.WITHDRAWN))


def _seen(identity: Identity, states: tuple[RecordState, ...]) -> ColumnElement[bool]:
    public = Dataset.state.in_([str(s) for s in states])
    own_states = Dataset.state.in_([str(s) for s in (*states, RecordState.DRAFT)])
    if identity.is_administrator:
        return own_states
    if not identity.roles:
        return public
    return or_(public, and_(own_states, Dataset.organization_id.in_(list(identity.roles))))


def search_audience(record: Dataset) -> tuple[str, ...]:
    """The search tokens of which one is needed to find the record; empty for a withdrawn one."""
    if record.state in LIVE:
        return (PUBLIC,)
    return (f"org:{record.organization_id}",) if record.state == RecordState.DRAFT else ()


def may_see_version(
    identity: Identity, record: Dataset, resource: Resource, version: ResourceVersion
) -> bool:
    """Whether the table of an upload, or the upload if it is no table, may be had.

    What was replaced before the record was published never was public. What holds personal data that nobody decided
    about is its stewards' only.
    """
    if version.exposure in (Exposure.PENDING, Exposure.HELD):
        return may(identity, Permission.EDIT, record.organization_id)
    if may(identity, Permission.VIEW_DRAFT, record.organization_id):
        return True
    is_newest = version.id == resource.current_version_id
    newer = [] if is_newest else [v.created_at for v in resource.versions if v.number > version.number]
    was_public = not newer or (record.published_at is not None and min(newer) > record.published_at)
    return was_public and may_see_files(identity, record)


def may_see_original(
    identity: Identity, record: Dataset, resource: Resource, version: ResourceVersion
) -> bool:
    """Whether the upload itself may be had; where columns were left out or masked, by its stewards only."""
    if version.exposure == Exposure.DERIVED:
        return may(identity, Permission.EDIT, record.organization_id)
    return may_see_version(identity, record, resource, version)


def may_see_files(identity: Identity, record: Dataset) -> bool:
    """Whether files, file names and columns of the record may be shown: published and open, or one's own."""
    if may(identity, Permission.VIEW_DRAFT, record.organization_id):
        return True
    return record.state == RecordState.PUBLISHED and record.values.get("access_level") == OPEN
