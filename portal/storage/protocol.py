"""The storage port: immutable files, addressed by the SHA-256 of their bytes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO, Protocol, Self


@dataclass(frozen=True)
class StoredFile:
    """A file in the store. `key` is the lower-case hex SHA-256 of its bytes."""

    key: str
    size_bytes: int


class Incoming(BinaryIO):
    """A file on its way into the store: write it from first to last byte, then `commit` or `discard`.

    It may be read and sought at any time, but written at its end only, because the bytes are hashed as
    they pass. Closing it uncommitted discards it, so an upload that breaks off leaves nothing behind.
    Writing past the limit it was opened with raises `TooLarge`.
    """

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def commit(self) -> StoredFile:
        """Keep the file, durably, and close it. A second call returns the same answer."""

    @abstractmethod
    def discard(self) -> None:
        """Forget what was written and close. Does nothing after `commit`."""


class Storage(Protocol):
    """Keeps files for ever, until `delete`. The same bytes are kept once."""

    def put(self, stream: IO[bytes], *, limit_bytes: int | None = None) -> StoredFile:
        """Store everything `stream` still holds, in constant memory; durable when this returns.

        Raises `TooLarge` past `limit_bytes`, leaving nothing behind.
        """

    def incoming(self, *, limit_bytes: int | None = None) -> Incoming:
        """A new, empty file to write into, already where it will be kept: there is no second copy."""

    def open(self, key: str) -> BinaryIO:
        """A seekable reader. Raises `NotFound`; a key that is not 64 hex digits is never looked up."""

    def path(self, key: str) -> Path | None:
        """Where the file lies on this machine, or None for a store that has no local files.

        Raises `NotFound` as `open` does.
        """

    def exists(self, key: str) -> bool:
        """Whether the store holds `key`."""

    def keys(self) -> Iterator[str]:
        """Every key held."""

    def delete(self, key: str) -> None:
        """Forget the file; an unknown key is ignored."""

    def clean(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Remove what uploads that never ended left behind, untouched for `older_than`; returns how many."""
