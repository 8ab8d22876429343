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

    def __init__(self, seconds: float = 15, most: int = 500) -> None:
        self._seconds = seconds
        self._most = most
        self._values: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value made for `key`, or a new one from `make`; several threads may make it at once."""
        moment = time.monotonic()
        found = self._values.get(key)
        if found is not None and found[0] > moment:
            return cast(T, found[1])
        value = make()
        with self._lock:
            if len(self._values) >= self._most:
                self._values.clear()
            self._values[key] = (moment + self._seconds, value)
        return value
