"""Reads records with all that a card or a page needs of them, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from portal.model import Catalog, Dataset, DatasetSource, PlanChange


def with_promise(session: Session, query: Select[Any]) -> list[Dataset]:
    """The records of `query`, with agency, plan and its changes, sources, and datasets drawn from them."""
    options = (joinedload(Dataset.organization), joinedload(Dataset.plan))
    records = list(session.scalars(query.options(*options)).unique())
    _load_changes(session, [r for r in records if r.plan is not None])
    _load_sources(session, [r for r in records if r.catalog == Catalog.OPEN_DATA])
    _load_children(session, [r for r in records if r.catalog == Catalog.CITY_DATABASES])
    return records


def by_ids(session: Session, ids: Sequence[str], *options: ExecutableOption) -> list[Dataset]:
    """The records with these ids, loaded as `with_promise` does, in this order; unknown ids are left out."""
    if not ids:
        return []
    found = {
        d.id: d for d in with_promise(session, select(Dataset).where(Dataset.id.in_(ids)).options(*options))
    }
    return [found[i] for i in ids if i in found]


# Relationship loaders would ask for children of datasets and sources of databases too, which have none.


def _load_changes(session: Session, records: Sequence[Dataset]) -> None:
    if not records:
        return
    query = select(PlanChange).where(PlanChange.dataset_id.in_([r.id for r in records]))
    changes = defaultdict(list)
    for change in session.scalars(query.order_by(PlanChange.changed_on, PlanChange.created_at)):
        changes[change.dataset_id].append(change)
    for record in records:
        set_committed_value(record.plan, "changes", changes[record.id])


def _load_sources(session: Session, records: Sequence[Dataset]) -> None:
    pairs = select(DatasetSource.dataset_id, Dataset).join(Dataset, Dataset.id == DatasetSource.source_id)
    _fill(session, "sources", records, pairs.where(DatasetSource.dataset_id.in_([r.id for r in records])))
    for record in records:
        set_committed_value(record, "drawn_from_it", [])


def _load_children(session: Session, records: Sequence[Dataset]) -> None:
    pairs = select(DatasetSource.source_id, Dataset).join(Dataset, Dataset.id == DatasetSource.dataset_id)
    pairs = pairs.options(joinedload(Dataset.plan))
    _fill(
        session, "drawn_from_it", records, pairs.where(DatasetSource.source_id.in_([r.id for r in records]))
    )
    for record in records:
        set_committed_value(record, "sources", [])


def _fill(session: Session, name: str, records: Sequence[Dataset], pairs: Select[str, Dataset]) -> None:
    if not records:
        return
    found = defaultdict(list)
    for owner_id, other in session.execute(pairs.order_by(Dataset.title_key)).unique():
        found[owner_id].append(other)
    for record in records:
        set_committed_value(record, name, found[record.id])
