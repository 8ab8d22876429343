"""Make table files and see what the reader makes of them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from portal.errors import Invalid, Problem
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.source import ReadTable
from portal.tabular.reading.table import read_table


def read(content: str | bytes, filename: str = "a.csv", **options: Any) -> tuple[list[list[str]], ReadTable]:
    """Read `content` as a file of that name; returns all rows, header first, and what was found."""
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder, "source"), Path(folder, "output.csv")
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        report = read_table(source, filename, output, ReadingOptions(**options))
        with output.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file)), report


def rows_of(content: str | bytes, filename: str = "a.csv", **options: Any) -> list[list[str]]:
    """All rows, header first."""
    return read(content, filename, **options)[0]


def warnings_of(content: str | bytes, filename: str = "a.csv", **options: Any) -> list[str]:
    """The codes of what the steward is told."""
    return [warning.code for warning in read(content, filename, **options)[1].warnings]


def refusal_of(content: str | bytes, filename: str = "a.csv", **options: Any) -> Problem:
    """The one problem the file is refused for."""
    with pytest.raises(Invalid) as refusal:
        read(content, filename, **options)
    (problem,) = refusal.value.problems
    return problem


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    formats: Mapping[tuple[int, int], str] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """An XLSX with these sheets; `formats` gives cells a number format, by row and column."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for at_row, row in enumerate(rows):
                for at, value in enumerate(row):
                    code = (formats or {}).get((at_row, at))
                    style = book.add_format({"num_format": code}) if code else None
                    write = sheet.write_string if isinstance(value, str) else sheet.write
                    write(at_row, at, value, style)
    return data.getvalue()
