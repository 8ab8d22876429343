"""Files on local disk: `ab/cd/<sha256>`, and `incoming/` for those still being written.

A file is written once, in the file system where it will stay, hashed as its bytes pass, synced, and given
its name by a rename. So a name that exists holds complete bytes, whatever crashed in between.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from portal.errors import NotFound, TooLarge
from portal.i18n import format_size
from portal.i18n import gettext as _
from portal.storage.protocol import Incoming, StoredFile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_KEY = re.compile(r"[0-9a-f]{64}")
_BLOCK_BYTES = 1024 * 1024


class LocalStorage:
    """A `Storage` in `folder`, made at the first write. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def put(self, stream: IO[bytes], *, limit_bytes: int | None = None) -> StoredFile:
        """Store everything `stream` still holds. Raises `TooLarge` past `limit_bytes`."""
        with self.incoming(limit_bytes=limit_bytes) as file:
            while block := stream.read(_BLOCK_BYTES):
                file.write(block)
            return file.commit()

    def incoming(self, *, limit_bytes: int | None = None) -> LocalIncoming:
        """A new, empty file to write into."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return LocalIncoming(self._folder, self._incoming / secrets.token_hex(16), limit_bytes)

    def open(self, key: str) -> BinaryIO:
        """A seekable reader. Raises `NotFound`."""
        try:
            return _place(self._folder, key).open("rb")
        except FileNotFoundError:
            raise _not_found() from None

    def path(self, key: str) -> Path:
        """Where the file lies. Raises `NotFound`."""
        path = _place(self._folder, key)
        if not path.is_file():
            raise _not_found()
        return path

    def exists(self, key: str) -> bool:
        """Whether the store holds `key`."""
        return _KEY.fullmatch(key) is not None and _place(self._folder, key).is_file()

    def keys(self) -> Iterator[str]:
        """Every key held, in order within a folder."""
        for path in self._folder.glob("??/??/*"):
            if _KEY.fullmatch(path.name):
                yield path.name

    def delete(self, key: str) -> None:
        """Forget the file; an unknown key is ignored."""
        if _KEY.fullmatch(key):
            _place(self._folder, key).unlink(missing_ok=True)

    def clean(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Remove unfinished files nobody has written to for `older_than`; returns how many."""
        deadline = time.time() - older_than.total_seconds()
        stale = [path for path in self._incoming.glob("*") if _modified(path) < deadline]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


class LocalIncoming(io.BufferedRandom, Incoming):
    """An unfinished file in `incoming/`; `commit` renames it to its hash."""

    def __init__(self, folder: Path, path: Path, limit_bytes: int | None) -> None:
        super().__init__(io.FileIO(path, "x+b"), buffer_size=128 * 1024)
        self._folder = folder
        self._path = path
        self._limit_bytes = limit_bytes
        self._size_bytes = 0
        self._hash = hashlib.sha256()
        self._stored: StoredFile | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Append `data`. Raises `TooLarge` past the limit, `UnsupportedOperation` anywhere but at the end."""
        if self.tell() != self._size_bytes:
            raise io.UnsupportedOperation("an incoming file can only be written at its end")
        size_bytes = self._size_bytes + memoryview(data).nbytes
        if self._limit_bytes is not None and size_bytes > self._limit_bytes:
            self.discard()
            raise _too_large(self._limit_bytes)
        written = super().write(data)
        self._hash.update(data)
        self._size_bytes = size_bytes
        return written

    def truncate(self, _size: int | None = None, /) -> int:
        """Refused: what was hashed cannot be taken back."""
        raise io.UnsupportedOperation("an incoming file cannot be cut")

    def commit(self) -> StoredFile:
        """Sync the file, rename it to its hash and sync the folder; replaces the same bytes by themselves."""
        if self._stored is None:
            stored = StoredFile(self._hash.hexdigest(), self._size_bytes)
            self.flush()
            os.fsync(self.fileno())
            place = _place(self._folder, stored.key)
            _make_folders(place.parent)
            self._path.replace(place)
            _sync_folder(place.parent)
            self._stored = stored
            self.close()
        return self._stored

    def discard(self) -> None:
        """Close the file and remove it, unless it was committed."""
        self.close()

    def close(self) -> None:
        """Close; removes the file unless it was committed."""
        try:
            super().close()
        finally:
            if getattr(self, "_stored", None) is None and hasattr(self, "_path"):
                self._path.unlink(missing_ok=True)


def _place(folder: Path, key: str) -> Path:
    """Where `key` belongs. The pattern keeps `..` and separators out of the path."""
    if not _KEY.fullmatch(key):
        raise _not_found()
    return folder / key[:2] / key[2:4] / key


def _make_folders(folder: Path) -> None:
    """Make `folder`, which lies two levels deep, so that a power cut does not forget the new levels."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)
        _sync_folder(folder.parent.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _modified(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return float("inf")


def _not_found() -> NotFound:
    return NotFound(_("Không tìm thấy tệp."))


def _too_large(limit_bytes: int) -> TooLarge:
    limit = format_size(limit_bytes)
    return TooLarge(_("Tệp lớn hơn giới hạn %(limit)s.", limit=limit), limit_bytes)
