"""The one table inside a ZIP, unpacked beside where it is needed, under a name of our own."""

from __future__ import annotations

import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_UNPACKED_BYTES, MIB
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.archive import damaged, is_table, read_entries
from portal.tabular.reading.opening import detected_format
from portal.tabular.reading.source import SourceReport

_BLOCK_BYTES = MIB
_IS_ENCRYPTED = 0x1
_SHOWN = 20
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True)
class Unpacked:
    """A file that is no archive: the upload itself, or the table `member` of it.

    `filename` and `options` are to be used in place of those of the upload.
    """

    path: Path
    filename: str
    options: ReadingOptions
    member: str = ""
    members: tuple[str, ...] = ()

    def placed(self, source: SourceReport) -> SourceReport:
        """The report on the table, told where in the upload it lies."""
        return source.within(self.member, self.members) if self.member else source


@contextmanager
def unpacked(source: Path, filename: str, options: ReadingOptions, folder: Path) -> Iterator[Unpacked]:
    """The file to read, for the time of the block; unpacked within `folder` where `source` is a ZIP.

    Raises `Invalid` for a ZIP without a table, with several of which `options.member` names none, with a
    password, damaged, or larger unpacked than allowed; its sizes are summed before anything is unpacked.
    """
    if detected_format(source, filename) != "zip":
        yield Unpacked(source, filename, options)
        return
    with source.open("rb") as file:
        tables = _tables(read_entries(file))
        entry = _choose(tables, options.member)
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            path = Path(inner, "member")
            _unpack(file, entry, path)
            yield Unpacked(
                path=path,
                filename=PurePosixPath(entry.filename).name,
                options=replace(options, member=""),
                member=entry.filename,
                members=tuple(table.filename for table in tables) if len(tables) > 1 else (),
            )


def _tables(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _too_large()
    tables = [entry for entry in entries if is_table(entry.filename)]
    if not tables:
        message = _("Tệp ZIP không chứa bảng nào (CSV, XLSX, JSON, Parquet…) nên không có dữ liệu để xem.")
        raise Invalid([Problem("file", "not_tabular", message)])
    return tables


def _choose(tables: list[zipfile.ZipInfo], asked: str) -> zipfile.ZipInfo:
    chosen = [entry for entry in tables if entry.filename == asked] if asked else tables
    if len(chosen) == 1:
        return chosen[0]
    message = _(
        "Tệp ZIP chứa %(count)s bảng: %(names)s. Hãy chọn một bảng, hoặc tải từng bảng lên riêng.",
        count=format_number(len(tables)),
        names=", ".join(entry.filename for entry in tables[:_SHOWN]),
    )
    raise Invalid([Problem("member", "unknown_member" if asked else "several_tables", message)])


def _unpack(file: BinaryIO, entry: zipfile.ZipInfo, output: Path) -> None:
    if entry.flag_bits & _IS_ENCRYPTED:
        message = _("Tệp ZIP có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")
        raise Invalid([Problem("file", "password", message)])
    with output.open("wb") as unpacked_file:
        unpacked_file.writelines(_blocks(file, entry))


def _blocks(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the entry holds; Python stops at the size that the archive states, which was checked."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(entry) as packed:
            while block := packed.read(_BLOCK_BYTES):
                yield block
    except _DAMAGES:
        raise damaged() from None


def _too_large() -> Invalid:
    message = _(
        "Tệp nén khi giải nén lớn hơn %(limit)s MB. Hãy tách thành nhiều tệp.",
        limit=format_number(MAX_UNPACKED_BYTES // MIB),
    )
    return Invalid([Problem("file", "archive_too_large", message)])
