"""Where an index lies on disk: one directory per rebuild, and a pointer file that names the current one."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from whoosh.filedb.filestore import FileStorage  # type: ignore[import-untyped]
from whoosh.index import FileIndex  # type: ignore[import-untyped]

from portal.errors import Unavailable
from portal.i18n import gettext as _
from portal.search.schema import index_schema

_POLL_SECONDS = 0.02


def missing() -> Unavailable:
    """What to raise where no index was built yet."""
    return Unavailable(_("Chưa có chỉ mục tìm kiếm."))


def damaged() -> Unavailable:
    """What to raise where the files of the index cannot be read; a rebuild heals it."""
    return Unavailable(_("Chỉ mục tìm kiếm bị hỏng và cần được lập lại."))


class Generations:
    """The folder of one index.

    Index files are pickles, so whoever can write them runs code here: the folder is its owner's alone (0700).
    """

    def __init__(self, folder: Path, lock_timeout_seconds: float) -> None:
        self._folder = folder
        self._pointer = folder / "CURRENT"
        self._lock_timeout_seconds = lock_timeout_seconds

    def has_current(self) -> bool:
        """Whether an index was ever written here."""
        return self._pointer.exists()

    def current_name(self) -> str:
        """The directory name of the current generation. Raises `Unavailable` when there is none."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise missing() from error
        if not name.startswith("generation-") or "/" in name:
            raise damaged()
        return name

    def current_files(self) -> frozenset[Path]:
        """The files of the current generation: every commit and every rebuild changes them. Never raises."""
        try:
            return frozenset((self._folder / self.current_name()).iterdir())
        except (OSError, Unavailable):
            return frozenset()

    def open(self, name: str) -> FileIndex:
        """Open a generation. Raises `Unavailable` when it is broken, or was written with other fields."""
        try:
            index = FileIndex(FileStorage(str(self._folder / name)))
        except Exception as error:
            raise damaged() from error
        if set(index.schema.names()) != set(index_schema().names()):
            raise damaged()
        return index

    def latest_commit(self, index: FileIndex) -> int:
        """The number of the newest commit to an open generation. Raises `Unavailable` when it was removed."""
        try:
            return int(index.latest_generation())
        except OSError as error:
            raise damaged() from error

    def create(self) -> tuple[str, FileIndex]:
        """Make an empty generation that nobody reads yet; call under `writing`."""
        name = f"generation-{uuid4().hex}"
        (self._folder / name).mkdir(mode=0o700)
        return name, FileIndex.create(FileStorage(str(self._folder / name)), index_schema())

    def switch(self, name: str) -> None:
        """Make `name` current, durably and at once, and remove the others; call under `writing`.

        A reader that has an older generation open keeps it: its files stay mapped until it lets go.
        """
        _sync_files(self._folder / name)
        fresh = self._folder / "CURRENT.new"
        fresh.write_text(name + "\n", encoding="utf-8")
        _sync(fresh)
        fresh.replace(self._pointer)
        _sync(self._folder)
        self._remove_all_but(name)

    def discard(self, name: str) -> None:
        """Remove a generation that was never current."""
        shutil.rmtree(self._folder / name, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one write lock of this folder, waiting for it. Raises `Unavailable` after the timeout.

        The lock dies with its process, so none is left behind by a crash. Local disks only, not NFS.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        with (self._folder / "LOCK").open("ab") as file:
            self._wait_for(file)
            yield

    def _wait_for(self, file: Any) -> None:
        deadline = time.monotonic() + self._lock_timeout_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable(_("Chỉ mục tìm kiếm đang được ghi; thử lại sau ít phút.")) from None
                time.sleep(_POLL_SECONDS)
            else:
                return

    def _remove_all_but(self, name: str) -> None:
        for directory in self._folder.glob("generation-*"):
            if directory.name != name:
                shutil.rmtree(directory, ignore_errors=True)


def _sync_files(directory: Path) -> None:
    for path in directory.iterdir():
        _sync(path)
    _sync(directory)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
