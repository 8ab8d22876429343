"""One DuckDB instance per process, opened at the first question, that reads files of given folders only."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from portal.errors import Invalid, Problem, Unavailable
from portal.i18n import gettext as _

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How much one process spends on questions. `waiting` asks may queue, each for `queue_seconds`.

    `at_once` is as many as the threads of a worker: who waited behind others' long questions for a short one
    would wait a hundred times as long as it takes.
    """

    threads: int = 1
    memory: str = "512MB"
    at_once: int = 8
    waiting: int = 16
    queue_seconds: float = 5.0
    deadline_seconds: float = 10.0


class Instance:
    """The instance and the queue before it. gunicorn forks before the first question: nothing opens earlier."""

    def __init__(self, folders: Sequence[Path], limits: Limits) -> None:
        self._folders = folders
        self._limits = limits
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._process = 0
        self._inherited: list[duckdb.DuckDBPyConnection] = []
        self._places = threading.Semaphore(limits.at_once)
        self._asking = 0

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one question, interrupted at the deadline. Raises `Unavailable`."""
        with self._place(), self._opened().cursor() as cursor:
            timer = threading.Timer(self._limits.deadline_seconds, _interrupt, [cursor])
            timer.daemon = True
            timer.start()
            try:
                with phrased():
                    yield cursor
            finally:
                timer.cancel()

    @contextmanager
    def _place(self) -> Iterator[None]:
        most = self._limits.at_once + self._limits.waiting
        with self._lock:
            is_full = self._asking >= most
            self._asking += not is_full
        if is_full:
            raise _busy()
        try:
            if not self._places.acquire(timeout=self._limits.queue_seconds):
                raise _busy()
            try:
                yield
            finally:
                self._places.release()
        finally:
            with self._lock:
                self._asking -= 1

    def _opened(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                return self._connection
            if self._connection is not None:
                # Closing what a parent process opened would wait for threads that only the parent has.
                self._inherited.append(self._connection)
            self._connection, self._process = self._open(), os.getpid()
            return self._connection

    def _open(self) -> duckdb.DuckDBPyConnection:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": str(self._limits.threads),
            "memory_limit": self._limits.memory,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
            "max_execution_time": str(int(self._limits.deadline_seconds * 1000) + 1),
            "temp_directory": "",
        }
        connection = duckdb.connect(":memory:", config=settings)
        folders = [str(folder.resolve()) for folder in self._folders]
        # On, where Python was started from no file, and then it writes to standard output.
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET parquet_metadata_cache = true")
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection


def _interrupt(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # closed in this very moment
        cursor.interrupt()


def _busy() -> Unavailable:
    message = _("Đang có nhiều người hỏi dữ liệu cùng lúc; xin thử lại sau ít giây.")
    return Unavailable(message, retry_seconds=5)


@contextmanager
def phrased() -> Iterator[None]:
    """DuckDB's errors as ours: what it says may tell paths and is not for people."""
    try:
        yield
    except duckdb.InterruptException:
        message = _("Câu hỏi mất quá nhiều thời gian; hãy lọc bớt dòng hoặc chia nhóm ít hơn.")
        raise Unavailable(message) from None
    except duckdb.OutOfMemoryException:
        message = _("Câu hỏi cần quá nhiều bộ nhớ; hãy lọc bớt dòng, chọn bớt cột hoặc chia nhóm ít hơn.")
        raise Unavailable(message) from None
    except (duckdb.ConversionException, duckdb.OutOfRangeException):
        message = _("Kết quả vượt quá số lớn nhất tính được.")
        raise Invalid([Problem("aggregate", "out_of_range", message)]) from None
    except duckdb.IOException as error:
        log.error("the file of a table cannot be read: %s", error)
        raise Unavailable(_("Tệp của bảng tạm thời không đọc được; xin thử lại sau.")) from None
