"""Runs a COPY into a pipe: its bytes are there while DuckDB still works, and nothing gathers in memory."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fcntl import F_SETPIPE_SZ, fcntl
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from portal.errors import Unavailable
from portal.i18n import gettext as _
from portal.tabular.export.plan import Plan, Rows
from portal.tabular.query.instance import phrased

_BLOCK_BYTES = 256 * 1024
_PIPE_BYTES = 1024 * 1024
_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class CopyLimits:
    """What one export may take. `folder` is for sorting what does not fit into memory."""

    folder: Path
    memory_bytes: int = 256 * 1024 * 1024
    first_byte_seconds: float = 60


def connect(limits: CopyLimits) -> duckdb.DuckDBPyConnection:
    """A database of its own, in memory: what an export takes is given back when it ends."""
    connection = duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": f"{limits.memory_bytes}B",
            "temp_directory": str(limits.folder),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


def copied(
    rows: Rows, plan: Plan, limits: CopyLimits, is_wanted: Callable[[], bool] = lambda: True
) -> Iterator[bytes]:
    """The export in blocks. Closing the iterator ends the query, and so does `is_wanted` turning false.

    Raises `Unavailable` when no byte came within the time limit, and as `phrased` does.
    """
    copy = _Copy(rows, plan, limits)
    with suppress(OSError):
        fcntl(copy.reading, F_SETPIPE_SZ, _PIPE_BYTES)
    copy.thread.start()
    blocks: Iterator[bytes] = _blocks(copy, limits.first_byte_seconds, is_wanted)
    try:
        # Before anything is sent: what is wrong with a query shows at its first rows.
        blocks = chain([plan.head, next(blocks, b"")], blocks, [plan.tail])
        yield from filter(None, plan.pack(blocks) if plan.pack else blocks)
    finally:
        copy.end()


class _Copy:
    """A COPY on a thread of its own."""

    def __init__(self, rows: Rows, plan: Plan, limits: CopyLimits) -> None:
        self.reading, self._writing = os.pipe()
        self._connection = connect(limits)
        self._statement = plan.statement(rows, f"/dev/fd/{self._writing}")
        self._parameters: list[Any] = list(rows.parameters)
        self.error: duckdb.Error | None = None
        self.thread = threading.Thread(target=self._run, name="export", daemon=True)

    def _run(self) -> None:
        try:
            self._connection.execute(self._statement, self._parameters)
        except duckdb.Error as error:
            self.error = error
        finally:
            os.close(self._writing)

    def interrupt(self) -> None:
        """End the query soon."""
        self._connection.interrupt()

    def end(self) -> None:
        """Stop the query if it still runs, and give everything back.

        The pipe is emptied rather than closed at once: DuckDB may be about to open it.
        """
        self.interrupt()
        while os.read(self.reading, _BLOCK_BYTES):
            self.interrupt()
        self.thread.join()
        os.close(self.reading)
        self._connection.close()


def _blocks(copy: _Copy, first_byte_seconds: float, is_wanted: Callable[[], bool]) -> Iterator[bytes]:
    deadline = time.monotonic() + first_byte_seconds
    while True:
        while not select.select([copy.reading], [], [], _LOOK_SECONDS)[0]:
            if not is_wanted():
                return
            if time.monotonic() > deadline:
                raise Unavailable(
                    _("Truy vấn này tốn quá nhiều thời gian. Hãy lọc bớt dòng hoặc bỏ sắp xếp.")
                )
        block = os.read(copy.reading, _BLOCK_BYTES)
        if not block:
            break
        deadline = float("inf")
        yield block
    copy.thread.join()
    if copy.error is not None:
        with phrased():
            raise copy.error
