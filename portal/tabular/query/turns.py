"""Questions that together need more memory than there is are asked again one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import duckdb

_T = TypeVar("_T")


class Turns:
    """Who runs out of memory among others waits, up to `patience_seconds`, until no other statement runs."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._alone = threading.Lock()
        self._changed = threading.Condition()
        self._running = 0

    def run(self, statement: Callable[[], _T]) -> _T:
        """What `statement` gives. Raises what it raises; memory that does not suffice only at the second time."""
        with self._counted() as others:
            try:
                return statement()
            except duckdb.OutOfMemoryException:
                if not others and self._running == 1:
                    raise
        with self._alone:
            with self._changed:
                self._changed.wait_for(lambda: self._running == 0, self._patience_seconds)
            with self._counted():
                return statement()

    @contextmanager
    def _counted(self) -> Iterator[int]:
        """Yields how many others run."""
        with self._changed:
            others = self._running
            self._running += 1
        try:
            yield others
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
