"""Background jobs: rows written with the change they belong to, done soon after by a worker, at least once.

The table is the truth (`outbox.py`); the queue only wakes the worker (`protocol.py`, `huey_queue.py`), so a
lost message costs seconds, never a job. `handlers.py` says what runs, `runner.py` runs it, `worker.py` stays.
"""

from portal.jobs.handlers import Handlers
from portal.jobs.outbox import Backlog, Outbox, OutboxJob, backlog, revive
from portal.jobs.protocol import JobQueue
from portal.jobs.runner import JobRunner, RunReport

__all__ = [
    "Backlog",
    "Handlers",
    "JobQueue",
    "JobRunner",
    "Outbox",
    "OutboxJob",
    "RunReport",
    "backlog",
    "revive",
]
