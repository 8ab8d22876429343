"""What tells that an answer about a table is still the same, read by one short statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from portal.catalog.files import MOST_VERSIONS
from portal.catalog.unit import Unit
from portal.model import Dataset, Resource, ResourceTable, ResourceVersion

Stamp = tuple[Any, ...]


def stamp_of(unit: Unit, resource_id: str, number: int | None = None) -> Stamp | None:
    """Another one as soon as the table, its resource, its record or who may see them changed.

    It says nothing of whether the identity may see them. None where there is no table.
    """
    if number is not None and number >= MOST_VERSIONS:
        return None
    asked = {"resource_id": resource_id} | ({} if number is None else {"number": number})
    # Past the session: its bookkeeping would take longer than the statement.
    with unit.session.get_bind().engine.connect() as connection:
        row = connection.execute(_query(is_numbered=number is not None), asked).first()
    return None if row is None else tuple(row)


@cache
def _query(is_numbered: bool) -> Select[Any]:
    # Of the tables, not of the classes: nothing is to be loaded.
    resource, record = Resource.__table__, Dataset.__table__
    version, table = ResourceVersion.__table__, ResourceTable.__table__
    is_asked = version.c.id == resource.c.table_version_id
    if is_numbered:
        is_asked = and_(version.c.resource_id == resource.c.id, version.c.number == bindparam("number"))
    joined = resource.join(record, record.c.id == resource.c.dataset_id).join(version, is_asked)
    parts = (
        *(resource.c.version, resource.c.current_version_id, resource.c.removed_at),
        *(record.c.version, record.c.state),
        *(version.c.id, version.c.ingest_state, table.c.storage_key, table.c.made_at),
    )
    joined = joined.join(table, table.c.version_id == version.c.id)
    return select(*parts).select_from(joined).where(resource.c.id == bindparam("resource_id"))
