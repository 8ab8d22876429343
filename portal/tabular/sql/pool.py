"""A few SQL workers, started when first needed; a short queue before them; the dead and the worn replaced."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from portal.errors import PortalError, Unavailable
from portal.i18n import gettext as _
from portal.tabular.columns import Table
from portal.tabular.sql.process import TooSlow, WorkerEnded, WorkerProcess
from portal.tabular.sql.refusals import refusal, too_long, too_slow
from portal.tabular.sql.result import SqlColumn, SqlResult
from portal.tabular.sql.rows import MAX_BYTES

MAX_STATEMENT_CHARACTERS = 100_000
STATEMENTS_PER_WORKER = 200
_MESSAGE_BYTES = 1_000_000
"""Column names and what DuckDB says of mistakes."""


_POOLS: weakref.WeakSet[SqlPool] = weakref.WeakSet()


@dataclass(frozen=True)
class PoolLimits:
    """`workers` statements run at once, `waiting` more may wait; each has `seconds`, beside twice that for waiting."""

    workers: int = 1
    waiting: int = 3
    seconds: int = 8


class SqlPool:
    """Runs statements. May be used by any number of threads; a forked process starts with no workers."""

    def __init__(self, limits: PoolLimits = PoolLimits()) -> None:
        self._limits = limits
        self._idle: list[WorkerProcess] = []
        self._started: weakref.WeakSet[WorkerProcess] = weakref.WeakSet()
        self._begin()
        self._end = weakref.finalize(self, _kill_all, self._idle)
        _POOLS.add(self)

    def _begin(self) -> None:
        self._places = threading.BoundedSemaphore(self._limits.workers + self._limits.waiting)
        self._turns = threading.BoundedSemaphore(self._limits.workers)
        self._lock = threading.Lock()

    def begin_again(self) -> None:
        """Leave workers and locks to the process that this one was forked from."""
        self._idle.clear()
        for worker in self._started:
            worker.abandon()
        self._started.clear()
        self._begin()

    def run(self, sql: str, tables_of: Callable[[tuple[str, ...]], Mapping[str, Table]]) -> SqlResult:
        """The first rows of `sql`. `tables_of` gets the names it reads and gives each a table, or raises.

        Raises `Invalid` for a statement that is refused, wrong or stopped, `Unavailable` when too many wait.
        """
        if len(sql) > MAX_STATEMENT_CHARACTERS:
            raise too_long(MAX_STATEMENT_CHARACTERS)
        # A request can hold what is no text, such as half a character.
        sql = sql.encode("utf-8", "replace").decode()
        with self._turn():
            worker = self._worker()
            try:
                found = self._converse(worker, sql, tables_of)
            except TooSlow:
                raise too_slow(self._limits.seconds) from None
            except WorkerEnded:
                # Memory refused in the wrong place ends the whole process.
                raise refusal("memory") from None
            except PortalError:
                self._give_back(worker)
                raise
            except BaseException:
                worker.kill()
                raise
            self._give_back(worker)
            return found

    def close(self) -> None:
        """End all idle workers. Another statement starts new ones."""
        with self._lock:
            _kill_all(self._idle)

    def _converse(
        self, worker: WorkerProcess, sql: str, tables_of: Callable[[tuple[str, ...]], Mapping[str, Table]]
    ) -> SqlResult:
        deadline = time.monotonic() + self._limits.seconds
        named = worker.ask({"sql": sql}, deadline, _MESSAGE_BYTES)
        self._refuse(worker, named)
        names = tuple(str(name) for name in named["tables"])
        sources = [_source(name, table) for name, table in tables_of(names).items()]
        told = worker.ask({"sql": sql, "tables": sources}, deadline, _MESSAGE_BYTES)
        rows = worker.receive(deadline, MAX_BYTES + 2)
        self._refuse(worker, told)
        return SqlResult(
            columns=tuple(SqlColumn(str(name), str(kind)) for name, kind in told["columns"]),
            rows_json=rows,
            row_count=int(told["row_count"]),
            is_cut=bool(told["truncated"]),
            elapsed_ms=float(told["elapsed_ms"]),
        )

    def _refuse(self, worker: WorkerProcess, message: Mapping[str, Any]) -> None:
        worker.is_spent = worker.is_spent or bool(message.get("is_spent"))
        if code := message.get("code"):
            raise (
                too_slow(self._limits.seconds)
                if code == "deadline"
                else refusal(str(code), str(message["text"]))
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=2 * self._limits.seconds):
                raise _busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()

    def _worker(self) -> WorkerProcess:
        """An idle worker, or a new one."""
        try:
            worker = self._living() or self._new()
            worker.wait_until_ready()
        except (OSError, WorkerEnded):
            raise Unavailable(_("Bộ phận chạy SQL chưa khởi động được. Hãy thử lại sau ít phút.")) from None
        return worker

    def _living(self) -> WorkerProcess | None:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or worker.is_alive:
                return worker
            worker.kill()

    def _new(self) -> WorkerProcess:
        worker = WorkerProcess(self._limits.seconds)
        self._started.add(worker)
        return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        worker.answered += 1
        if worker.is_spent or worker.answered >= STATEMENTS_PER_WORKER:
            worker.kill()
            return
        with self._lock:
            self._idle.append(worker)


def _source(name: str, table: Table) -> dict[str, Any]:
    columns = ["_id", *(column.key for column in table.columns)]
    return {"name": name, "path": str(table.path), "columns": columns}


def _busy() -> Unavailable:
    return Unavailable(_("Nhiều người đang chạy SQL. Hãy thử lại sau nửa phút."))


def _kill_all(workers: list[WorkerProcess]) -> None:
    while workers:
        workers.pop().kill()


def _begin_again() -> None:
    for pool in _POOLS:
        pool.begin_again()


os.register_at_fork(after_in_child=_begin_again)
