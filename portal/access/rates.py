"""How much each address may ask: one count for all processes of the machine, in a small file they share.

The count is that of a leaky bucket ("generic cell rate algorithm"): per address one moment in time, up to which
its allowance is used up. The moments lie in a file mapped into every process, in the slot that a keyed hash of the
address names; nothing tells whose they are. Two processes that write one slot in the same instant may lose a
count, and two addresses that share a slot share their allowance until the hash changes with the hour.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import os
import threading
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from portal.access.throttle import line_of

PERIOD_SECONDS = 60
_SLOTS = 2**16
_BYTES = _SLOTS * 8

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Allowance:
    """What an address may still ask. `wait_seconds` is above 0 where this question was too many."""

    limit: int
    remaining: int
    reset_seconds: int
    wait_seconds: int = 0


class Rates:
    """Counts the questions of addresses; `per_minute` of 0 counts nothing."""

    def __init__(self, path: Path, per_minute: int, secret: str) -> None:
        self.per_minute = per_minute
        self._path = path
        self._secret = secret.encode()[:64]
        self._lock = threading.Lock()
        self._slots: memoryview[float] | None = None

    def spend(self, address: str, cost: int, moment: float) -> Allowance:
        """Take `cost` off what the address may ask; nothing is taken where that is more than is left."""
        step = PERIOD_SECONDS / self.per_minute
        with self._lock:
            slots = self._opened()
            slot = self._slot(address, moment)
            # A moment further ahead than a full allowance was written before the clock was set back.
            used_up_to = min(max(slots[slot], moment), moment + PERIOD_SECONDS)
            wanted = used_up_to + min(cost, self.per_minute) * step
            wait = wanted - moment - PERIOD_SECONDS
            is_allowed = wait <= 1e-6
            if is_allowed:
                slots[slot] = used_up_to = wanted
        left = moment + PERIOD_SECONDS - used_up_to
        return Allowance(
            limit=self.per_minute,
            remaining=int(left / step + 1e-6),
            reset_seconds=ceil(used_up_to - moment),
            wait_seconds=0 if is_allowed else max(1, ceil(wait)),
        )

    def give_back(self, address: str, cost: int, moment: float) -> None:
        """Take back what an address paid too much."""
        with self._lock:
            slots, slot = self._opened(), self._slot(address, moment)
            slots[slot] = max(slots[slot] - cost * PERIOD_SECONDS / self.per_minute, moment)

    def _slot(self, address: str, moment: float) -> int:
        hour = int(moment // 3600)
        text = f"{hour} {line_of(address)}".encode("utf-8", "replace")
        digest = hashlib.blake2b(text, key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest) % _SLOTS

    def _opened(self) -> memoryview[float]:
        if self._slots is None:
            self._slots = memoryview(_mapped(self._path)).cast("d")
        return self._slots


def _mapped(path: Path) -> mmap.mmap:
    """The shared file; where there is no room for it, memory of this process alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # Room is taken beforehand: writing where the disk has none would end the process.
            os.posix_fallocate(file, 0, _BYTES)
            return mmap.mmap(file, _BYTES)
        finally:
            os.close(file)
    except OSError as error:
        log.warning("each process counts questions for itself: %s", error)
        return mmap.mmap(-1, _BYTES)
