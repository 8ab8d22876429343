"""Formats told by what lies inside a container: ZIP archives, OLE documents, SQLite, Parquet, RIFF."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import BinaryIO

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.reading.archive import check_paths, read_entries

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_DIRECTORY_BYTES = 64 * 1024
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PROGRAM_EXTENSIONS = {
    *(".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf"),
    *(".hta", ".lnk", ".jar", ".apk", ".app", ".sh", ".elf", ".so", ".reg", ".cpl", ".pif"),
}


def identify(file: BinaryIO, head: bytes, size_bytes: int) -> str | None:
    """The format code of a container, `other` for one that is not accepted, None for no container at all.

    Raises `Invalid` for a damaged archive, one that holds programs, and a document under a password.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(file)
    if head.startswith(_OLE):
        return _ole(file, head)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "other"
    if head.startswith(b"PAR1") and size_bytes >= 12:
        file.seek(-4, io.SEEK_END)
        return "parquet" if file.read(4) == b"PAR1" else _cut_off()
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return None


def program_refused() -> Problem:
    """The file is, or holds, a program."""
    message = _("Cổng không nhận tệp chương trình hoặc tệp nén có chứa chương trình.")
    return Problem("file", "program", message)


def _archive(file: BinaryIO) -> str:
    entries = read_entries(file)
    names = [entry.filename for entry in entries]
    lower = {name.lower() for name in names}
    if "[content_types].xml" in lower:
        return _office(lower)
    if "mimetype" in lower:
        file.seek(0)
        # OpenDocument stores its type first and uncompressed, so it lies right behind the first local header.
        return "ods" if _ODS in file.read(200) else "other"
    if any(PurePath(name).suffix in _PROGRAM_EXTENSIONS for name in lower):
        raise Invalid([program_refused()])
    check_paths(entries)
    files = {PurePath(name).name for name in lower}
    if {"stops.txt", "routes.txt", "trips.txt"} <= files:
        return "gtfs"
    return "shp" if {PurePath(name).suffix for name in files} >= {".shp", ".dbf"} else "zip"


def _office(names: set[str]) -> str:
    if any(name.endswith("vbaproject.bin") for name in names):
        message = _("Tài liệu có chứa macro. Hãy lưu lại dưới dạng không có macro (.xlsx, .docx).")
        raise Invalid([Problem("file", "macros", message)])
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if any(name.startswith("word/") for name in names) else "other"


def _ole(file: BinaryIO, head: bytes) -> str:
    """XLS or DOC, by the stream names in the directory of the compound file ([MS-CFB] 2.2 and 2.6)."""
    sector_bytes = 4096 if head[30:32] == b"\x0c\x00" else 512
    sector = int.from_bytes(head[48:52], "little")
    file.seek((sector + 1) * sector_bytes)
    directory = file.read(_OLE_DIRECTORY_BYTES)

    def has(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in directory

    if has("EncryptedPackage"):
        message = _("Tài liệu có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")
        raise Invalid([Problem("file", "password", message)])
    if has("Workbook") or has("Book"):
        return "xls"
    return "doc" if has("WordDocument") else "other"


def _cut_off() -> str:
    message = _("Tệp chưa đầy đủ: thiếu phần cuối. Hãy xuất hoặc tải lại tệp gốc.")
    raise Invalid([Problem("file", "damaged", message)])
