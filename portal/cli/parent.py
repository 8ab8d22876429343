"""A child that ends with its parent, so that killing the supervisor never leaves a process behind."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

SUPERVISOR_PID = "SUPERVISOR_PID"
"""The variable by which a child learns whose child it is."""
_PR_SET_PDEATHSIG = 1
_WATCH_SECONDS = 0.5


def end_with_parent(parent_pid: int) -> None:
    """Kill this process when the process `parent_pid` ends, at once if it already has.

    SIGKILL, because nobody is left to wait for a graceful end; whatever was running is run again.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent_pid,), daemon=True).start()
    if os.getppid() != parent_pid:
        os.kill(os.getpid(), signal.SIGKILL)


def end_with_supervisor() -> None:
    """`end_with_parent`, if a supervisor started this process."""
    if pid := os.environ.get(SUPERVISOR_PID):
        end_with_parent(int(pid))


def _watch(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
