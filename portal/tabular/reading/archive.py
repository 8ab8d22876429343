"""The table of contents of a ZIP file, read only after its size is known to be harmless."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import BinaryIO

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.formats import table_extensions
from portal.tabular.limits import MAX_ARCHIVE_ENTRIES, MAX_DIRECTORY_BYTES

_END = b"PK\x05\x06"
_END_BYTES = 22
_COMMENT_BYTES = 65_535
_LOCATOR = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_END64 = b"PK\x06\x06"
_END64_BYTES = 56
_IS_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_SHOWN_CHARS = 100


def read_entries(file: BinaryIO) -> list[zipfile.ZipInfo]:
    """The entries of the archive, named as meant. Raises `Invalid` when it is damaged or lists far too many."""
    count, directory_bytes = _directory(file)
    if count > MAX_ARCHIVE_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise Invalid([Problem("file", "archive_too_large", _("Tệp nén chứa quá nhiều tệp con."))])
    try:
        with zipfile.ZipFile(file) as archive:
            return [_named(entry) for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise damaged() from None


def check_paths(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raise `Invalid` for entries that lead out of the archive, are links, or have the same name."""
    counts = Counter(entry.filename for entry in entries)
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or path.is_absolute() or ".." in path.parts or _DRIVE.match(entry.filename):
            raise _unsafe(entry.filename)
        if counts[entry.filename] > 1:
            raise _unsafe(entry.filename)


def is_table(name: str) -> bool:
    """Whether a member of an archive is, by its name, a table that somebody put there."""
    path = PurePosixPath(name.lower())
    is_hidden = path.name.startswith(".") or "__macosx" in path.parts
    return not is_hidden and not name.endswith("/") and path.suffix in table_extensions()


def holds_table(file: BinaryIO) -> bool:
    """Whether a table is among the entries of the archive."""
    return any(is_table(entry.filename) for entry in read_entries(file))


def _named(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Programs of macOS and others write UTF-8 and do not say so."""
    if not entry.flag_bits & _IS_UTF8:
        with suppress(UnicodeError):
            entry.filename = entry.filename.encode("cp437").decode("utf-8")
    return entry


def _unsafe(name: str) -> Invalid:
    message = _(
        "Tệp nén có đường dẫn bất thường hoặc trùng nhau: “%(name)s”. Hãy nén lại các tệp rồi tải lên.",
        name=name[:_SHOWN_CHARS],
    )
    return Invalid([Problem("file", "unsafe_archive", message)])


def _directory(file: BinaryIO) -> tuple[int, int]:
    """Number of entries and size in bytes of the directory, from the record at the end of the file."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES - _LOCATOR_BYTES - _END64_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise damaged()
    count, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    at64 = at - _LOCATOR_BYTES - _END64_BYTES
    if at64 >= 0 and tail[at - _LOCATOR_BYTES :].startswith(_LOCATOR) and tail[at64:].startswith(_END64):
        count, directory_bytes = struct.unpack_from("<QQ", tail, at64 + 32)
    return count, directory_bytes


def damaged() -> Invalid:
    """The archive cannot be read to its end."""
    message = _("Tệp nén bị hỏng hoặc chưa tải lên trọn vẹn. Hãy nén lại rồi tải lên.")
    return Invalid([Problem("file", "damaged", message)])
