"""A gunicorn of one gthread worker, as the portal runs it, and the memory that its processes take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[1]
_START_SECONDS = 60
_SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Server:
    """A running server. `pid` is its master process."""

    port: int
    pid: int

    def memory_bytes(self) -> int:
        """What the master and its workers hold now, memory they share counted once."""
        return sum(_proportional_bytes(pid) for pid in _tree(self.pid))


@contextmanager
def serving(application: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """Serve `application` (`module:name`) with `environ` added to the environment, on a port of its own."""
    port = _free_port()
    options = [
        "-k",
        "gthread",
        "-w",
        "1",
        "--threads",
        "8",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, application]
    # The portal refuses to start with a setting that it does not know.
    own = {name: value for name, value in os.environ.items() if name != "PORTAL_BENCH_FOLDER"}
    with subprocess.Popen(command, cwd=ROOT, env={**own, **environ}) as process:
        try:
            _wait(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()


class PeakMemory:
    """Within the block, watches how far a server's memory rises above where it stood; see `rise_bytes`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._before = self._peak = server.memory_bytes()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    @property
    def rise_bytes(self) -> int:
        """The highest memory seen, less the memory at the start."""
        return self._peak - self._before

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self._peak = max(self._peak, self._server.memory_bytes())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


def _tree(pid: int) -> list[int]:
    """`pid` and all its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(descendant for child in children for descendant in _tree(int(child)))]


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
