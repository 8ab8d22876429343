"""Tables for spreadsheets: CSV that Excel opens as it is, and XLSX. Memory does not grow with the rows."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import IO, Any

import xlsxwriter

from portal.tabular.export.guard import guard_formula

BOM = b"\xef\xbb\xbf"
BATCH = 200
MOST_ROWS = 1_048_576 - 5
"""Rows that a sheet can hold under its headings."""
HEADER_ROW = 3
NARROWEST, WIDEST = 8, 60

Row = Sequence[Any]


def stream_csv(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """CSV in UTF-8 with BOM, CRLF and days as 2026-11-20; no cell can run as a formula."""
    yield BOM + _lines([header])
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield _lines(batch)


def _lines(rows: Iterable[Row]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guard_formula(value)
    return "" if value is None else value


def write_xlsx(title: str, note: str, header: Sequence[str], rows: Iterable[Row]) -> IO[bytes]:
    """A workbook of one sheet, in a temporary file that vanishes when closed: title, note, headings, rows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "comments": note})
        _fill(book, title, note, header, rows)
    file.seek(0)
    return file


def _fill(book: Any, title: str, note: str, header: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet()
    heading = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E0EFEB", "bottom": 1}
    )
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    widths = [len(name) for name in header]
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, note)
    sheet.write_row(HEADER_ROW, 0, header, heading)
    last = HEADER_ROW
    for last, row in enumerate(islice(rows, MOST_ROWS), HEADER_ROW + 1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, day)
            widths[column] = max(widths[column], 10 if isinstance(value, date) else len(str(value or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.autofilter(HEADER_ROW, 0, last, len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:32_000])
