"""The supervisor: keeps the web server and the worker running, and ends both when it ends."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click

from portal.cli.child import Child
from portal.i18n import gettext as _

TICK_SECONDS = 0.1
GRACE_SECONDS = 12.0
START_SECONDS = 120.0
IMPATIENT_SECONDS = 1.0
"""Two signals closer than this are one Ctrl-C that arrived twice."""


@dataclass
class Supervisor:
    """Runs `children` until told to stop. `is_live` asks whether the portal answers; `on_live` runs once."""

    children: list[Child]
    is_live: Callable[[], bool]
    on_live: Callable[[], None]
    _stop_at: float | None = None
    _must_hurry: bool = False
    _was_live: bool = field(default=False)

    def run(self) -> int:
        """Returns the exit status: 0 after a signal, 1 when the portal never came up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            for child in self.children:
                child.start()
            return self._watch()
        finally:
            self._end_children()

    def _watch(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while self._stop_at is None:
            if not self._check_children():
                return 1
            if not self._was_live and self.is_live():
                self._was_live = True
                self.on_live()
            if not self._was_live and time.monotonic() > deadline:
                click.echo(
                    _("Cổng dữ liệu không trả lời sau %(seconds)d giây.", seconds=START_SECONDS), err=True
                )
                return 1
            time.sleep(TICK_SECONDS)
        return 0

    def _check_children(self) -> bool:
        """Start what has ended. False if the web server ended before it ever answered: that will not heal."""
        for child in self.children:
            status = child.watch()
            if status is None:
                continue
            values = {"name": child.name, "status": status}
            if not self._was_live and child is self.children[0]:
                click.echo(_("%(name)s không khởi động được (mã %(status)d).", **values), err=True)
                return False
            click.echo(_("%(name)s đã dừng (mã %(status)d), đang khởi động lại.", **values), err=True)
        return True

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        moment = time.monotonic()
        if self._stop_at is None:
            self._stop_at = moment
        elif moment - self._stop_at > IMPATIENT_SECONDS:
            self._must_hurry = True

    def _end_children(self) -> None:
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.signal(signal.SIGTERM)
        while any(child.is_running() for child in self.children):
            if self._must_hurry or time.monotonic() > deadline:
                for child in self.children:
                    child.signal(signal.SIGKILL)
            time.sleep(TICK_SECONDS / 2)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that children inherit. Raises `OSError` if the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def answers(host: str, port: int) -> bool:
    """Whether the portal at this address says that it lives."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    connection = HTTPConnection(local, port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
