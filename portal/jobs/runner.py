"""Runs what is due: takes open rows of one name, gives them to the handler, writes down how it went."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.db import now
from portal.jobs.handlers import Handler, Handlers
from portal.jobs.outbox import IS_OPEN, OutboxJob
from portal.lock import try_lock

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
MAX_ATTEMPTS = 10
TOGETHER = 2
"""A job may fail this often in a batch; then it runs alone, so that one bad payload holds up no others."""


@dataclass(frozen=True)
class RunReport:
    """How many jobs were done and how many failed (and wait for another try, or were given up)."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: RunReport) -> RunReport:
        return RunReport(self.done + other.done, self.failed + other.failed)


@dataclass(frozen=True)
class JobRunner:
    """Does jobs at least once, those of one name one batch at a time on this machine.

    A lock file per name in `lock_dir` says who works on it. It dies with its holder, so an open row found
    under the lock is nobody's: a job whose worker was killed is simply run again.
    """

    session_factory: Callable[[], Session]
    handlers: Handlers
    lock_dir: Path
    clock: Callable[[], datetime] = now

    def run_pending(self) -> RunReport:
        """Do everything that is due, and what that adds, in this thread: for commands, the seed and tests."""
        report = RunReport()
        while names := self.due_names():
            round_report = sum((self.run_due(name) for name in names), RunReport())
            report += round_report
            if round_report == RunReport():
                break
        return report

    def due_names(self) -> list[str]:
        """Names that have due jobs and a handler."""
        query = select(OutboxJob.name).where(IS_OPEN, OutboxJob.run_after <= self.clock()).distinct()
        with self.session_factory() as session:
            return [name for name in session.scalars(query) if name in self.handlers.by_name]

    def run_due(self, name: str, is_stopped: Callable[[], bool] = lambda: False) -> RunReport:
        """Do all due jobs called `name`, until `is_stopped` after any batch.

        Returns at once when another thread or process is at it.
        """
        handler = self.handlers.by_name.get(name)
        report = RunReport()
        # Whoever adds a row while we hold the lock is turned away, so look once more after letting go.
        while handler and not is_stopped() and self._is_due(name):
            with try_lock(self.lock_dir / f"{name}.lock") as is_held:
                if not is_held:
                    break
                while not is_stopped() and (jobs := self._take(name, handler)):
                    report += self._run(name, handler, jobs)
        return report

    def plan_periodic(self) -> None:
        """See to it that every periodic job has one open row, due at its next time."""
        moment = self.clock()
        with self.session_factory() as session, session.begin():
            names = set(session.scalars(select(OutboxJob.name).where(IS_OPEN).distinct()))
            for name in self.handlers.periodic.keys() - names:
                due = self.handlers.periodic[name].next_after(moment)
                session.add(OutboxJob(name=name, payload={}, created_at=moment, run_after=due))

    def plan_start(self) -> None:
        """Make the jobs due that a starting worker does first."""
        self.plan_periodic()
        with self.session_factory() as session, session.begin():
            change = update(OutboxJob).where(IS_OPEN, OutboxJob.name.in_(self.handlers.at_start))
            session.execute(change.values(run_after=self.clock()))

    def forget_old(self) -> None:
        """Delete the rows of jobs done long ago."""
        with self.session_factory() as session, session.begin():
            session.execute(delete(OutboxJob).where(OutboxJob.done_at < self.clock() - KEPT))

    def _is_due(self, name: str) -> bool:
        due = select(OutboxJob.id).where(IS_OPEN, OutboxJob.name == name, OutboxJob.run_after <= self.clock())
        with self.session_factory() as session:
            return session.scalar(due.limit(1)) is not None

    def _take(self, name: str, handler: Handler) -> list[tuple[int, dict[str, Any]]]:
        """Count the attempt before the handler runs: a job that kills its worker is given up too."""
        moment = self.clock()
        is_due = (IS_OPEN, OutboxJob.name == name, OutboxJob.run_after <= moment)
        with self.session_factory() as session, session.begin():
            found = select(OutboxJob).where(*is_due).order_by(OutboxJob.id).limit(handler.batch_size)
            jobs = list(session.scalars(found))
            together = [job for job in jobs if job.attempts < TOGETHER] or jobs[:1]
            for job in together:
                job.attempts += 1
                job.handed_at = moment
                if job.attempts > MAX_ATTEMPTS:
                    job.dead_at = moment
                    job.last_error = job.last_error or "the worker ended while it ran this job"
            alive = [(job.id, dict(job.payload)) for job in together if job.dead_at is None]
        return alive if alive or not together else self._take(name, handler)

    def _run(self, name: str, handler: Handler, jobs: list[tuple[int, dict[str, Any]]]) -> RunReport:
        ids = [id for id, _ in jobs]
        try:
            handler.function([payload for _, payload in jobs])
        except Exception as error:
            log.exception("job %s failed (%d in the batch)", name, len(ids))
            self._put_off(ids, f"{type(error).__name__}: {error}")
            return RunReport(failed=len(ids))
        with self.session_factory() as session, session.begin():
            change = update(OutboxJob).where(OutboxJob.id.in_(ids))
            session.execute(change.values(done_at=self.clock(), last_error=""))
        return RunReport(done=len(ids))

    def _put_off(self, ids: list[int], message: str) -> None:
        moment = self.clock()
        with self.session_factory() as session, session.begin():
            for job in session.scalars(select(OutboxJob).where(OutboxJob.id.in_(ids))):
                job.last_error = message[:2000]
                job.run_after = moment + delay_after(job.attempts)
                job.dead_at = moment if job.attempts >= MAX_ATTEMPTS else None


def delay_after(attempts: int) -> timedelta:
    """How long a job that failed `attempts` times waits: 1 s, 4 s, 16 s … up to an hour."""
    return timedelta(seconds=min(4 ** (attempts - 1), 3600))
