"""The outbox: jobs as rows, added in the transaction of the change that asks for them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import JSON, CursorResult, Index, String, Text, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from portal.db import Base, UtcDateTime, now
from portal.jobs.protocol import JobQueue

log = logging.getLogger(__name__)
_NAMES = "outbox.names"
# Work moves when a job was handed out lately, or one that may take long (a large file) was and is not done.
LATE_AFTER = timedelta(minutes=1)
_LONGEST_JOB = timedelta(minutes=15)


class OutboxJob(Base):
    """One job. Open until `done_at` or `dead_at` is set; due when `run_after` has passed.

    `handed_at` is the last time a handler was given it: set on an open job, it is running or its worker died.
    """

    __tablename__ = "outbox_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")


IS_OPEN = and_(OutboxJob.done_at.is_(None), OutboxJob.dead_at.is_(None))
Index(
    "ix_outbox_job_open", OutboxJob.name, OutboxJob.run_after, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
)


class Outbox:
    """Adds jobs to a session and rings the queue once that session has committed."""

    def __init__(self, session: Session | scoped_session[Session]) -> None:
        self._session = session

    def add(
        self, name: str, payload: Mapping[str, Any] | None = None, *, run_after: datetime | None = None
    ) -> None:
        """Ask for `name` to run with `payload` (JSON values) once this transaction has committed."""
        moment = now()
        due = run_after or moment
        self._session.add(OutboxJob(name=name, payload=dict(payload or {}), created_at=moment, run_after=due))
        if run_after is None:
            self._session.info.setdefault(_NAMES, set()).add(name)

    def hand_over(self, queue: JobQueue) -> None:
        """Ring `queue` for what was added since the last call. If that fails, the sweeper finds them."""
        for name in sorted(self._session.info.pop(_NAMES, ())):
            try:
                queue.wake(name)
            except Exception:
                log.warning("the queue did not take %s; the sweeper will", name, exc_info=True)


@dataclass(frozen=True)
class Backlog:
    """What an operator wants to know: open jobs that are due, the age of the oldest, jobs given up.

    `is_late`: the oldest waits for over a minute and nobody seems to be at work.
    """

    waiting: int
    oldest_seconds: float
    dead: int
    last_error: str = ""
    is_late: bool = False


def backlog(session: Session, moment: datetime | None = None) -> Backlog:
    """Count what waits and what was given up at `moment`, by default now."""
    moment = moment or now()
    is_due = and_(IS_OPEN, OutboxJob.run_after <= moment)
    waiting, oldest = session.execute(select(func.count(), func.min(OutboxJob.run_after)).where(is_due)).one()
    dead = session.scalar(select(func.count()).where(OutboxJob.dead_at.is_not(None))) or 0
    errors = select(OutboxJob.last_error).where(OutboxJob.last_error != "", OutboxJob.done_at.is_(None))
    newest = session.scalar(errors.order_by(OutboxJob.handed_at.desc()).limit(1))
    age = moment - oldest if oldest else timedelta()
    is_late = age > LATE_AFTER and not _is_moving(session, moment)
    return Backlog(waiting, age.total_seconds(), dead, newest or "", is_late)


def _is_moving(session: Session, moment: datetime) -> bool:
    was_handed = OutboxJob.handed_at >= moment - LATE_AFTER
    is_run = and_(IS_OPEN, OutboxJob.handed_at >= moment - _LONGEST_JOB)
    return session.scalar(select(OutboxJob.id).where(or_(was_handed, is_run)).limit(1)) is not None


def revive(session: Session) -> int:
    """Open every job that was given up, due at once with all attempts. Returns how many; does not commit."""
    change = update(OutboxJob).where(OutboxJob.dead_at.is_not(None))
    result = session.execute(change.values(dead_at=None, attempts=0, run_after=now()))
    return cast("CursorResult[Any]", result).rowcount
