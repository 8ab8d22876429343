"""Which row holds the column names, and names that are unique and not blank."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _

SEARCHED_ROWS = 20
NAME_CHARS = 200
"""A longer name is cut: in JSON it would be repeated in every row."""

_SCANNED_CHARS = 10 * NAME_CHARS
_TITLE_CHARS = 300
_NUMBER = re.compile(r"[+-]?[\d\s.,]*\d[\d\s.,]*%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The column names; `first_row` is the index of the first data row among the rows looked at."""

    names: tuple[str, ...]
    first_row: int
    warnings: tuple[Problem, ...]


def is_heading(row: list[str]) -> bool:
    """Whether `row` may hold column names: something is there and nothing but words and years."""
    cells = [cell.strip() for cell in row]
    return any(cells) and not any(_is_number(cell) for cell in cells)


def find_header(rows: list[list[str]]) -> Header:
    """The header among the first rows of a table: the first row that fills most of its width, if a heading.

    Emptier rows above it (a title, a date, a unit) are left out. Where that row is no heading, as in a file
    that starts with its data, columns are called `cot_1`, `cot_2`, … and every row is data.
    """
    usual = _usual_width(rows)
    filled = (sum(1 for cell in row if cell.strip()) for row in rows[:SEARCHED_ROWS])
    index = next((at for at, count in enumerate(filled) if count >= 0.6 * usual), 0)
    if is_heading(rows[index]):
        return _named(rows, index, max(usual, filled_width(rows[index])))
    message = _("Không thấy dòng tiêu đề; các cột được đặt tên cot_1, cot_2, … Hãy thêm dòng tiêu đề.")
    return Header(column_names([""] * usual), 0, (Problem("file", "no_header", message),))


def column_names(cells: list[str]) -> tuple[str, ...]:
    """Unique names: blanks become `cot_<position>`, a second `ten` becomes `ten_2`."""
    names: list[str] = []
    used = {_clean(cell) for cell in cells}
    for position, cell in enumerate(cells, start=1):
        name = _clean(cell) or f"cot_{position}"
        unique, number = name, 1
        while unique in names or (unique != name and unique in used):
            number += 1
            unique = f"{name}_{number}"
        names.append(unique)
    return tuple(names)


def _named(rows: list[list[str]], index: int, width: int) -> Header:
    cells = rows[index][:width] + [""] * (width - len(rows[index]))
    names = column_names(cells)
    warnings = [_titles(rows[:index])] if index else []
    for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if _clean(cell) != name or len(cell) > NAME_CHARS:
            message = _("Tiêu đề cột trống, trùng hoặc quá dài; cột được đặt tên %(name)s.", name=name)
            warnings.append(Problem(f"columns.{position}", "renamed_column", message))
    return Header(names, index + 1, tuple(warnings))


def _titles(rows: list[list[str]]) -> Problem:
    text = " / ".join(_clean(" ".join(row)) for row in rows)
    message = _(
        "Bỏ qua %(count)s dòng phía trên dòng tiêu đề: %(text)s",
        count=format_number(len(rows)),
        text=text[:_TITLE_CHARS],
    )
    return Problem("file", "title_rows", message)


def _is_number(cell: str) -> bool:
    return len(cell) < 40 and _NUMBER.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)


def _clean(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell[:_SCANNED_CHARS]).split())[:NAME_CHARS].rstrip()


def filled_width(row: list[str]) -> int:
    """The number of cells up to the last one that holds more than space."""
    return max((position for position, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _usual_width(rows: list[list[str]]) -> int:
    widths = Counter(width for row in rows if (width := filled_width(row)))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
