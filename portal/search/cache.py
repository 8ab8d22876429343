"""A cache bounded by bytes, shared by the segments of an index."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Protocol, TypeVar

_OVERHEAD_BYTES = 400
"""What a key, the value's objects and their places in the cache take besides the data."""


class HasSize(Protocol):
    """Something that knows how much memory it holds, in bytes."""

    @property
    def nbytes(self) -> int: ...


ValueT = TypeVar("ValueT", bound=HasSize)


class ByteCache:
    """Forgets what was not used for longest once the values exceed `limit_bytes`. Thread safe.

    A key must always be used with values of one type.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._values: OrderedDict[Hashable, HasSize] = OrderedDict()
        self._held_bytes = 0
        self._lock = Lock()

    @property
    def held_bytes(self) -> int:
        """How much the values take now."""
        return self._held_bytes

    def get(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """The value of `key`, made on first use; two threads may both make it, which does no harm."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value  # type: ignore[return-value]
        made = make()
        with self._lock:
            if key not in self._values:
                self._add(key, made)
        return made

    def _add(self, key: Hashable, value: HasSize) -> None:
        self._values[key] = value
        self._held_bytes += value.nbytes + _OVERHEAD_BYTES
        while self._held_bytes > self._limit_bytes and len(self._values) > 1:
            _, oldest = self._values.popitem(last=False)
            self._held_bytes -= oldest.nbytes + _OVERHEAD_BYTES
