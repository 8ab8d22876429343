"""One process answers a few questions at once, each for a few seconds, and says when to come back."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from portal.errors import Unavailable
from portal.tabular.columns import Table
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.instance import Instance, Limits
from portal.tabular.query.request import TableQuery
from tests.unit.tabular.query.asking import ask

ENDLESS = "SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(10_000_000) b"


def instance(folder: Path, **limits: float) -> Instance:
    return Instance((folder,), replace(Limits(), **limits))  # type: ignore[arg-type]


def test_question_is_given_up_at_its_deadline(tmp_path: Path) -> None:
    asked = instance(tmp_path, deadline_seconds=0.1)
    with pytest.raises(Unavailable) as given_up, asked.cursor() as cursor:
        cursor.execute(ENDLESS)
    assert given_up.value.retry_seconds > 0
    with asked.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_question_in_two_parts_has_one_deadline(tmp_path: Path) -> None:
    short = ENDLESS.replace("10_000_000", "2000")
    with pytest.raises(Unavailable), instance(tmp_path, deadline_seconds=0.2).cursor() as cursor:
        any(cursor.execute(short).fetchone() is None for _ in range(1000))


def test_more_than_may_wait_are_asked_to_come_back_at_once(tmp_path: Path) -> None:
    asked = instance(tmp_path, at_once=1, waiting=0, queue_seconds=600)
    with asked.cursor(), pytest.raises(Unavailable) as busy, asked.cursor():
        pass
    assert 0 < busy.value.retry_seconds <= 10
    with asked.cursor():
        pass


def test_who_waited_long_enough_is_asked_to_come_back(tmp_path: Path) -> None:
    asked = instance(tmp_path, at_once=1, waiting=1, queue_seconds=0.01)
    with asked.cursor(), pytest.raises(Unavailable), asked.cursor():
        pass


def test_who_waits_is_answered_when_a_place_is_free(tmp_path: Path) -> None:
    asked = instance(tmp_path, at_once=1, waiting=1)
    answers: list[object] = []

    def question() -> None:
        with asked.cursor() as cursor:
            answers.extend(cursor.execute("SELECT 7").fetchall())

    with asked.cursor():
        second = threading.Thread(target=question)
        second.start()
        assert answers == []
    second.join()
    assert answers == [(7,)]


def test_threads_get_their_own_answers(engine: DuckDBEngine, schools: Table) -> None:
    def answered(number: int) -> tuple[int, ...]:
        return ask(engine, schools, ("_id__exact", str(number % 6 + 1))).ids

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(answered, range(40))) == [(n % 6 + 1,) for n in range(40)]


def test_worker_forked_after_the_first_question_opens_an_instance_of_its_own(
    engine: DuckDBEngine, schools: Table
) -> None:
    assert engine.rows(schools, TableQuery()).total == 6
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sending.send(ask(engine, schools, ("quan__exact", "Ba Đình")).ids))
    child.start()
    assert receiving.poll(30)
    assert receiving.recv() == (2,)
    child.join(30)
    assert child.exitcode == 0
    assert engine.rows(schools, TableQuery(offset=5)).ids == (6,)


def test_file_that_is_not_there_is_told_without_its_path(engine: DuckDBEngine, schools: Table) -> None:
    gone = replace(schools, path=schools.path.with_name("gone.parquet"))
    with pytest.raises(Unavailable) as refused:
        engine.rows(gone, TableQuery())
    assert "gone" not in str(refused.value)


def test_files_elsewhere_are_out_of_reach(schools: Table, tmp_path: Path) -> None:
    elsewhere = DuckDBEngine((tmp_path / "other",))
    with pytest.raises(duckdb.PermissionException):
        elsewhere.rows(schools, TableQuery())


def test_nothing_is_written_to_standard_output_without_a_program_file(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from portal.tabular.query.instance import Instance, Limits\n"
        f"with Instance((Path({str(tmp_path)!r}),), Limits()).cursor() as c:\n"
        "    print(c.execute(\"SELECT current_setting('enable_progress_bar')\").fetchall())"
    )
    command = [sys.executable, "-c", code]
    root = Path(__file__).parents[4]
    ended = subprocess.run(command, check=True, capture_output=True, cwd=root)
    assert ended.stdout == b"[(False,)]\n"
