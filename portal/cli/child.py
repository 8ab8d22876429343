"""One child process of the supervisor: started, watched, started again, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field

from portal.cli.parent import SUPERVISOR_PID

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
STEADY_SECONDS = 60.0


@dataclass
class Child:
    """A command that should always be running. `sockets` are descriptors it inherits."""

    name: str
    command: list[str]
    sockets: tuple[int, ...] = ()
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _start_at: float = 0.0
    _delay_seconds: float = field(default=FIRST_DELAY_SECONDS)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal reaches only the supervisor."""
        environ = {**os.environ, SUPERVISOR_PID: str(os.getpid())}
        self._process = subprocess.Popen(  # noqa: S603
            self.command, env=environ, pass_fds=self.sockets, start_new_session=True, stdin=subprocess.DEVNULL
        )
        self._started_at = time.monotonic()

    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def watch(self) -> int | None:
        """Start it again, after a growing pause, if it has ended. Returns its exit status when it is news."""
        if self.is_running():
            return None
        moment = time.monotonic()
        if self._process is not None:
            status, self._process = self._process.returncode, None
            if moment - self._started_at > STEADY_SECONDS:
                self._delay_seconds = FIRST_DELAY_SECONDS
            self._start_at = moment + self._delay_seconds
            self._delay_seconds = min(self._delay_seconds * 2, LONGEST_DELAY_SECONDS)
            return status
        if moment >= self._start_at:
            self.start()
        return None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and, if it is to be killed, to what it started."""
        if self._process is None or self._process.poll() is not None:
            return
        if number == signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)
