"""A SQL worker: `python -m portal.tabular.sql.worker SECONDS`, started by `process` alone.

Two questions, as frames on standard input: `{"sql"}` is answered with the names of the tables it reads, and
`{"sql", "tables"}` with a message about the result followed by a frame of rows. Nothing of one statement is
left when the next comes: each gets a DuckDB of its own.
"""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
import time
from typing import Any, BinaryIO, Final

import duckdb

from portal.tabular.sql import limits, rows
from portal.tabular.sql.connection import SourceTable, lock_to, prepared
from portal.tabular.sql.frames import frame, packed, read_message
from portal.tabular.sql.statement import Refused, tables_of

SPENT_BYTES: Final = 300 * limits.MIB
"""A worker that occupies more than this after a statement asks to be replaced."""
_LINE = re.compile(r"\bLINE (\d+):")
_PLACE = re.compile(r"\n+LINE \d+:.*", re.DOTALL)


class Worker:
    """Answers questions one after the other."""

    def __init__(self, seconds: int, answers: BinaryIO) -> None:
        self._seconds = seconds
        # DuckDB's own clock rings first: its answer is kinder than the end of the process.
        self._milliseconds = max(seconds * 1000 - 1000, seconds * 500)
        self._answers = answers
        self._connection = prepared(self._milliseconds)

    def warm_up(self) -> None:
        """Load what any statement needs, so that the limits count from there."""
        tables_of(self._connection, "SELECT 1")
        rows.run(self._connection, "SELECT 1.5 AS a, [now()] AS b, 'Đ' AS c ORDER BY c COLLATE vi")
        self._renew()

    def answer(self, question: dict[str, Any]) -> None:
        """Write the answer to `question`."""
        limits.limit_next_statement(self._seconds)
        if "tables" in question:
            tables = [SourceTable.from_message(values) for values in question["tables"]]
            self._send(*self._result(question["sql"], tables))
            self._renew()
        else:
            self._send(self._names(question["sql"]))

    def _names(self, sql: str) -> dict[str, Any]:
        try:
            return {"tables": tables_of(self._connection, sql)}
        except Refused as refusal:
            return {"code": refusal.code, "text": refusal.text}
        except (duckdb.Error, MemoryError) as error:
            return _failure(error, [])

    def _result(self, sql: str, tables: list[SourceTable]) -> tuple[dict[str, Any], bytes]:
        begin = time.perf_counter()
        try:
            lock_to(self._connection, tables)
            found = rows.run(self._connection, sql)
        except (duckdb.Error, MemoryError, RecursionError) as error:
            return _failure(error, tables), b"[]"
        return {
            "columns": found.columns,
            "row_count": found.count,
            "truncated": found.is_cut,
            "elapsed_ms": round((time.perf_counter() - begin) * 1000, 1),
            "is_spent": limits.resident_bytes() > SPENT_BYTES,
        }, found.json

    def _send(self, message: dict[str, Any], rest: bytes | None = None) -> None:
        self._answers.write(packed(message) + (b"" if rest is None else frame(rest)))
        self._answers.flush()

    def _renew(self) -> None:
        self._connection.close()
        self._connection = prepared(self._milliseconds)


def _failure(error: Exception, tables: list[SourceTable]) -> dict[str, Any]:
    text = str(error)
    for table in tables:
        text = text.replace(table.path, table.name)
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return {"code": "memory", "text": "", "is_spent": True}
    if isinstance(error, duckdb.FatalException | duckdb.InternalException):
        return {"code": "failed", "text": "", "is_spent": True}
    if isinstance(error, duckdb.InterruptException):
        return {"code": "deadline", "text": ""}
    if isinstance(error, RecursionError):
        return {"code": "too_deep", "text": ""}
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        text = _LINE.sub(lambda found: f"LINE {int(found[1]) - 1}:", text)
    else:
        # Raised while running: the place is one in our own frame around the statement.
        text = _PLACE.sub("", text)
    return {"code": "failed", "text": text[:2000]}


def _questions(stream: BinaryIO) -> queue.SimpleQueue[dict[str, Any]]:
    """What is asked, read by a thread: when the portal ends, so does this process, whatever it is running.

    The system's own signal of a parent's death would come when the thread ends that started this process.
    """
    found: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def read() -> None:
        while (question := read_message(stream)) is not None:
            found.put(question)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return found


def main() -> None:
    """Take over standard input and output, limit this process, answer until the portal is gone."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Whatever prints from now on, it is not an answer.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    worker = Worker(int(sys.argv[1]), answers)
    worker.warm_up()
    questions = _questions(asked)
    limits.limit_process()
    answers.write(packed({"is_ready": True}))
    answers.flush()
    while True:
        worker.answer(questions.get())


if __name__ == "__main__":
    main()
