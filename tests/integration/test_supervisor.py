"""`portal serve`: keeps its children running, and never leaves one behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.live import (
    descendants,
    environment,
    free_port,
    processes,
    run_portal,
    status_of,
    wait_until_live,
)

APP = "tests.stub_app:app"


class Served:
    """A `portal serve` with an application that needs no database."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "serve.log"
        self.environ = environment(folder / "data", self.port)
        assert run_portal("init", environ=self.environ, log=self.log).wait(30) == 0
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.process = run_portal("serve", "--app", APP, environ=self.environ, log=self.log)
        wait_until_live(self.port, self.process, self.log)
        return self.process

    def get(self, path: str = "/") -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def descendants(self) -> dict[int, str]:
        """Every process below the supervisor, with its command line."""
        return descendants(self.process.pid)

    def child(self, part: str) -> int:
        """The first process below the supervisor with `part` in its command line."""
        return min(pid for pid, command in self.descendants().items() if part in command)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.end()


def _wait_until_gone(pids: set[int], seconds: float = 5) -> set[int]:
    deadline = time.monotonic() + seconds
    left = set(pids)
    while left and time.monotonic() < deadline:
        left = pids & {pid for pid, _, _ in processes()}
        time.sleep(0.05)
    return left


def test_ctrl_c_ends_every_process_and_is_a_success(served: Served) -> None:
    deadline = time.monotonic() + 10
    while len(family := set(served.descendants())) < 4:  # gunicorn, two web workers, the job worker
        assert time.monotonic() < deadline
        time.sleep(0.1)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(15) == 0
    assert _wait_until_gone(family, 1) == set()


def test_a_request_under_way_is_answered_before_the_end(served: Served) -> None:
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(served.get("/?seconds=1.5")))
    asking.start()
    time.sleep(0.5)
    served.process.send_signal(signal.SIGTERM)
    asking.join()
    assert answers != []
    assert served.process.wait(15) == 0


@pytest.mark.parametrize("victim", ["gunicorn", "portal.cli worker"])
def test_a_killed_child_is_replaced(served: Served, victim: str) -> None:
    before = served.descendants().keys()
    doomed = {pid for pid, command in served.descendants().items() if victim in command}
    os.kill(served.child(victim), signal.SIGKILL)
    # A request that a dying process has already accepted is lost with it; any later one is not.
    assert _wait_until_gone(doomed) == set()
    # The supervisor holds the listening socket: the request waits, it is not refused.
    assert served.get() != ""
    deadline = time.monotonic() + 30
    while not any(victim in command for pid, command in served.descendants().items() if pid not in before):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_killing_the_supervisor_takes_its_children_along_and_a_new_start_works(served: Served) -> None:
    family = set(served.descendants())
    served.process.kill()
    served.process.wait()
    assert _wait_until_gone(family) == set()
    served.start()
    assert served.get() != ""


def test_a_port_in_use_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        log = tmp_path / "serve.log"
        process = run_portal("serve", "--app", APP, environ=environment(tmp_path / "data", port), log=log)
        assert process.wait(20) == 1
    said = log.read_text()
    assert f"Cổng {port}" in said
    assert "Traceback" not in said


def test_two_portals_do_not_share_a_data_folder(served: Served, tmp_path: Path) -> None:
    log = tmp_path / "second.log"
    environ = {**served.environ, "PORTAL_PORT": str(free_port())}
    assert run_portal("serve", "--app", APP, environ=environ, log=log).wait(20) == 1
    assert "đang chạy trên thư mục" in log.read_text()


def test_an_application_that_cannot_start_ends_the_supervisor(tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    environ = environment(tmp_path / "data", free_port())
    process = run_portal("serve", "--app", "tests.stub_app:broken()", environ=environ, log=log)
    assert process.wait(30) == 1
    assert "this application cannot start" in log.read_text()


def test_a_long_request_line_reaches_the_application(served: Served) -> None:
    assert served.get("/?q=" + "%C3%AA" * 10_000).endswith(" 60002")
    assert status_of(served.port, "/?q=" + "a" * 70_000) == 414


def test_a_database_of_another_version_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    log = tmp_path / "serve.log"
    process = run_portal("serve", environ=environment(tmp_path / "data", free_port()), log=log)
    assert process.wait(30) == 1
    assert "portal init" in log.read_text()
    assert "Traceback" not in log.read_text()
