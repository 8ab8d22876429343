"""What a command works with: engine, sessions, ports and job runner, each opened when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.access.identity import SYSTEM, Identity
from portal.assembly import job_handlers, open_ports, open_queue
from portal.db import open_engine
from portal.jobs import JobQueue, JobRunner
from portal.lock import try_lock
from portal.model.chain import ORIGIN
from portal.services import Ports, Services
from portal.settings import Settings


@dataclass
class Parts:
    """The parts that `settings` describe."""

    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The database."""
        return open_engine(self.settings.database_url)

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        """Opens sessions; a command commits its own."""
        return sessionmaker(self.engine, info={ORIGIN: "command"})

    @cached_property
    def ports(self) -> Ports:
        """Schemas, storage and search."""
        return open_ports(self.settings)

    @cached_property
    def job_queue(self) -> JobQueue:
        """The bell that wakes the worker."""
        return open_queue(self.settings)

    @cached_property
    def job_runner(self) -> JobRunner:
        """Does jobs, in a worker or within a command."""
        sessions = sessionmaker(self.engine, info={ORIGIN: "job"})
        handlers = job_handlers(self.ports, sessions)
        return JobRunner(sessions, handlers, self.settings.data_dir / "jobs")

    @contextmanager
    def services(self, identity: Identity = SYSTEM) -> Iterator[Services]:
        """The use cases in one transaction: committed at the end, then its jobs are handed over."""
        with self.sessions() as session:
            services = Services(self.ports, session, identity)
            yield services
            session.commit()
            services.unit.outbox.hand_over(self.job_queue)

    def finish_jobs(self) -> None:
        """Do what is due here and now, unless a worker runs and does it anyway."""
        with self.worker_lock() as is_held:
            if is_held:
                self.job_runner.run_pending()

    @contextmanager
    def worker_lock(self) -> Iterator[bool]:
        """Be the one worker of this data folder within the block, if there is none: yields whether so."""
        with try_lock(self.settings.data_dir / "jobs" / "worker.lock") as is_held:
            yield is_held
