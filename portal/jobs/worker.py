"""The worker: threads that listen to the queue, and a sweeper for what the queue lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from portal.jobs.protocol import JobQueue
from portal.jobs.runner import JobRunner

log = logging.getLogger(__name__)
PRUNE_SECONDS = 3600


@dataclass
class Worker:
    """Does jobs until `stop` is set. `threads` is how many different jobs may run at once."""

    runner: JobRunner
    queue: JobQueue
    threads: int = 3
    sweep_seconds: float = 3.0
    grace_seconds: float = 8.0
    stop: Event = field(default_factory=Event)

    def run(self) -> bool:
        """Work until `stop`; then let running jobs end within the grace. Returns whether they did."""
        threads = [self._thread(self._sweep, "sweeper")]
        threads += [self._thread(self._listen, f"jobs-{n + 1}") for n in range(self.threads)]
        for thread in threads:
            thread.start()
        # Not `stop.wait()`: a signal handler that sets the event could meet its lock, held by this thread.
        while not self.stop.is_set():
            time.sleep(0.1)
        deadline = time.monotonic() + self.grace_seconds
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in threads)

    def _thread(self, target: Callable[[], None], name: str) -> Thread:
        # Daemons: a job that outlasts the grace ends with the process and is run again at the next start.
        return threading.Thread(target=target, name=name, daemon=True)

    def _listen(self) -> None:
        self.queue.listen(self._run, self.stop)

    def _run(self, name: str) -> None:
        if self.stop.is_set():
            return
        try:
            if self.runner.run_due(name, self.stop.is_set).done:
                # A job may have asked for others.
                self._sweep_once()
        except Exception:
            log.exception("could not look for jobs called %s", name)

    def _sweep(self) -> None:
        next_prune = time.monotonic()
        is_well, has_begun = True, False
        while not self.stop.is_set():
            try:
                if not has_begun:
                    self.runner.plan_start()
                    has_begun = True
                self._sweep_once()
                if time.monotonic() >= next_prune:
                    self.runner.forget_old()
                    next_prune += PRUNE_SECONDS
                is_well = True
            except Exception:
                log.log(logging.ERROR if is_well else logging.DEBUG, "no look into the outbox", exc_info=True)
                is_well = False
            self.stop.wait(self.sweep_seconds)

    def _sweep_once(self) -> None:
        self.runner.plan_periodic()
        for name in self.runner.due_names():
            self.queue.wake(name)
