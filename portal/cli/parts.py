"""What a command works with: engine, sessions, queue and job runner, each opened when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.db import open_engine
from portal.jobs import Handlers, JobQueue, JobRunner
from portal.jobs.huey_queue import HueyQueue
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
        return sessionmaker(self.engine)

    @cached_property
    def job_queue(self) -> JobQueue:
        """The bell that wakes the worker."""
        return HueyQueue(self.settings.data_dir / "queue.db")

    @cached_property
    def job_handlers(self) -> Handlers:
        """Which function does which job."""
        return Handlers()

    @cached_property
    def job_runner(self) -> JobRunner:
        """Does jobs, in a worker or within a command."""
        return JobRunner(self.sessions, self.job_handlers, self.settings.data_dir / "jobs")
