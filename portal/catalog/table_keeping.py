"""Keeps the table that was read from an upload: the row beside its version, its columns, what they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from portal.db import now
from portal.model import DataDictionaryEntry, IngestState, Resource, ResourceTable, ResourceVersion
from portal.tabular.columns import Column
from portal.tabular.ingest.result import IngestResult
from portal.tabular.options import ReadingOptions

NAME_CHARS = 300
KEPT = ("name", "key", "label", "type", "unit", "description", "example", "semantic", "is_searchable")


def keep_table(
    session: Session,
    version: ResourceVersion,
    options: ReadingOptions,
    result: IngestResult,
    storage_key: str,
) -> None:
    """Put the stored table beside its version, and into service unless a newer one is or the newest file has none."""
    resource = version.resource
    before = resource.table_version
    changes = _changes(before, version, result.columns)
    version.row_count = result.report.row_count
    version.column_count = len(result.columns)
    version.ingest_report = {"warnings": [asdict(p) for p in result.report.warnings], "changes": changes}
    row = version.table or ResourceTable(version_id=version.id)
    row.storage_key = storage_key
    row.row_count = result.report.row_count
    row.made_at = now()
    row.options = options.to_dict()
    row.columns = [asdict(column) for column in result.columns]
    row.report = result.report.to_dict()
    row.profile = [asdict(profile) for profile in result.profile]
    row.first_page = asdict(result.first_page)
    row.findings = [finding.to_dict() for finding in result.findings]
    row.terms = {key: list(values) for key, values in result.terms.items()}
    version.table = row
    newest = resource.current_version
    holds_table = newest is not None and newest.ingest_state != IngestState.NONE
    if holds_table and (before is None or before.number <= version.number):
        _describe_columns(session, resource, result.columns)
        resource.table_version = version


def _describe_columns(session: Session, resource: Resource, columns: Sequence[Column]) -> None:
    """What stewards wrote of a column is kept, also of one that this version lacks: it may return."""
    known = {entry.name: _described(entry) for entry in resource.known_columns}
    resource.known_columns.clear()
    session.flush()
    for position, column in enumerate(columns):
        old = known.pop(column.name[:NAME_CHARS], {})
        entry = DataDictionaryEntry(**{**old, **_seen(column, old), "position": position, "is_present": True})
        resource.known_columns.append(entry)
    for position, gone in enumerate(known.values(), len(columns)):
        entry = DataDictionaryEntry(**{**gone, "position": position, "is_present": False})
        resource.known_columns.append(entry)


def _seen(column: Column, old: dict[str, Any]) -> dict[str, Any]:
    """What the table itself says of a column; its meaning and unit are guesses, which a steward's word beats."""
    return {
        "name": column.name[:NAME_CHARS],
        "key": column.key,
        "type": column.type.value,
        "example": column.example[:NAME_CHARS],
        "semantic": old.get("semantic") or column.semantic,
    }


def _described(entry: DataDictionaryEntry) -> dict[str, Any]:
    """Everything known of a column but where it stands."""
    return {name: getattr(entry, name) for name in KEPT}


def _changes(
    before: ResourceVersion | None, version: ResourceVersion, columns: Sequence[Column]
) -> dict[str, list[str]]:
    """Which columns came, went or became another type since the version that was in service; empty for none."""
    if before is None or before.table is None or before.number >= version.number:
        return dict(version.ingest_report.get("changes") or {}) if before is version else {}
    old = {column["name"]: column["type"] for column in before.table.columns}
    new = {column.name: column.type.value for column in columns}
    changes = {
        "added": [name for name in new if name not in old],
        "removed": [name for name in old if name not in new],
        "retyped": [name for name in new if name in old and old[name] != new[name]],
    }
    return {kind: names for kind, names in changes.items() if names}
