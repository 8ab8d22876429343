"""A file that one thread writes while others already send it: a slow reader holds up no query."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import partial
from pathlib import Path

_BLOCK_BYTES = 256 * 1024


class Spool:
    """Writes blocks into `path` as fast as they come; readers follow.

    One that is not `is_kept` ends as soon as nobody reads it. `on_end` is called by the writing thread at the
    very end, with whether everything was written; no reader sees the end before that.
    """

    def __init__(self, path: Path, *, is_kept: bool, on_end: Callable[[bool], None]) -> None:
        self.path = path
        self._is_kept = is_kept
        self._on_end = on_end
        self._changed = threading.Condition()
        self._size_bytes = 0
        self._readers = 0
        self._has_ended = False
        self._error: BaseException | None = None
        path.touch(mode=0o600)

    def start(self, blocks: Iterator[bytes]) -> None:
        """Begin to write; `blocks` are drawn on another thread."""
        # What goes wrong there is told in the language of who asked.
        write = partial(copy_context().run, self._write, blocks)
        threading.Thread(target=write, name="export-file", daemon=True).start()

    def is_wanted(self) -> bool:
        """Whether anybody waits for more."""
        return self._is_kept or self._readers > 0

    def join(self) -> Reader:
        """A reader from the first byte."""
        with self._changed:
            self._readers += 1
        return Reader(self)

    def leave(self) -> None:
        """A reader goes."""
        with self._changed:
            self._readers -= 1

    def wait(self, position: int) -> int:
        """How many bytes there are, as soon as there are more than `position` or no more will come.

        Raises what went wrong.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._size_bytes > position or self._has_ended)
            if self._size_bytes <= position and self._error is not None:
                raise self._error
            return self._size_bytes

    def _write(self, blocks: Iterator[bytes]) -> None:
        try:
            with self.path.open("wb", buffering=0) as file:
                for block in blocks:
                    file.write(block)
                    self._grown(len(block))
                    if not self.is_wanted():
                        raise InterruptedError
        except BaseException as error:
            self._error = error
        finally:
            blocks.close()  # type: ignore[attr-defined]
            self._on_end(self._error is None)
            with self._changed:
                self._has_ended = True
                self._changed.notify_all()

    def _grown(self, by_bytes: int) -> None:
        with self._changed:
            self._size_bytes += by_bytes
            self._changed.notify_all()


class Reader(Iterator[bytes]):
    """The bytes of a spool in blocks, waiting for what is not written yet. Close it when done."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._file = spool.path.open("rb")
        self._position = 0

    def wait_for_first(self) -> None:
        """Return once there is something to send. Raises what went wrong before that."""
        self._spool.wait(0)

    def __next__(self) -> bytes:
        available = self._spool.wait(self._position) - self._position
        if available <= 0:
            self.close()
            raise StopIteration
        block = self._file.read(min(available, _BLOCK_BYTES))
        self._position += len(block)
        return block

    def close(self) -> None:
        """Read no more; a second call does nothing."""
        if not self._file.closed:
            self._file.close()
            self._spool.leave()
