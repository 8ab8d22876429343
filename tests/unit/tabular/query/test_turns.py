"""Questions that run out of memory together are answered one by one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from portal.errors import Unavailable
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.instance import Limits
from portal.tabular.query.turns import Turns
from tests.unit.tabular.query.asking import ask


class Memory:
    """Room for one statement; so many begin together and find none."""

    def __init__(self, together: int) -> None:
        self._begun = threading.Barrier(together)
        self._counting = threading.Lock()
        self._room = threading.Lock()
        self.runs = 0

    def statement(self) -> str:
        """Takes the room, if it is free, and gives it back."""
        with self._counting:
            self.runs += 1
            is_early = self.runs <= self._begun.parties
        if is_early:
            self._begun.wait()
            raise duckdb.OutOfMemoryException
        if not self._room.acquire(blocking=False):
            raise duckdb.OutOfMemoryException
        self._room.release()
        return "answer"


def test_all_who_ran_out_together_are_answered_in_turn() -> None:
    memory, turns = Memory(4), Turns(60)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _number: turns.run(memory.statement), range(4))) == ["answer"] * 4
    assert memory.runs == 8


def test_company_that_has_gone_by_now_counts_too() -> None:
    turns = Turns(60)
    runs: list[int] = []

    def crowded() -> str:
        runs.append(1)
        if len(runs) == 1:
            other = threading.Thread(target=turns.run, args=(lambda: "short",))
            other.start()
            other.join()
            raise duckdb.OutOfMemoryException
        return "answer"

    assert turns.run(crowded) == "answer"


def test_who_needs_too_much_alone_is_refused_at_once() -> None:
    runs: list[int] = []

    def greedy() -> None:
        runs.append(1)
        raise duckdb.OutOfMemoryException

    with pytest.raises(duckdb.OutOfMemoryException):
        Turns(600).run(greedy)
    assert len(runs) == 1


def test_others_who_go_on_are_not_waited_for_without_end() -> None:
    turns, tried, ended = Turns(0.01), threading.Event(), threading.Event()
    runs: list[int] = []

    def greedy() -> None:
        runs.append(1)
        tried.set()
        raise duckdb.OutOfMemoryException

    def long() -> None:
        tried.wait()
        ended.wait()

    other = threading.Thread(target=turns.run, args=(long,))
    other.start()
    with pytest.raises(duckdb.OutOfMemoryException):
        turns.run(greedy)
    ended.set()
    other.join()
    assert len(runs) == 2


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """100,000 different texts: groups that need some memory."""
    path = tmp_path_factory.mktemp("wide") / "wide.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT i + 1 AS _id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS ten, '' AS _search "
            f"FROM range(100000) r(i)) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 40960)"
        )
    return Table(path, "wide", (Column("ten", "Tên", ColumnType.TEXT),), 100_000)


def test_questions_larger_than_memory_together_are_all_answered(wide: Table) -> None:
    engine = DuckDBEngine((wide.path.parent,), Limits(memory="32MB", deadline_seconds=60, queue_seconds=60))
    asked = (("group_by", "ten"), ("aggregate", "count(*)"), ("order_by", "-count"), ("limit", "1"))
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda _number: ask(engine, wide, *asked), range(6)))
    assert {page.total for page in pages} == {100_000}


def test_question_larger_than_memory_is_told_what_to_do(wide: Table, tmp_path: Path) -> None:
    engine = DuckDBEngine((wide.path.parent, tmp_path), Limits(memory="12MB"))
    with pytest.raises(Unavailable) as refused:
        ask(engine, wide, ("group_by", "ten"), ("aggregate", "count(*)"), ("order_by", "-count"))
    assert "bộ nhớ" in str(refused.value)
