"""Rows of a sheet of an XLSX, XLS or ODS workbook, each cell as text.

The parser holds a sheet as a full grid, so an XLSX is measured before it is opened. It is still to be used
in a process whose memory is limited (`sandbox`): sizes inside an archive may lie.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
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
from portal.i18n import gettext as _
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.cells import Cells
from portal.tabular.reading.merging import filled
from portal.tabular.reading.number_formats import PaddedColumn
from portal.tabular.reading.sheet_notes import counted, other_sheets
from portal.tabular.reading.sheet_scan import SheetScan, damaged, scan_workbook
from portal.tabular.reading.source import Region, SourceReport

Cell = int | float | str | bool | time | date | datetime | timedelta
_LONG = 10**15
"""From here on a spreadsheet, which keeps 15 digits, may have changed the number it was given."""


class WorkbookRows:
    """The rows of one sheet of the workbook at `path`: that of the options, or the first visible with data.

    Raises `Invalid` for a workbook that is too large, damaged or protected by a password.
    """

    has_names = False

    def __init__(self, path: Path, code: str, options: ReadingOptions) -> None:
        scans = scan_workbook(path) if zipfile.is_zipfile(path) else {}
        self._format = code
        self._workbook = _open(path)
        self._sheet, self._sheets = _choose(self._workbook, options.sheet)
        self._scan = scans.get(self._sheet.name, SheetScan())
        self._fills = options.fill_merged
        self._left = (self._sheet.start or (0, 0))[1]
        self._padded_count = self._long_count = 0
        self._cells = Cells()
        self.merged: tuple[Region, ...] = tuple(
            ((top + 1, first - self._left), (bottom + 1, last - self._left))
            for (top, first), (bottom, last) in self._sheet.merged_cell_ranges or ()
        )

    def source(self) -> SourceReport:
        """Which sheet of which."""
        return SourceReport(format=self._format, sheet=self._sheet.name, sheets=self._sheets)

    def __iter__(self) -> Iterator[list[str]]:
        rows = self._cells.cleaned(self._rows())
        return filled(rows, self.merged) if self._fills else rows

    def warnings(self) -> tuple[Problem, ...]:
        """Sheets that were not read, and cells whose value the program that wrote the file did not keep."""
        others = [name for name in self._sheets if name != self._sheet.name]
        counts = {
            "padded_numbers": self._padded_count,
            "long_numbers": self._long_count,
            "error_cells": self._scan.error_count,
            "uncomputed_formulas": self._scan.uncomputed_count,
            "merged_cells": 0 if self._fills else len(self.merged),
        }
        return (*other_sheets(self._sheet.name, others), *counted(counts), *self._cells.warnings())

    def _rows(self) -> Iterator[list[str]]:
        padded = {column - 1 - self._left: PaddedColumn(runs) for column, runs in self._scan.padded.items()}
        timed = self._timed()
        for number, row in enumerate(self._sheet.iter_rows(), start=1):
            cells = [as_text(cell) for cell in row]
            for at in timed:
                cells[at] = _moment(row[at]) or cells[at]
            for at, column in padded.items():
                if (text := column.shown(number, row[at] if at < len(row) else "")) is not None:
                    self._padded_count += text != cells[at]
                    cells[at] = text
            for at, cell in enumerate(row):
                if type(cell) is float and abs(cell) >= _LONG and cell.is_integer():
                    cells[at] = self._long(number, at, cells[at])
            yield cells

    def _long(self, row: int, at: int, text: str) -> str:
        """A long whole number as it is written; counted, because 15 digits are all that Excel itself keeps."""
        self._long_count += 1
        return self._scan.long.get((row, at + 1 + self._left), text)

    def _timed(self) -> tuple[int, ...]:
        """The columns in which some moment is not midnight: there midnight is a time as well."""
        return tuple(
            {
                at
                for row in self._sheet.iter_rows()
                for at, cell in enumerate(row)
                if type(cell) is datetime and cell.time() != time()
            }
        )


def as_text(cell: Cell) -> str:
    """A cell as text: `7` not `7.0`, `0.3` not `0.30000000000000004`, ISO dates, `TRUE`/`FALSE`.

    Midnight is written as a date alone: a spreadsheet has no other way to hold a day.
    """
    match cell:
        case str():
            return cell
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


def _moment(cell: Cell) -> str:
    """A day as a moment, with midnight; empty for all else."""
    is_day = type(cell) is date or (type(cell) is datetime and cell.time() == time())
    return f"{as_text(cell)}T00:00:00" if is_day else ""


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
        raise damaged() from None


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
            raise damaged() from None
        if sheet.start is not None:
            return sheet, names
    raise Invalid([Problem("file", "empty_table", _("Bảng tính không có trang nào chứa dữ liệu."))])
