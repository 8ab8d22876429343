"""Keeps the table that was read from an upload: the row beside its version, its columns, what they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from portal.catalog.exposure import settle
from portal.catalog.serving import NAME_CHARS
from portal.db import now
from portal.model import ResourceTable, ResourceVersion
from portal.tabular.columns import Column
from portal.tabular.ingest.result import IngestResult
from portal.tabular.options import ReadingOptions


def keep_table(
    session: Session,
    version: ResourceVersion,
    options: ReadingOptions,
    result: IngestResult,
    storage_key: str,
) -> None:
    """Put the stored table beside its version, and into service if it may be public and no newer one is."""
    before = version.resource.table_version
    changes = _changes(before, version, result.columns)
    version.row_count = result.report.row_count
    version.column_count = len(result.columns)
    version.ingest_report = {"warnings": [asdict(p) for p in result.report.warnings], "changes": changes}
    row = version.table or ResourceTable(version_id=version.id)
    row.storage_key = storage_key
    row.row_count = result.report.row_count
    row.made_at = now()
    row.options = options.to_dict()
    meant = {entry.name: entry.semantic for entry in version.resource.known_columns}
    row.columns = [with_meaning(asdict(column), meant) for column in result.columns]
    row.report = result.report.to_dict()
    row.profile = [asdict(profile) for profile in result.profile]
    row.first_page = asdict(result.first_page)
    row.findings = [finding.to_dict() for finding in result.findings]
    row.terms = {key: list(values) for key, values in result.terms.items()}
    version.table = row
    session.flush()
    settle(session, version)


def with_meaning(column: Mapping[str, Any], meant: Mapping[str, str]) -> dict[str, Any]:
    """A stored column with what a steward says it means, by heading; else with what was guessed."""
    return {**column, "semantic": meant.get(column["name"][:NAME_CHARS]) or column["semantic"]}


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
