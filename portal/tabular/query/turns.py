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
        self._begun = 0

    def run(self, statement: Callable[[], _T]) -> _T:
        """What `statement` gives. Raises what it raises; memory that does not suffice only at the second time."""
        with self._counted() as had_company:
            try:
                return statement()
            except duckdb.OutOfMemoryException:
                if not had_company():
                    raise
        with self._alone:
            with self._changed:
                self._changed.wait_for(lambda: self._running == 0, self._patience_seconds)
            with self._counted():
                return statement()

    @contextmanager
    def _counted(self) -> Iterator[Callable[[], bool]]:
        """Yields how to ask whether any other has run since, for however short a time."""
        with self._changed:
            others = self._running
            self._running += 1
            self._begun += 1
            number = self._begun
        try:
            yield lambda: others > 0 or self._begun != number
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
