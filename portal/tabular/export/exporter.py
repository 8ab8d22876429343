"""Makes exports and keeps those of whole tables: the second download is a file that is already there."""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from portal.errors import Unavailable
from portal.i18n import gettext as _
from portal.tabular.columns import Table
from portal.tabular.export.copying import CopyLimits, connect, copied
from portal.tabular.export.formats import ExportFormat
from portal.tabular.export.kept import KeptFiles
from portal.tabular.export.plan import ExportOptions, Plan, Rows
from portal.tabular.export.spool import Reader, Spool
from portal.tabular.query.instance import phrased

REVISION = 1
"""Part of the names of kept files: raise it when a format is written in another way."""
MOST_AT_ONCE = 4
WAIT_SECONDS = 10.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Export:
    """What to send: a file that is complete, or a stream of one that is being written."""

    path: Path | None = None
    stream: Reader | None = None


class Exporter:
    """Exports of one process, files of all processes that share `folder`."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._kept = KeptFiles(folder, limit_bytes)
        self._limits = CopyLimits(folder / "sorting")
        self._slots = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._lock = threading.Condition()
        self._running: dict[str, Spool] = {}
        self._writing = 0

    def of_table(self, table: Table, format: ExportFormat, options: ExportOptions) -> Export:
        """The whole table. Raises `Invalid` where the format cannot hold it, `Unavailable` when too much goes on."""
        rows = Rows.of_table(table)
        plan = format.plan(rows, options)
        key = name_of(table, format, options)
        with self._lock:
            if path := self._kept.find(key):
                return Export(path=path)
            running = self._running.get(key)
            reader = running.join() if running else None
        return _begun(reader) if reader else self._produce(rows, plan, key)

    def of_query(self, rows: Rows, format: ExportFormat, options: ExportOptions) -> Export:
        """The rows of a query; nothing of it is kept. Raises as `of_table` does."""
        if format.most_rows is not None and rows.row_count is None:
            rows = replace(rows, row_count=self._count(rows))
        return self._produce(rows, format.plan(rows, options))

    def wait(self) -> None:
        """Return once nothing is written any more."""
        with self._lock:
            self._lock.wait_for(lambda: self._writing == 0)

    def clean(self) -> None:
        """Remove what crashes left behind, and what has been kept too long."""
        self._kept.clean()

    def _produce(self, rows: Rows, plan: Plan, key: str = "") -> Export:
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise Unavailable(_("Cổng đang chuẩn bị nhiều tệp tải về. Hãy thử lại sau ít phút."))
        try:
            self._kept.refuse_when_full()
            with self._lock:
                part = self._kept.new_part()
                spool = Spool(part, is_kept=bool(key), on_end=partial(self._end, key, part))
                reader = spool.join()
                self._writing += 1
                if key:
                    self._running[key] = spool
        except BaseException:
            self._slots.release()
            raise
        spool.start(copied(rows, plan, self._limits, spool.is_wanted))
        return _begun(reader)

    def _end(self, key: str, part: Path, is_complete: bool) -> None:
        with self._lock:
            self._running.pop(key, None)
            try:
                if key and is_complete:
                    self._kept.keep(part, key)
                else:
                    part.unlink(missing_ok=True)
            except OSError:
                log.exception("an export was sent but could not be kept")
            self._writing -= 1
            self._lock.notify_all()
        self._slots.release()

    def _count(self, rows: Rows) -> int:
        """How many rows the query gives, for a format that cannot hold any number."""
        with closing(connect(self._limits)) as connection, phrased():
            counted = connection.execute(f"SELECT count(*) FROM ({rows.sql})", list(rows.parameters))  # noqa: S608
            (count,) = counted.fetchone() or (0,)
        return int(count)


def name_of(table: Table, format: ExportFormat, options: ExportOptions) -> str:
    """The name of the file of a whole table: other bytes, another name."""
    what = (REVISION, table.version, table.columns, format.code, options)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:40]


def _begun(reader: Reader) -> Export:
    """The stream, once it has begun: what goes wrong before is raised here, not in the middle of an answer."""
    try:
        reader.wait_for_first()
    except BaseException:
        reader.close()
        raise
    return Export(stream=reader)
