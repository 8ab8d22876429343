"""Rows of the first sheet with data in an XLSX, XLS or ODS workbook, each cell as text.

The parser holds a sheet as a full grid, so an XLSX is measured before it is opened. It is still to be used
in a process whose memory is limited (`sandbox`): sizes inside an archive may lie.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.archive import read_entries
from portal.tabular.limits import MAX_SHEET_CELLS, MAX_UNPACKED_BYTES

Cell = int | float | str | bool | time | date | datetime | timedelta
_CELL = re.compile(rb"""[<:]c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_BLOCK_BYTES = 1024 * 1024
_OVERLAP_BYTES = 200


class WorkbookRows:
    """The rows of the first visible sheet of the workbook at `path` that holds anything.

    Raises `Invalid` for a workbook that is too large, damaged or protected by a password.
    """

    encoding = None
    delimiter = None

    def __init__(self, path: Path) -> None:
        if zipfile.is_zipfile(path):
            _check_archive(path)
        self._workbook = _open(path)
        self._sheet, self._others = _choose(self._workbook)

    @property
    def sheet(self) -> str:
        """The name of the sheet read."""
        return self._sheet.name

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._sheet.iter_rows():
            yield [as_text(cell) for cell in row]

    def warnings(self) -> list[Problem]:
        """Names the sheets that were not read."""
        if not self._others:
            return []
        message = _(
            "Chỉ đọc trang tính “%(sheet)s”; còn lại: %(others)s.",
            sheet=self.sheet,
            others=", ".join(self._others[:20]),
        )
        return [Problem("file", "other_sheets", message)]


def as_text(cell: Cell) -> str:
    """A cell as text: `7` not `7.0`, `0.3` not `0.30000000000000004`, ISO dates, `TRUE`/`FALSE`.

    Midnight is written as a date alone: a spreadsheet has no other way to hold a day.
    """
    match cell:
        case str():
            return cell.replace("\0", "")
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return _number(cell)
        case datetime():
            return (cell.date() if cell.time() == time() else cell.replace(microsecond=0)).isoformat()
        case timedelta():
            return _duration(cell)
        case time():
            return cell.replace(microsecond=0).isoformat()
        case _:
            return str(cell)


def _number(value: float) -> str:
    """Up to 15 significant digits, as spreadsheets show; whole numbers up to 2^53 are exact."""
    if value.is_integer() and abs(value) <= 2**53:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if 1e-9 < abs(value) < 1e21 else text


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        message = _("Bảng tính có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")
        raise Invalid([Problem("file", "password", message)]) from None
    except CalamineError:
        raise _damaged() from None


def _choose(workbook: CalamineWorkbook) -> tuple[CalamineSheet, list[str]]:
    """The first visible sheet with a used cell, and the names of the other sheets."""
    tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    for meta in tables:
        if meta.visible != SheetVisibleEnum.Visible:
            continue
        try:
            sheet = workbook.get_sheet_by_name(meta.name)
        except CalamineError:
            raise _damaged() from None
        if sheet.start is not None:
            return sheet, [other.name for other in tables if other.name != meta.name]
    raise Invalid([Problem("file", "empty_table", _("Bảng tính không có trang nào chứa dữ liệu."))])


@dataclass
class _Extent:
    """The corners of the used area of a sheet, counted from 1."""

    left: int = 2**31
    top: int = 2**31
    right: int = 0
    bottom: int = 0

    def include(self, columns: set[bytes], rows: set[int]) -> None:
        numbers = [_column_number(letters) for letters in columns]
        self.left, self.right = min(self.left, *numbers), max(self.right, *numbers)
        self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)

    @property
    def cells(self) -> int:
        return max(0, self.right - self.left + 1) * max(0, self.bottom - self.top + 1)


def _check_archive(path: Path) -> None:
    """Refuse a workbook that unpacks to too much, or whose used area is too wide for its grid."""
    with path.open("rb") as file:
        entries = read_entries(file)
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise _too_large()
        sheets = [e for e in entries if re.fullmatch(r"xl/worksheets/[^/]+\.xml", e.filename, re.IGNORECASE)]
        with zipfile.ZipFile(file) as archive:
            for sheet in sheets:
                _check_sheet(archive, sheet)


def _check_sheet(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> None:
    extent = _Extent()
    try:
        with archive.open(sheet) as file:
            tail = b""
            while block := file.read(_BLOCK_BYTES):
                found = _CELL.findall(tail + block)
                if found:
                    extent.include({column for column, _row in found}, {int(row) for _column, row in found})
                if extent.cells > MAX_SHEET_CELLS:
                    raise _too_large()
                tail = block[-_OVERLAP_BYTES:]
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise _damaged() from None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large() -> Invalid:
    message = _(
        "Bảng tính quá lớn để đọc (tối đa %(cells)s ô kể cả ô trống giữa các ô có dữ liệu). "
        "Hãy xoá định dạng và ô thừa ở cuối trang, hoặc lưu dưới dạng CSV.",
        cells=format_number(MAX_SHEET_CELLS),
    )
    return Invalid([Problem("file", "workbook_too_large", message)])


def _damaged() -> Invalid:
    message = _("Không mở được bảng tính: tệp bị hỏng. Hãy mở và lưu lại bằng Excel hoặc LibreOffice.")
    return Invalid([Problem("file", "damaged", message)])
