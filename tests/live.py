"""A real portal for tests: `portal start` on a free port, one for all test processes of a run."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSWORD = "mật khẩu thử 2026"
START_SECONDS = 300


@dataclass(frozen=True)
class LivePortal:
    """A running portal with the sample data; sign in as `admin`, `approver` or `steward` with `password`."""

    url: str
    data_dir: Path
    pid: int
    password: str = PASSWORD


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a portal under test: nothing of the caller's settings leaks in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_") and k not in ("HOST", "PORT")}
    own = {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_PORT": str(port), "PORTAL_DEMO_PASSWORD": PASSWORD}
    return {**kept, **own, "LANG": "vi_VN.UTF-8", "PYTHONUNBUFFERED": "1", **more}


def run_portal(*arguments: str, environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start the program `portal`; what it prints goes to `log`."""
    with log.open("ab") as output:
        command = [sys.executable, "-m", "portal.cli", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=output)


def status_of(port: int, path: str = "/health/live") -> int:
    """The HTTP status at `path`, 0 when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def wait_until_live(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the portal answers; raises with what it printed if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while status_of(port) != 200:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                f"the portal did not start:\n{log.read_text(encoding='utf-8', errors='replace')}"
            )
        time.sleep(0.1)


def wait_until_read(data_dir: Path) -> None:
    """Return once the worker has read the tables of all files and indexed what they hold.

    Raises when it takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    with closing(sqlite3.connect(data_dir / "portal.db", timeout=30)) as database:
        unread = (
            "SELECT count(*) FROM outbox_job"
            " WHERE name IN ('ingest', 'index') AND done_at IS NULL AND dead_at IS NULL"
        )
        while database.execute(unread).fetchone()[0]:
            if time.monotonic() > deadline:
                raise RuntimeError("the tables of the sample files were not read in time")
            time.sleep(0.2)


@contextmanager
def shared_portal(folder: Path) -> Iterator[LivePortal]:
    """The portal of this run: the first process that asks starts it, the last one that leaves ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w") as users:
        # Nobody may leave between our look and our entry, so entering and leaving both hold the door.
        with _door(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            portal = _running(folder) or _start(folder)
        try:
            yield portal
        finally:
            with _door(folder):
                fcntl.flock(users, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _end(folder, portal)


@contextmanager
def _door(folder: Path) -> Iterator[None]:
    with (folder / "door.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _running(folder: Path) -> LivePortal | None:
    try:
        found = json.loads((folder / "portal.json").read_text())
    except FileNotFoundError:
        return None
    return LivePortal(found["url"], Path(found["data_dir"]), found["pid"])


def _start(folder: Path) -> LivePortal:
    port, data_dir, log = free_port(), folder / "data", folder / "portal.log"
    process = run_portal("start", environ=environment(data_dir, port), log=log)
    wait_until_live(port, process, log)
    wait_until_read(data_dir)
    portal = LivePortal(f"http://127.0.0.1:{port}", data_dir, process.pid)
    found = {"url": portal.url, "data_dir": str(data_dir), "pid": portal.pid}
    (folder / "portal.json").write_text(json.dumps(found))
    # The process may outlive this one, if another still uses it.
    process.returncode = 0
    return portal


def _end(folder: Path, portal: LivePortal) -> None:
    (folder / "portal.json").unlink()
    os.kill(portal.pid, signal.SIGTERM)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _is_alive(portal.pid):
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def processes() -> list[tuple[int, int, str]]:
    """Process id, parent's id and command line of every living process of this machine."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":
            found.append((int(folder.name), int(parent), command))
    return found


def descendants(ancestor: int) -> dict[int, str]:
    """Every process below `ancestor`, with its command line."""
    found: dict[int, str] = {}
    living = processes()
    parents = {pid: parent for pid, parent, _ in living}
    for pid, _, command in living:
        above = parents.get(pid)
        while above and above != ancestor:
            above = parents.get(above)
        if above == ancestor:
            found[pid] = command
    return found
