"""Take in the tables of uploads here and now, in the test's own process."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from portal.model import IngestState, Resource, ResourceTable
from portal.services import Services
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.options import ReadingOptions


def take_in(services: Services, resource: Resource) -> ResourceTable:
    """Read the newest upload of `resource` and put its table into service."""
    version = resource.current_version
    assert version is not None
    source = services.ports.storage.path(version.storage_key)
    assert source is not None
    with tempfile.TemporaryDirectory() as folder:
        work = Work(source, version.filename, Path(folder), ReadingOptions(), 2 * 1024**3, lambda *_: None)
        result = run(work)
        with result.table.open("rb") as file:
            key = services.ports.storage.put(file).key
    version.table = ResourceTable(
        storage_key=key,
        row_count=result.report.row_count,
        options={},
        columns=[asdict(column) for column in result.columns],
        report=result.report.to_dict(),
        profile=[asdict(each) for each in result.profile],
        first_page=asdict(result.first_page),
        findings=[],
        terms={},
    )
    version.ingest_state, version.table_key = IngestState.READY, key
    version.row_count, version.column_count = result.report.row_count, len(result.columns)
    resource.table_version = version
    services.unit.session.flush()
    return version.table
