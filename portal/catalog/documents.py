"""A record as a JSON document, complete, with absolute addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.access.visibility import may_see_files
from portal.catalog.addresses import (
    dataset_path,
    download_path,
    organization_path,
    resource_path,
    version_path,
)
from portal.catalog.files import derived_name, may_have_original, shown_version, table_in_service
from portal.catalog.promise import promise_of
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.metadata.specification import Term
from portal.model import Dataset, Organization, RecordState, Resource
from portal.tabular.export.formats import EXPORTS


def record_document(unit: Unit, record: Dataset, base_url: str) -> dict[str, Any]:
    """Everything public about a record loaded with its resources. Days and moments are ISO strings."""
    promise = promise_of(record, unit.frequency(record), unit.today())
    values = full_values(record)
    document: dict[str, Any] = {
        "id": record.id,
        "name": record.name,
        "url": base_url + dataset_path(record.name),
        "catalog": record.catalog,
        "state": str(promise.state),
        "title": record.title,
        **{k: v for k, v in values.items() if k not in ("title", "organization", "databases", "is_sample")},
        "organization": _organization(record.organization, base_url),
        "themes": [_term(unit.term("themes", c)) for c in values.get("themes") or ()],
        "licence": _term(unit.term("licences", values.get("licence"))),
        "is_sample": record.is_sample,
        "version": record.version,
        "created_at": _text(record.created_at),
        "modified_at": _text(record.modified_at),
        "published_on": _text(promise.published_on),
        "data_changed_on": _text(promise.freshness.data_on),
        "due_on": _text(promise.freshness.due_on),
        "freshness": str(promise.freshness.state),
    }
    if record.plan is not None:
        document["plan"] = _plan(record)
    if record.state == RecordState.WITHDRAWN:
        document |= _withdrawal(record, base_url)
    links = {"databases": record.sources, "datasets": record.drawn_from_it}
    document |= {k: [_link(r, base_url) for r in v if r.is_public] for k, v in links.items()}
    files = record.resources if may_see_files(unit.identity, record) else []
    shown = [] if record.state == RecordState.WITHDRAWN else files
    document["resources"] = [_resource(unit, record, r, base_url) for r in shown if r.removed_at is None]
    return document


def _plan(record: Dataset) -> dict[str, Any]:
    plan = record.plan
    assert plan is not None
    return {
        "planned_on": _text(plan.planned_on),
        "first_planned_on": _text(plan.first_planned_on),
        "promised_on": _text(plan.promised_on),
        "late_reason": plan.late_reason,
        "expected_on": _text(plan.expected_on),
        "changes": [
            {
                "on": _text(c.changed_on),
                "from": _text(c.old_date),
                "to": _text(c.new_date),
                "reason": c.reason,
            }
            for c in plan.changes
        ],
    }


def _withdrawal(record: Dataset, base_url: str) -> dict[str, Any]:
    other = record.replaced_by
    return {
        "withdrawn_at": _text(record.withdrawn_at),
        "withdrawal_reason": record.withdrawal_reason,
        "replaced_by": _link(other, base_url) if other is not None and other.is_public else None,
    }


def _resource(unit: Unit, record: Dataset, resource: Resource, base_url: str) -> dict[str, Any]:
    version = shown_version(unit, resource)
    table = table_in_service(unit, resource)
    term = unit.term("formats", resource.format)
    document: dict[str, Any] = {
        "id": resource.id,
        "title": resource.title,
        **resource.values,
        "format": resource.format,
        "media_type": version.media_type if version else (term.extra.get("media_type") if term else None),
        "page": base_url + resource_path(record.name, resource.id),
        "url": resource.url,
        "data_date": _text(resource.data_date),
        "created_at": _text(resource.created_at),
        "modified_at": _text(resource.modified_at),
    }
    if version is not None:
        is_original = may_have_original(unit, resource, version)
        filename = version.filename if is_original else derived_name(version)
        address = download_path(record.name, resource.id, filename)
        document |= {
            "url": base_url + address,
            "version": version.number,
            "version_url": base_url + version_path(record.name, resource.id, version.number, filename),
            "media_type": version.media_type if is_original else EXPORTS["csv"].media_type,
            "filename": filename,
            "size_bytes": version.size_bytes if is_original else None,
            "sha256": version.storage_key if is_original else None,
            "row_count": table.row_count if table else None,
            "columns": [{"name": c.name, "label": c.label, "type": c.type} for c in resource.dictionary],
            "conversions": {c: f"{base_url}{address}?format={c}" for c in EXPORTS} if table else {},
        }
    return document


def _organization(organization: Organization, base_url: str) -> dict[str, Any]:
    path = base_url + organization_path(organization.name)
    return {"name": organization.name, "title": organization.title, "url": path}


def _link(record: Dataset, base_url: str) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "title": record.title,
        "url": base_url + dataset_path(record.name),
    }


def _term(term: Term | None) -> dict[str, Any] | None:
    if term is None:
        return None
    document: dict[str, Any] = {"code": term.code, "title": term.label}
    for key in ("uri", "is_open"):
        if key in term.extra:
            document[key] = term.extra[key]
    return document


def _text(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else None
