"""Where the names stand in a table and where its data begins, told from its first rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.options import ReadingOptions
from portal.tabular.reading import two_rows
from portal.tabular.reading.header import (
    NAME_CHARS,
    clean,
    column_names,
    filled_width,
    first_full_row,
    is_heading,
    usual_width,
)
from portal.tabular.reading.source import Region, SetAside

_TITLE_CHARS = 300
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:[A-Z]|\d{1,3})\s*\)?")
_LETTER = re.compile(r"[A-Z]\d?")
_GUESSED = ReadingOptions()


class NumberedRow(NamedTuple):
    """A row with its number in the file, from 1. A tuple, because there is one for each row."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Layout:
    """The column names; `first_row` is the index of the first data row among the rows looked at.

    `header` is the index of the first row of names, None where there is none; `height` how many they are.
    """

    names: tuple[str, ...]
    first_row: int
    header: int | None = None
    height: int = 1
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[Problem, ...] = ()


def find_layout(
    first: Sequence[NumberedRow], options: ReadingOptions = _GUESSED, merged: Sequence[Region] = ()
) -> Layout:
    """The layout of a table whose first rows, none of them blank, are `first`.

    The header is the first row that fills most of the width, if a heading, with the row above or below it
    where both are one header. Emptier rows above it (a title, a date, a unit) are left out. Where that row is no
    heading, as in a file that starts with its data, columns are called `cot_1`, `cot_2`, … and every row is
    data. What `options` say of the header goes before. Raises `Invalid` when they name a blank row.
    """
    rows = [row.cells for row in first]
    if options.header_row is not None:
        place = _asked(first, options.header_row)
    else:
        place = first_full_row(rows)
        if not is_heading(rows[place]):
            return _unnamed(rows)
    if place is None:
        return Layout(column_names([""] * max(map(filled_width, rows))), 0)
    if options.header_height:
        height = min(options.header_height, len(rows) - place)
    else:
        place, height = _tall(first, place, merged, may_move=options.header_row is None)
    return _named(first, place, height, keep_numbers=options.keep_totals)


def named_layout(names: list[str]) -> Layout:
    """The layout of rows whose format names the columns: the first row is `names`."""
    unique = column_names(names)
    return Layout(unique, 1, header=None, warnings=_renamed(names, unique))


def _asked(first: Sequence[NumberedRow], number: int) -> int | None:
    if number == 0:
        return None
    place = next((at for at, row in enumerate(first) if row.number == number), None)
    if place is None:
        message = _("Dòng %(row)s trống hoặc không có trong tệp.", row=format_number(number))
        raise Invalid([Problem("header_row", "blank_row", message)])
    return place


def _unnamed(rows: list[list[str]]) -> Layout:
    message = _("Không thấy dòng tiêu đề; các cột được đặt tên cot_1, cot_2, … Hãy thêm dòng tiêu đề.")
    warning = Problem("file", "no_header", message)
    return Layout(column_names([""] * usual_width(rows)), 0, warnings=(warning,))


def _tall(
    first: Sequence[NumberedRow], place: int, merged: Sequence[Region], *, may_move: bool
) -> tuple[int, int]:
    """The first row of the header and its height, when the row at `place` belongs to it."""
    rows = [row.cells for row in first]
    for top in (place - 1, place) if may_move else (place,):
        if top >= 0 and two_rows.covers(rows, top, [r for r in merged if r[0][0] == first[top].number]):
            return top, 2
    return place, 1


def _named(first: Sequence[NumberedRow], place: int, height: int, *, keep_numbers: bool) -> Layout:
    rows = [row.cells for row in first]
    header = rows[place : place + height]
    cells = header[0] if height == 1 else two_rows.joined(header)
    width = max(usual_width(rows), filled_width(cells))
    cells = cells[:width] + [""] * (width - len(cells))
    names = column_names(cells)
    warnings = [_titles(rows[:place])] if place else []
    data = place + height
    aside: tuple[SetAside, ...] = ()
    if not keep_numbers and _are_column_numbers(rows, data):
        aside = (SetAside("column_numbers", first[data].number, tuple(first[data].cells)),)
        data += 1
    return Layout(names, data, place, height, aside, (*warnings, *_renamed(cells, names)))


def _are_column_numbers(rows: list[list[str]], at: int) -> bool:
    """Whether the row below the header only numbers the columns: `A, B, 1, 2` or `(1), (2), (3)`.

    Not where the row below it begins with a letter of its own: then letters are what the table is about.
    """
    cells = [cell.strip() for cell in rows[at]] if at + 1 < len(rows) else []
    if cells and _LETTER.fullmatch(next((cell.strip() for cell in rows[at + 1] if cell.strip()), "")):
        return False
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or not all(map(_COLUMN_NUMBER.fullmatch, filled)):
        return False
    bare = [cell.strip("() ") for cell in filled]
    letters = [cell for cell in bare if cell.isalpha()]
    numbers = [int(cell) for cell in bare if cell.isdigit()]
    in_order = bare == letters + [str(n) for n in numbers] and [ord(c) - 64 for c in letters] == list(
        range(1, len(letters) + 1)
    )
    is_marked = bool(letters and numbers) or all(cell.startswith("(") for cell in filled)
    start = numbers[0] if numbers else 1
    return (
        in_order and is_marked and numbers == list(range(start, start + len(numbers))) and start <= len(bare)
    )


def _renamed(cells: Sequence[str], names: Sequence[str]) -> tuple[Problem, ...]:
    found = []
    for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if clean(cell) != name or len(cell) > NAME_CHARS:
            message = _("Tiêu đề cột trống, trùng hoặc quá dài; cột được đặt tên %(name)s.", name=name)
            found.append(Problem(f"columns.{position}", "renamed_column", message))
    return tuple(found)


def _titles(rows: list[list[str]]) -> Problem:
    text = " / ".join(clean(" ".join(row)) for row in rows)
    message = _(
        "Bỏ qua %(count)s dòng phía trên dòng tiêu đề: %(text)s",
        count=format_number(len(rows)),
        text=text[:_TITLE_CHARS],
    )
    return Problem("file", "title_rows", message)
