"""The pool: one statement at a time per worker, a short queue, workers replaced when killed or worn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.errors import Invalid, Unavailable
from portal.tabular.columns import Table
from portal.tabular.sql import pool as pool_module
from portal.tabular.sql.pool import PoolLimits, SqlPool
from tests.live import ROOT
from tests.unit.tabular.sql.conftest import Asker

ENDLESS = "SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))"
"""DuckDB itself cannot stop it."""


@pytest.fixture
def fresh(tables: dict[str, Table]) -> Iterator[Asker]:
    """A pool of its own, with one second for a statement and one place to wait."""
    made = SqlPool(PoolLimits(workers=1, waiting=1, seconds=1))
    yield Asker(made, tables)
    made.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(holds: object, seconds: float = 10) -> bool:
    """Whether `holds()` becomes true; looks again and again."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    wait = threading.Event()
    while not (found := bool(holds())) and time.monotonic() < deadline:
        wait.wait(0.02)
    return found


def test_no_worker_runs_before_the_first_statement_and_then_it_is_kept(fresh: Asker) -> None:
    assert fresh.worker_pids() == []
    fresh.run("SELECT 1")
    first = fresh.worker_pids()
    fresh.run("SELECT 2")
    assert fresh.worker_pids() == first
    assert len(first) == 1


def test_what_does_not_end_is_killed_at_the_deadline_and_the_worker_replaced(fresh: Asker) -> None:
    fresh.run("SELECT 1")
    killed = fresh.worker_pids()[0]
    begin = time.monotonic()
    assert fresh.refused(ENDLESS) == "deadline"
    assert 0.9 < time.monotonic() - begin < 3
    assert not is_alive(killed)
    assert fresh.run("SELECT 2").rows == [[2]]
    assert fresh.worker_pids() != [killed]


def test_a_mistake_does_not_cost_the_worker(fresh: Asker) -> None:
    fresh.run("SELECT 1")
    first = fresh.worker_pids()
    assert fresh.refused("SELECT nope FROM truong") == "failed"
    assert fresh.refused("FROM nope") == "unknown_table"
    assert fresh.worker_pids() == first


def test_a_worker_that_crashes_is_replaced(fresh: Asker) -> None:
    def crash(names: tuple[str, ...]) -> dict[str, Table]:
        (worker,) = fresh.pool._started
        os.kill(worker.pid, signal.SIGSEGV)
        return fresh.tables_of(names)

    with pytest.raises(Invalid) as caught:
        fresh.pool.run("FROM truong", crash)
    assert caught.value.problems[0].code == "memory"
    assert fresh.run("SELECT 2").rows == [[2]]


def test_a_worker_that_died_while_it_waited_costs_nobody_an_answer(fresh: Asker) -> None:
    fresh.run("SELECT 1")
    (died,) = fresh.worker_pids()
    os.kill(died, signal.SIGKILL)
    assert eventually(lambda: os.waitid(os.P_PID, died, os.WEXITED | os.WNOWAIT | os.WNOHANG))
    assert fresh.run("SELECT 2").rows == [[2]]
    assert not is_alive(died)


def test_neither_processes_nor_descriptors_are_left(tables: dict[str, Table]) -> None:
    before = open_descriptors(), children()
    pool = SqlPool(PoolLimits(workers=2, waiting=0, seconds=3))
    asker = Asker(pool, tables)
    with ThreadPoolExecutor(2) as others:
        for end in others.map(
            asker.refused, ["SELEC", ENDLESS, "SELECT len(repeat('x', 2000000000))", ENDLESS]
        ):
            assert end in ("syntax", "deadline", "memory")
    asker.run("SELECT 1")
    assert len(children() - before[1]) in (1, 2)
    pool.close()
    assert (open_descriptors(), children()) == before


