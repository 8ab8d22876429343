"""Which row looks like column names, and names that are unique and not blank."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

SEARCHED_ROWS = 20
NAME_CHARS = 200
"""A longer name is cut: in JSON it would be repeated in every row."""

_SCANNED_CHARS = 10 * NAME_CHARS
_NUMBER = re.compile(r"[+-]?[\d\s.,]*\d[\d\s.,]*%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u2060\xad"))
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_heading(row: list[str]) -> bool:
    """Whether `row` may hold column names: something is there and nothing but words and years."""
    cells = [cell.strip() for cell in row]
    return any(cells) and not any(is_number(cell) for cell in cells)


def is_number(cell: str) -> bool:
    """Whether `cell`, without space around, is a number or a date, but no year."""
    return len(cell) < 40 and _NUMBER.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)


def first_full_row(rows: list[list[str]]) -> int:
    """The index of the first row that fills most of the table's width: titles and units fill less."""
    usual = usual_width(rows)
    filled = (sum(1 for cell in row if cell.strip()) for row in rows[:SEARCHED_ROWS])
    return next((at for at, count in enumerate(filled) if count >= 0.6 * usual), 0)


def column_names(cells: list[str]) -> tuple[str, ...]:
    """Unique names: blanks become `cot_<position>`, a second `ten` becomes `ten_2`."""
    names: dict[str, None] = {}
    numbers: Counter[str] = Counter()
    used = {clean(cell) for cell in cells}
    for position, cell in enumerate(cells, start=1):
        name = clean(cell) or f"cot_{position}"
        unique = name
        while unique in names or (unique != name and unique in used):
            numbers[name] += 1
            unique = f"{name}_{numbers[name] + 1}"
        names[unique] = None
    return tuple(names)


def clean(cell: str) -> str:
    """A heading on one line, composed (NFC), without invisible characters, not too long."""
    text = cell[:_SCANNED_CHARS].translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", text).split())[:NAME_CHARS].rstrip()


def filled_width(row: list[str]) -> int:
    """The number of cells up to the last one that holds more than space."""
    return max((position for position, cell in enumerate(row, start=1) if cell.strip()), default=0)


def usual_width(rows: list[list[str]]) -> int:
    """The width that most rows have."""
    widths = Counter(width for row in rows if (width := filled_width(row)))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
