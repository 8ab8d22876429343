"""The queue port: a bell between those who write jobs and the worker that does them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Protocol


class JobQueue(Protocol):
    """Carries names, not jobs: whoever hears a name looks into the outbox for what is due."""

    def wake(self, name: str) -> None:
        """Say that jobs called `name` wait. Called after the commit; if it raises, nothing is lost."""

    def listen(self, on_wake: Callable[[str], None], stop: Event) -> None:
        """Call `on_wake` with every name heard, in this thread, until `stop` is set."""
