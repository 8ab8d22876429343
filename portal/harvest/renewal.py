"""Brings the links of a record imported before up to what its source says now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.resources import Resources, resource_values
from portal.i18n import gettext as _
from portal.metadata.records import Values
from portal.model import Activity, Dataset, ImportedRecord, Resource

UNTOUCHING = ("publish", "promise", "import")
"""Acts that leave the description as it was imported."""


def is_untouched(session: Session, record: Dataset, imported: ImportedRecord) -> bool:
    """Whether nobody has changed the record since it was imported."""
    query = select(Activity.id).where(
        Activity.dataset_id == record.id,
        Activity.at > imported.imported_at,
        Activity.action.not_in(UNTOUCHING),
    )
    return session.scalar(query.limit(1)) is None


def renew_links(resources: Resources, record: Dataset, wanted: Sequence[Values]) -> None:
    """Revise links whose address stayed, add new ones, then take off those that are gone."""
    left: dict[str, list[Resource]] = defaultdict(list)
    for resource in record.resources:
        if resource.removed_at is None and resource.url:
            left[resource.url].append(resource)
    for values in wanted:
        same = left.get(values["url"])
        if not same:
            resources.add_link(record.name, values)
        elif resource_values(resource := same.pop(0)) != values:
            resources.revise(record.name, resource.id, values, version=resource.version)
    for gone in (resource for group in left.values() for resource in group):
        resources.remove(record.name, gone.id, _("Nguồn không còn liên kết này."))
