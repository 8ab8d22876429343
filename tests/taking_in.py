"""Take in the tables of uploads here and now, in the test's own process: a job would start another."""

from __future__ import annotations

import tempfile
from pathlib import Path

from portal.catalog.table_keeping import keep_table
from portal.model import IngestState, Resource
from portal.services import Services
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.options import ReadingOptions

MEMORY_BYTES = 2 * 1024**3


def take_in(services: Services, resource: Resource) -> None:
    """Read the newest upload of `resource` and put its table into service."""
    version = resource.current_version
    assert version is not None
    source = services.ports.storage.path(version.storage_key)
    assert source is not None
    options = ReadingOptions()
    # The job comes later, with a session of its own that has never seen the older list.
    services.unit.session.flush()
    services.unit.session.expire(resource, ["versions"])
    with tempfile.TemporaryDirectory() as folder:
        work = Work(source, version.filename, Path(folder), options, MEMORY_BYTES, lambda *_: None)
        result = run(work)
        with result.table.open("rb") as file:
            key = services.ports.storage.put(file).key
    version.ingest_state = IngestState.READY
    keep_table(services.unit.session, version, options, result, key)
    services.unit.session.flush()