def test_what_cannot_start_is_said_and_tried_again(fresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(Unavailable):
            fresh.run("SELECT 1")
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        with pytest.raises(Unavailable):
            fresh.run("SELECT 1")
    assert fresh.run("SELECT 1").rows == [[1]]


def test_a_forked_process_starts_with_workers_of_its_own(tmp_path: Path) -> None:
    """As a web server that loads the portal before it forks: both ask, neither harms the other."""
    program = (
        "import os, sys\n"
        "from portal.tabular.sql.pool import PoolLimits, SqlPool\n"
        "pool = SqlPool(PoolLimits(workers=1, waiting=0, seconds=20))\n"
        "ask = lambda n: pool.run(f'SELECT {n}', lambda names: {}).rows[0][0]\n"
        "ask(0)\n"
        "mine = pool._idle[0].pid\n"
        "pool._places.acquire()  # as if another thread was asking just now\n"
        "if not (child := os.fork()):\n"
        "    assert pool._idle == []\n"
        "    print(ask(1), flush=True)\n"
        "    assert pool._idle[0].pid != mine\n"
        "    sys.exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "pool._places.release()\n"
        "print(ask(2), pool._idle[0].pid == mine, flush=True)\n"
    )
    script = tmp_path / "forks.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert (done.stdout.split(), done.stderr) == (["1", "2", "True"], "")


def test_a_worn_worker_is_replaced(fresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "STATEMENTS_PER_WORKER", 2)
    fresh.run("SELECT 1")
    first = fresh.worker_pids()
    fresh.run("SELECT 1")
    assert fresh.worker_pids() == []
    fresh.run("SELECT 1")
    assert fresh.worker_pids() != first


def test_whoever_finds_the_queue_full_is_sent_away_at_once(fresh: Asker) -> None:
    fresh.run("SELECT 0")
    with ThreadPoolExecutor(2) as others:
        running = others.submit(fresh.refused, ENDLESS)
        assert eventually(lambda: fresh.pool._turns._value == 0)
        waiting = others.submit(fresh.run, "SELECT 1")
        assert eventually(lambda: fresh.pool._places._value == 0)
        with pytest.raises(Unavailable):
            fresh.run("SELECT 2")
        assert running.result() == "deadline"
        assert waiting.result().rows == [[1]]


def test_statements_of_many_threads_do_not_mix(pool: SqlPool, tables: dict[str, Table]) -> None:
    roomy = SqlPool(PoolLimits(workers=2, waiting=40, seconds=8))
    asker = Asker(roomy, tables)
    with ThreadPoolExecutor(8) as others:
        found = list(others.map(lambda n: asker.run(f"SELECT {n} FROM truong").rows[0][0], range(40)))
    roomy.close()
    assert found == list(range(40))


def test_an_error_of_the_portal_while_it_looks_for_tables_ends_the_worker(fresh: Asker) -> None:
    def fail(_names: tuple[str, ...]) -> dict[str, Table]:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="away"):
        fresh.pool.run("FROM truong", fail)
    assert fresh.worker_pids() == []
    assert fresh.run("SELECT 1").rows == [[1]]


def test_a_statement_that_is_too_long_reaches_no_worker(fresh: Asker) -> None:
    assert fresh.refused("SELECT 1" + " " * 100_000) == "too_long"
    assert fresh.worker_pids() == []


def test_every_table_is_asked_for_once_however_it_is_spelt(fresh: Asker) -> None:
    asked: list[tuple[str, ...]] = []

    def note(names: tuple[str, ...]) -> dict[str, Table]:
        asked.append(names)
        return fresh.tables_of(names)

    fresh.pool.run('SELECT count(*) FROM Truong, "phuong-xa" p, truong t, (FROM TRUONG) x', note)
    assert sorted(name.lower() for name in asked[0]) == ["phuong-xa", "truong"]


def test_a_statement_sees_no_table_of_the_one_before(fresh: Asker) -> None:
    fresh.run("FROM truong")
    with pytest.raises(Invalid, match="does not exist"):
        fresh.pool.run("FROM truong", lambda _names: {})


def test_a_busy_worker_ends_with_the_portal(tables: dict[str, Table], tmp_path: Path) -> None:
    program = (
        "import sys, threading, time\n"
        "from portal.tabular.sql.pool import PoolLimits, SqlPool\n"
        "pool = SqlPool(PoolLimits(seconds=60))\n"
        "pool.run('SELECT 1', lambda names: {})\n"
        "print(pool._idle[0].pid, flush=True)\n"
        f"pool.run({ENDLESS!r}, lambda names: {{}})\n"
    )
    script = tmp_path / "portal_for_a_moment.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], env=environment, stdout=subprocess.PIPE, text=True
    ) as portal:
        assert portal.stdout is not None
        pid = int(portal.stdout.readline())
        portal.kill()
    assert eventually(lambda: not is_alive(pid) or _is_zombie(pid))


def _is_zombie(pid: int) -> bool:
    """Ended, and not yet buried by whoever inherits orphans here."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_worker_has_no_environment_and_cannot_write(fresh: Asker) -> None:
    fresh.run("SELECT 1")
    pid = fresh.worker_pids()[0]
    names = [v.partition("=")[0] for v in Path(f"/proc/{pid}/environ").read_text().split("\0") if v]
    assert sorted(names) == ["PYTHONPATH", "PYTHONUTF8"]
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert limits.split("Max file size")[1].split()[:2] == ["0", "0"]
    assert limits.split("Max core file size")[1].split()[:2] == ["0", "0"]
    assert limits.split("Max processes")[1].split()[:2] == ["0", "0"]
    # One that answers, one that notices the end of the portal.
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 2
    assert "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text()


def test_a_worker_inherits_nothing_that_the_portal_has_open(fresh: Asker, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        fresh.run("SELECT 1")
        pid = fresh.worker_pids()[0]
        opened = {os.readlink(entry).partition(":")[0] for entry in Path(f"/proc/{pid}/fd").iterdir()}
    assert opened == {"/dev/null", "pipe"}


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[int]:
    """Processes that this one has started and not yet buried."""
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))
