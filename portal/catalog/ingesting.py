"""The job that reads the table inside an upload, in a process of its own, and keeps what it found."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import Invalid
from portal.jobs.outbox import Outbox
from portal.model import DataDictionaryEntry, IngestState, Resource, ResourceVersion
from portal.settings import Settings
from portal.storage.protocol import Storage, StoredFile
from portal.tabular.report import TableReport
from portal.tabular.sandbox import ingest

WORK_PREFIX = "ingest-"


class Ingesting:
    """Reads uploads into tables. A failure leaves the upload as it is and says why."""

    def __init__(self, session: Session, storage: Storage, settings: Settings) -> None:
        self._session = session
        self._storage = storage
        self._settings = settings

    def run(self, version_id: str) -> None:
        """Read one version; an unknown id or one already read is left alone."""
        version = self._session.get(ResourceVersion, version_id)
        if version is None or version.ingest_state in (IngestState.NONE, IngestState.READY):
            return
        try:
            report, stored = self._read(version)
        except Invalid as error:
            version.ingest_state = IngestState.FAILED
            version.ingest_report = {"problems": [asdict(p) for p in error.problems]}
        else:
            version.ingest_state = IngestState.READY
            version.ingest_report = asdict(report)
            version.table_key = stored.key
            version.row_count = report.row_count
            version.column_count = len(report.columns)
            if version.resource.current_version_id == version.id:
                self._describe_columns(version.resource, report)
                version.resource.table_version = version
        Outbox(self._session).add("index", {"id": version.resource.dataset_id})

    def _read(self, version: ResourceVersion) -> tuple[TableReport, StoredFile]:
        with (
            tempfile.TemporaryDirectory(dir=self._settings.data_dir, prefix=WORK_PREFIX) as folder,
            local_copy(self._storage, version.storage_key, Path(folder)) as source,
        ):
            output = Path(folder) / "table.csv"
            report = ingest(
                source,
                version.filename,
                output,
                memory_bytes=self._settings.ingest_memory_bytes,
                seconds=self._settings.ingest_seconds,
            )
            with output.open("rb") as table:
                return report, self._storage.put(table)

    def _describe_columns(self, resource: Resource, report: TableReport) -> None:
        """What stewards wrote of a column is kept, also of one that this version lacks: it may return."""
        known = {entry.name: described(entry) for entry in resource.known_columns}
        resource.known_columns.clear()
        self._session.flush()
        for position, column in enumerate(report.columns):
            old = known.pop(column.name[:300], {})
            seen = {"name": column.name[:300], "example": column.example[:300]}
            resource.known_columns.append(DataDictionaryEntry(**{**old, **seen, "position": position}))
        for position, gone in enumerate(known.values(), len(report.columns)):
            entry = DataDictionaryEntry(**{**gone, "position": position, "is_present": False})
            resource.known_columns.append(entry)


def described(entry: DataDictionaryEntry) -> dict[str, Any]:
    """Everything known of a column but where it stands."""
    names = ("name", "key", "label", "type", "unit", "description", "example", "semantic", "is_searchable")
    return {name: getattr(entry, name) for name in names}


def clean_leftovers(settings: Settings) -> None:
    """Remove the work folders of readings that a crash cut off: none runs as long as the time limit allows."""
    oldest = time.time() - 2 * settings.ingest_seconds
    for folder in settings.data_dir.glob(f"{WORK_PREFIX}*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def local_copy(storage: Storage, key: str, folder: Path) -> Iterator[Path]:
    """A path to the stored file: its own where the store has local files, else a copy in `folder`."""
    path = storage.path(key)
    if path is not None:
        yield path
        return
    copy = folder / "original"
    with storage.open(key) as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    yield copy
