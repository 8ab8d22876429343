"""Remembers costly counts for as long as nothing was written, and never for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memo:
    """A small cache within one process. Keys say what a value was made from, so stale ones are not asked for.

    `seconds` bounds the age all the same: a change that commits out of order is seen by then.
    """

    def __init__(self, seconds: float = 15, most: int = 5000) -> None:
        self._seconds = seconds
        self._most = most
        self._values: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value made for `key`, or a new one from `make`; several threads may make it at once."""
        found = self.peek(key)
        return cast(T, found) if found is not None else self.put(key, make())

    def peek(self, key: Hashable) -> Any:
        """The value made for `key`, None where there is none or it is too old."""
        found = self._values.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def put(self, key: Hashable, value: T) -> T:
        """Keep `value`; the oldest make room for it."""
        with self._lock:
            while len(self._values) >= self._most:
                del self._values[next(iter(self._values))]
            self._values[key] = (time.monotonic() + self._seconds, value)
        return value
