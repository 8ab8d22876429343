"""A record's values as one flat dict, columns and links included; for form, JSON and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.identity import Identity
from portal.access.visibility import known
from portal.errors import Problem
from portal.i18n import gettext as _
from portal.metadata.choices import Reference
from portal.metadata.records import Values
from portal.metadata.specification import RecordSchema
from portal.model import Catalog, Dataset, Organization


@dataclass(frozen=True)
class Relations:
    """The agency and the source databases that values name."""

    organization: Organization | None
    sources: tuple[Dataset, ...]


def full_values(record: Dataset) -> Values:
    """Everything the schema asks for, as the form shows it; reads `organization`, `sources` and `plan`."""
    values: Values = {
        **record.values,
        "title": record.title,
        "organization": record.organization.name,
        "is_sample": record.is_sample or None,
    }
    if record.catalog == Catalog.OPEN_DATA:
        values["databases"] = [s.name for s in record.sources] or None
        if record.plan is not None:
            values |= {
                "planned_on": record.plan.planned_on.isoformat(),
                "is_in_work": record.plan.is_in_work or None,
                "late_reason": record.plan.late_reason or None,
                "expected_on": record.plan.expected_on.isoformat() if record.plan.expected_on else None,
            }
    return {name: value for name, value in values.items() if value is not None}


def relations_of(
    session: Session, identity: Identity, schema: RecordSchema, values: Mapping[str, Any]
) -> tuple[Relations, list[Problem]]:
    """Look up what the values name; a problem for each name that does not exist, or not for `identity`."""
    problems: list[Problem] = []
    organization = None
    if isinstance(name := values.get("organization"), str):
        organization = session.scalar(select(Organization).where(Organization.name == name))
        if organization is None:
            message = _("Không có cơ quan nào tên “%(name)s”.", name=name)
            problems.append(Problem("organization", "unknown", message))
    sources: list[Dataset] = []
    names = values.get("databases")
    if "databases" in schema.fields and isinstance(names, list) and len(names) <= Reference.most:
        sources, unknown = _sources(session, identity, [n for n in names if isinstance(n, str)])
        problems += [
            Problem("databases", "unknown", _("Không có cơ sở dữ liệu nào tên “%(name)s”.", name=n))
            for n in unknown
        ]
    return Relations(organization, tuple(sources)), problems


def _sources(session: Session, identity: Identity, names: list[str]) -> tuple[list[Dataset], list[str]]:
    query = select(Dataset).where(Dataset.catalog == Catalog.CITY_DATABASES, Dataset.name.in_(names))
    found = {d.name: d for d in session.scalars(query.where(known(identity)))}
    return [found[n] for n in names if n in found], [n for n in names if n not in found]


def set_relations(record: Dataset, relations: Relations) -> None:
    """Link the record to its agency and sources."""
    assert relations.organization is not None
    record.organization = relations.organization
    record.organization_id = relations.organization.id
    if {s.id for s in record.sources} != {s.id for s in relations.sources}:
        record.sources = list(relations.sources)
