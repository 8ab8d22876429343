"""What a SQL worker takes from itself before it meets a stranger's statement."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

MIB = 1024 * 1024
SPARE_MEMORY_BYTES = 1024 * MIB
"""Beyond what the idle worker has mapped. Half of it is too little to join a million rows with themselves."""
_UNMEASURED_BYTES = 3072 * MIB
_PR_SET_NO_NEW_PRIVS = 38


def limit_process() -> None:
    """No file can be written, no process or thread started, no rights gained, no more memory taken than is needed.

    To be called last: the limits count from what the process holds by then.
    """
    os.environ.clear()
    _lower(resource.RLIMIT_AS, _mapped_bytes() + SPARE_MEMORY_BYTES)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    # The system does not hold the administrator to this one.
    _lower(resource.RLIMIT_NPROC, 0)
    _lower(resource.RLIMIT_NOFILE, 64)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def limit_next_statement(seconds: int) -> None:
    """Let the process use so much processor time from now on; then the system ends it.

    The portal's own clock is stricter; this holds even if nobody looks at that clock any more.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def resident_bytes() -> int:
    """The memory that this process really occupies; 0 where the system does not say."""
    return _pages(1) * resource.getpagesize()


def _mapped_bytes() -> int:
    return _pages(0) * resource.getpagesize() or _UNMEASURED_BYTES


def _pages(place: int) -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[place])
    except OSError:
        return 0


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
