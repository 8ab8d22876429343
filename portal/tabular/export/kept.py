"""The folder of exports: complete files under their keys, no more than so many bytes of them, and parts."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from portal.errors import Unavailable
from portal.i18n import gettext as _

PART = ".part"
PART_SECONDS = 24 * 3600
LEAST_FREE_BYTES = 256 * 1024 * 1024

log = logging.getLogger(__name__)


class KeptFiles:
    """Files of one folder, made at the first write. Several processes may share it: names appear complete."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def find(self, key: str) -> Path | None:
        """The file of that key, marked as used."""
        path = self._folder / key
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def new_part(self) -> Path:
        """Where to write a file that has no name yet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{secrets.token_hex(12)}{PART}"

    def keep(self, part: Path, key: str) -> None:
        """Give a complete file its name, then let go of those longest unused."""
        if part.stat().st_size > self._limit_bytes:
            part.unlink()
            return
        part.replace(self._folder / key)
        self._let_go()

    def refuse_when_full(self) -> None:
        """Raise `Unavailable` when the disk has hardly any room."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < LEAST_FREE_BYTES:
            log.error("no room for exports in the data folder: less than %d bytes free", LEAST_FREE_BYTES)
            raise Unavailable(
                _("Máy chủ sắp hết chỗ chứa nên chưa chuẩn bị được tệp tải về. Hãy tải bản gốc.")
            )

    def clean(self) -> None:
        """Remove parts that a crash left behind, and what is more than the limit."""
        oldest = time.time() - PART_SECONDS
        for part in self._folder.glob(f"*{PART}"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < oldest:
                    part.unlink()
        self._let_go()

    def _let_go(self) -> None:
        """Remove the files longest unused until the rest is within the limit; who sends one goes on doing so."""
        found = []
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.is_file() and path.suffix != PART:
                    stat = path.stat()
                    found.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _used, size, _path in found)
        for _used, size, path in sorted(found):
            if total <= self._limit_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size
