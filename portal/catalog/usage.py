"""How often records are looked at and downloaded: counted in memory, written in batches, nobody named."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.i18n import today
from portal.model import UsageCount

RECENT = timedelta(days=365)
FLUSH_SECONDS = 10.0
VIEW, DOWNLOAD = "views", "downloads"


class UsageCounter:
    """Gathers counts within one process; `flush` writes them. A crash loses `FLUSH_SECONDS` at most."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, date, str]] = Counter()
        self._lock = Lock()

    def add(self, dataset_id: str, kind: str) -> None:
        """Count one view or download."""
        with self._lock:
            self._counts[dataset_id, today(), kind] += 1

    def is_waiting(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._counts)

    def flush(self, session: Session) -> None:
        """Write what was gathered, in the session's transaction."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            self._write(session, counts)
        except BaseException:
            with self._lock:
                self._counts.update(counts)
            raise

    def _write(self, session: Session, counts: Counter[tuple[str, date, str]]) -> None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        for (dataset_id, day, kind), number in counts.items():
            row = {"dataset_id": dataset_id, "day": day, "views": 0, "downloads": 0, kind: number}
            statement = insert(UsageCount).values(row)
            added = {kind: getattr(UsageCount, kind) + number}
            session.execute(statement.on_conflict_do_update(index_elements=["dataset_id", "day"], set_=added))


def popularity(session: Session) -> dict[str, int]:
    """Uses of each record in the last year; a download weighs as three views."""
    uses = func.sum(UsageCount.views + 3 * UsageCount.downloads)
    query = select(UsageCount.dataset_id, uses).where(UsageCount.day >= today() - RECENT)
    return {row[0]: int(row[1]) for row in session.execute(query.group_by(UsageCount.dataset_id))}
