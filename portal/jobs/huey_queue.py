"""The embedded queue: Huey on a SQLite file beside the database, polled a few times a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from huey import SqliteHuey  # type: ignore[import-untyped]
from huey.consumer import Worker as HueyWorker  # type: ignore[import-untyped]

POLL_SECONDS = 0.05
MAX_POLL_SECONDS = 0.25
BUSY_SECONDS = 2


class HueyQueue:
    """`JobQueue` on Huey. The file may be deleted at any time: it holds no job, only names to look at."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._huey = SqliteHuey(
            "portal", filename=str(path), results=False, fsync=False, cache_mb=1, timeout=BUSY_SECONDS
        )
        self._on_wake: Callable[[str], None] = _nobody
        self._task = self._huey.task(name="wake")(self._heard)

    def wake(self, name: str) -> None:
        """Ring for `name`: one small write to the queue's own file."""
        self._task(name)

    def listen(self, on_wake: Callable[[str], None], stop: Event) -> None:
        """Poll the file, faster while there is something to do. Threads may share one `on_wake`."""
        self._on_wake = on_wake
        worker = HueyWorker(self._huey, stop, POLL_SECONDS, MAX_POLL_SECONDS, 1.5)
        while not stop.is_set():
            worker.loop()

    def close(self) -> None:
        """Close the file."""
        self._huey.storage.close()

    def _heard(self, name: str) -> None:
        self._on_wake(name)


def _nobody(_name: str) -> None:
    """Hear nothing: this process only rings."""
