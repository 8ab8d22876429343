"""CSV and TSV: UTF-8, headings as in the file, CRLF (RFC 4180)."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable

from portal.tabular.columns import Column, ColumnType
from portal.tabular.export.guard import guard_formula, guarded
from portal.tabular.export.plan import ExportOptions, Plan, Rows, quoted


def csv_plan(rows: Rows, options: ExportOptions) -> Plan:
    """Cells parted by commas."""
    return _plan(rows, options, ",")


def excel_csv_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """CSV as Excel wants it: with the mark of UTF-8, never with a formula."""
    return _plan(rows, ExportOptions(has_mark=True), ",")


def tsv_plan(rows: Rows, options: ExportOptions) -> Plan:
    """Cells parted by tabs."""
    return _plan(rows, options, "\t")


def heading(names: Iterable[str], options: ExportOptions, delimiter: str = ",") -> bytes:
    """The first line, with what stands before it."""
    line = io.StringIO(newline="")
    cells = names if options.is_raw else map(guard_formula, names)
    csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return (BOM_UTF8 if options.has_mark else b"") + line.getvalue().encode()


def _plan(rows: Rows, options: ExportOptions, delimiter: str) -> Plan:
    return Plan(
        select=", ".join(_cell(column, options) for column in rows.columns),
        options=f"FORMAT csv, HEADER false, DELIMITER '{delimiter}', NEW_LINE '\\r\\n'",
        head=heading((column.name for column in rows.columns), options, delimiter),
    )


def _cell(column: Column, options: ExportOptions) -> str:
    name = quoted(column.key)
    is_plain = options.is_raw or column.type != ColumnType.TEXT
    return name if is_plain else f"{guarded(name)} AS {name}"
