"""The storage port: immutable files, addressed by the SHA-256 of their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class StoredFile:
    """A file in the store. `key` is the lower-case hex SHA-256 of its bytes."""

    key: str
    size_bytes: int


class Storage(Protocol):
    """Keeps files for ever, until `delete`. The same bytes are kept once."""

    def put(self, stream: BinaryIO, *, limit_bytes: int | None = None) -> StoredFile:
        """Store everything `stream` still holds, in constant memory; durable when this returns.

        Raises `TooLarge` past `limit_bytes`, leaving nothing behind.
        """

    def open(self, key: str) -> BinaryIO:
        """A seekable reader. Raises `NotFound`; a key that is not 64 hex digits is never looked up."""

    def path(self, key: str) -> Path | None:
        """Where the file lies on this machine, or None for a store that has no local files."""

    def exists(self, key: str) -> bool:
        """Whether the store holds `key`."""

    def keys(self) -> Iterator[str]:
        """Every key held."""

    def delete(self, key: str) -> None:
        """Forget the file; an unknown key is ignored."""
