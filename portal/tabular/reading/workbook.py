"""Rows of a sheet of an XLSX, XLS or ODS workbook, each cell as text.

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
from portal.tabular.limits import MAX_SHEET_CELLS, MAX_UNPACKED_BYTES
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.archive import read_entries
from portal.tabular.reading.merging import filled
from portal.tabular.reading.source import Region, SourceReport

Cell = int | float | str | bool | time | date | datetime | timedelta
_CELL = re.compile(rb"""[<:]c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_BLOCK_BYTES = 1024 * 1024
_OVERLAP_BYTES = 200


class WorkbookRows:
    """The rows of one sheet of the workbook at `path`: that of the options, or the first visible with data.

    Raises `Invalid` for a workbook that is too large, damaged or protected by a password.
    """

    has_names = False

    def __init__(self, path: Path, code: str, options: ReadingOptions) -> None:
        if zipfile.is_zipfile(path):
            _check_archive(path)
        self._format = code
        self._workbook = _open(path)
        self._sheet, self._sheets = _choose(self._workbook, options.sheet)
        self._fills = options.fill_merged
        left = (self._sheet.start or (0, 0))[1]
        self.merged: tuple[Region, ...] = tuple(
            ((top + 1, first - left), (bottom + 1, last - left))
            for (top, first), (bottom, last) in self._sheet.merged_cell_ranges or ()
        )

    def source(self) -> SourceReport:
        """Which sheet of which."""
        return SourceReport(format=self._format, sheet=self._sheet.name, sheets=self._sheets)

    def __iter__(self) -> Iterator[list[str]]:
        rows = ([as_text(cell) for cell in row] for row in self._sheet.iter_rows())
        yield from filled(rows, self.merged) if self._fills else rows

    def warnings(self) -> tuple[Problem, ...]:
        """Names the sheets that were not read."""
        others = [name for name in self._sheets if name != self._sheet.name]
        if not others:
            return ()
        message = _(
            "Chỉ đọc trang tính “%(sheet)s”; còn lại: %(others)s.",
            sheet=self._sheet.name,
            others=", ".join(others[:20]),
        )
        return (Problem("file", "other_sheets", message),)


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


def _choose(workbook: CalamineWorkbook, asked: str) -> tuple[CalamineSheet, tuple[str, ...]]:
    """The sheet named `asked`, else the first visible one with a used cell; and the names of all."""
    tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = tuple(meta.name for meta in tables)
    if asked and asked not in names:
        message = _(
            "Bảng tính không có trang “%(name)s”. Các trang: %(all)s.", name=asked, all=", ".join(names)
        )
        raise Invalid([Problem("sheet", "unknown_sheet", message)])
    for meta in tables:
        if (asked and meta.name != asked) or (not asked and meta.visible != SheetVisibleEnum.Visible):
            continue
        try:
            sheet = workbook.get_sheet_by_name(meta.name)
        except CalamineError:
            raise _damaged() from None
        if sheet.start is not None:
            return sheet, names
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
