"""The parts of an upload beside the table read from it: who gets the upload gets them too."""

from __future__ import annotations

import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import duckdb

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType
from portal.tabular.formats import named_by
from portal.tabular.ingest.cells import Cells
from portal.tabular.limits import MIB
from portal.tabular.options import ReadingOptions
from portal.tabular.personal import scan
from portal.tabular.reading.archive import is_table, read_entries
from portal.tabular.reading.member import Unpacked, unpacked
from portal.tabular.reading.source import SourceReport
from portal.tabular.reading.table import read_unpacked

MOST_PARTS = 30
MOST_SECONDS = 15.0
MOST_BYTES = 64 * MIB
"""So much of an upload is looked at beside its table; what is left counts as unseen: looking must not take the time
in which the table itself has to be read. The bytes are those of a member of an archive."""
_KEPT_COPIES = ("xl/pivotcache/pivotcacherecords", "xl/externallinks/externallink", "xl/embeddings/")
"""Where a workbook keeps cells of other tables that no sheet shows."""
_PACKED = (".zip", ".kmz", ".gpkg")
_SHOWN = 10


def unseen(
    connection: duckdb.DuckDBPyConnection,
    upload: tuple[Path, str],
    table: tuple[Unpacked, SourceReport],
    folder: Path,
) -> tuple[str, ...]:
    """The sheets, lists and members beside the table that hold personal data or cannot be looked at."""
    looking = _Looking(connection, folder)
    file, source = table
    looking.beside(file, source)
    if file.member:
        looking.archive(*upload, file.member)
    return tuple(dict.fromkeys(looking.found))


def unseen_warning(parts: Sequence[str]) -> tuple[Problem, ...]:
    """Tells the steward why the upload itself stays with the agency."""
    if not parts:
        return ()
    message = _(
        "Ngoài bảng đã đọc, tệp còn phần có dữ liệu cá nhân hoặc Cổng không kiểm tra được: %(parts)s. Người dân chỉ "
        "xem và tải được bảng; muốn công bố tệp gốc, hãy bỏ phần đó rồi tải lên lại, hoặc đề nghị người phê duyệt.",
        parts=", ".join(parts[:_SHOWN]),
    )
    return (Problem("file", "unseen_parts", message),)


class _Looking:
    """Looks at one part after the other, until enough has been looked at."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.found: list[str] = []
        self._connection = connection
        self._folder = folder
        self._left = MOST_PARTS
        self._end = time.monotonic() + MOST_SECONDS

    def beside(self, file: Unpacked, source: SourceReport, within: str = "") -> None:
        """The sheets or lists beside the one that was read, and what a workbook keeps out of sight."""
        others = [(name, ReadingOptions(sheet=name)) for name in source.sheets if name != source.sheet]
        others += [(name, ReadingOptions(member=name)) for name in source.members if name != source.member]
        for name, options in others:
            self._look(replace(file, options=options), within + name)
        if source.sheets and zipfile.is_zipfile(file.path):
            with file.path.open("rb") as opened:
                names = [entry.filename for entry in read_entries(opened)]
            self.found += [within + name for name in names if name.lower().startswith(_KEPT_COPIES)]

    def archive(self, path: Path, filename: str, taken: str) -> None:
        """The members beside the one that was read."""
        with path.open("rb") as opened:
            entries = [e for e in read_entries(opened) if not e.is_dir() and e.filename != taken]
        for entry in entries:
            name = entry.filename
            if is_table(name) and entry.file_size <= MOST_BYTES:
                with (
                    self._unseen_if_failed(name),
                    unpacked(path, filename, ReadingOptions(member=name), self._folder) as file,
                ):
                    inner = replace(file, member="", members=())
                    if (source := self._look(inner, name)) is not None:
                        self.beside(inner, source, f"{name}: ")
            elif is_table(name) or not _is_document(name):
                self.found.append(name)

    def _look(self, file: Unpacked, name: str) -> SourceReport | None:
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._end:
            self.found.append(name)
            return None
        with self._unseen_if_failed(name), tempfile.TemporaryDirectory(dir=self._folder) as inner:
            rows = Path(inner, "rows.csv")
            read = read_unpacked(file, rows)
            columns = [Column(f"c{at}", each, ColumnType.TEXT) for at, each in enumerate(read.names)]
            relation = Cells.normalised(rows, len(columns)).relation
            findings = scan(self._connection, relation, columns, read.row_count)
            if any(finding.is_blocking for finding in findings):
                self.found.append(name)
            return read.source
        return None

    @contextmanager
    def _unseen_if_failed(self, name: str) -> Iterator[None]:
        """What cannot be read is unseen; what is empty is harmless."""
        try:
            yield
        except Invalid as refused:
            if refused.problems[0].code not in ("empty", "empty_table"):
                self.found.append(name)
        except (duckdb.Error, MemoryError, OSError):
            self.found.append(name)


def _is_document(name: str) -> bool:
    """Whether the member, by its name, is for reading: as a file of its own it would be public at once."""
    path = PurePosixPath(name.lower())
    known = named_by(path.suffix)
    is_packed = path.suffix in _PACKED
    return path.name.startswith(".") or "__macosx" in path.parts or (known is not None and not is_packed)
