"""The portal's end of one SQL worker: starts it, asks it, and kills it when it takes too long or too much."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from portal.tabular.sql.frames import HEAD_BYTES, length_of, packed

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_START_SECONDS = 30
"""For a machine that has much else to do; alone it takes a fifth of a second."""


class WorkerEnded(Exception):
    """The worker is gone: it crashed, or it was killed for sending too much."""


class TooSlow(WorkerEnded):
    """The worker did not answer in time and was killed."""


class WorkerProcess:
    """One worker. After a `WorkerEnded` it is dead for good."""

    def __init__(self, seconds: int) -> None:
        """Start it with `seconds` for a statement; does not wait. Raises `OSError`."""
        self.answered = 0
        self.is_spent = False
        self._is_ready = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            # -P: the folder it runs in is none to import from.
            [sys.executable, "-P", "-s", "-m", "portal.tabular.sql.worker", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={"PYTHONPATH": str(_PACKAGE_ROOT), "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs; one that has ended on its own is buried."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return when it has limited itself and listens. Raises `WorkerEnded`."""
        if self._is_ready:
            return
        try:
            self.receive(time.monotonic() + _START_SECONDS, 1000)
        except BaseException:
            self.kill()
            raise
        self._is_ready = True

    def ask(self, question: dict[str, Any], deadline: float, limit_bytes: int) -> Any:
        """The first message of the answer. Raises `WorkerEnded`; `deadline` is of `time.monotonic`."""
        waiting = memoryview(packed(question))
        while waiting:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                waiting = waiting[os.write(self._in, waiting) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._ended() from None
        return json.loads(self.receive(deadline, limit_bytes))

    def receive(self, deadline: float, limit_bytes: int) -> bytes:
        """The payload of the next frame, at most `limit_bytes` long. Raises `WorkerEnded`."""
        length = length_of(self._read(HEAD_BYTES, deadline))
        if length > limit_bytes:
            raise self._ended()
        return self._read(length, deadline)

    def kill(self) -> None:
        """End it at once; nothing of it remains."""
        self._process.kill()
        self._hang_up()
        self._process.wait()

    def abandon(self) -> None:
        """Let go of it in a forked process: it is the parent's, and must notice when the parent is gone."""
        self._hang_up()
        self._process.returncode = 0

    def _hang_up(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self, size: int, deadline: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            self._wait(self._out, select.POLLIN, deadline)
            try:
                part = os.read(self._out, min(size - len(found), 1 << 20))
            except BlockingIOError:
                continue
            if not part:
                raise self._ended()
            found += part
        return bytes(found)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        watch = select.poll()
        watch.register(descriptor, event)
        if not watch.poll(max(0.0, deadline - time.monotonic()) * 1000):
            self.kill()
            raise TooSlow

    def _ended(self) -> WorkerEnded:
        self.kill()
        return WorkerEnded()
