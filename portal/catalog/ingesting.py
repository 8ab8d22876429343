"""The job that reads the table inside an upload, in a process of its own, and keeps what it found."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from portal.catalog.exposure import settle
from portal.catalog.table_keeping import keep_table
from portal.errors import Invalid
from portal.jobs.outbox import Outbox
from portal.model import Exposure, IngestState, ResourceTable, ResourceVersion
from portal.settings import Settings
from portal.storage.protocol import Storage
from portal.tabular.ingest.result import IngestResult, Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions

WORK_PREFIX = "ingest-"
PROGRESS_SECONDS = 1.0
"""The least time between two notes of how far a reading is."""


@dataclass(frozen=True)
class _Task:
    """One reading: everything it needs, so that no transaction is open while it lasts."""

    version_id: str
    storage_key: str
    filename: str
    options: ReadingOptions


class Ingesting:
    """Reads uploads into tables. A failure leaves the upload and the older table as they are and says why."""

    def __init__(self, sessions: Callable[[], Session], storage: Storage, settings: Settings) -> None:
        self._sessions = sessions
        self._storage = storage
        self._settings = settings

    def run(self, version_id: str) -> None:
        """Read one version; an unknown id or one that does not wait is left alone."""
        task = self._begin(version_id)
        if task is None:
            return
        with (
            work_folder(self._settings) as folder,
            local_copy(self._storage, task.storage_key, folder) as source,
        ):
            try:
                result = read_in(
                    self._settings, source, task.filename, folder, task.options, _Notes(self, task)
                )
            except Invalid as error:
                self._fail(task, error)
            else:
                self._keep(task, result)

    def _begin(self, version_id: str) -> _Task | None:
        with self._sessions() as session, session.begin():
            version = session.get(ResourceVersion, version_id)
            if version is None or version.ingest_state not in (IngestState.WAITING, IngestState.RUNNING):
                return None
            version.ingest_state = IngestState.RUNNING
            version.ingest_percent, version.ingest_step = 0, "reading"
            options = ReadingOptions.from_dict(version.resource.reading_options)
            return _Task(version.id, version.storage_key, version.filename, options)

    def note(self, task: _Task, step: str, percent: int) -> None:
        """Write down how far the reading is."""
        with self._sessions() as session, session.begin():
            change = update(ResourceVersion).where(ResourceVersion.id == task.version_id)
            session.execute(change.values(ingest_step=step[:40], ingest_percent=percent))

    def _fail(self, task: _Task, error: Invalid) -> None:
        with self._sessions() as session, session.begin():
            version = session.get(ResourceVersion, task.version_id)
            if version is None:
                return
            version.ingest_report = {"problems": [asdict(p) for p in error.problems]}
            self._end(session, version, task, IngestState.FAILED)
            if version.exposure == Exposure.PENDING and version.ingest_state == IngestState.FAILED:
                settle(session, version)

    def _keep(self, task: _Task, result: IngestResult) -> None:
        with result.table.open("rb") as table:
            stored = self._storage.put(table)
        with self._sessions() as session, session.begin():
            version = session.get(ResourceVersion, task.version_id)
            if version is None:
                return
            replaced = version.table.storage_key if version.table else stored.key
            keep_table(session, version, task.options, result, stored.key)
            self._end(session, version, task, IngestState.READY)
        self._forget(replaced)

    def _forget(self, key: str) -> None:
        """Delete a table that no version has any more: it may hold a column that has been left out since.

        Who was about to look into it is told to try again, and then finds the new one.
        """
        with self._sessions() as session:
            is_table = session.scalar(select(exists().where(ResourceTable.storage_key == key)))
            is_upload = session.scalar(select(exists().where(ResourceVersion.storage_key == key)))
        if not is_table and not is_upload:
            self._storage.delete(key)

    def _end(self, session: Session, version: ResourceVersion, task: _Task, state: IngestState) -> None:
        """What a steward decided meanwhile about reading the file has its own job, which must find it waiting."""
        decided = ReadingOptions.from_dict(version.resource.reading_options)
        version.ingest_state = state if decided == task.options else IngestState.WAITING
        version.ingest_percent, version.ingest_step = 100, ""
        Outbox(session).add("index", {"id": version.resource.dataset_id})


class _Notes:
    """Notes the progress of one reading, not more often than anybody looks."""

    def __init__(self, ingesting: Ingesting, task: _Task) -> None:
        self._ingesting = ingesting
        self._task = task
        self._last = time.monotonic()

    def __call__(self, step: str, share: float) -> None:
        if time.monotonic() - self._last >= PROGRESS_SECONDS:
            self._last = time.monotonic()
            self._ingesting.note(self._task, step, round(100 * min(1.0, max(0.0, share))))


def read_in(
    settings: Settings,
    source: Path,
    filename: str,
    folder: Path,
    options: ReadingOptions,
    on_progress: Callable[[str, float], None] | None = None,
) -> IngestResult:
    """The table in `source`, read within the limits of the settings. Raises `Invalid`."""
    output = folder / "table"
    output.mkdir()
    limits = Limits(settings.ingest_memory_bytes, settings.ingest_seconds)
    return ingest(source, filename, output, options, limits, on_progress)


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """A folder for one reading, on the disk of the data."""
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=WORK_PREFIX) as folder:
        yield Path(folder)


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
