"""Cells made storable: no NUL, letters and their signs as one character, none too long; what was done is counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_FIELD_CHARS
from portal.tabular.reading.vietnamese import composed


class Cells:
    """Cleans the cells of formats that are no plain text. `finish` turns what an old codec gave into letters."""

    def __init__(self, finish: Callable[[str], str] | None = None) -> None:
        self._finish = finish
        self._nul_count = self._joined_count = 0

    def cleaned(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """The rows with every cell clean. Raises `Invalid` for a cell that is too long."""
        for number, row in enumerate(rows, start=1):
            yield row if self._is_clean("".join(row)) else [self._clean(cell, number) for cell in row]

    def warnings(self) -> tuple[Problem, ...]:
        """What was left out or joined so far."""
        found = [nul_characters(self._nul_count)] if self._nul_count else []
        if self._joined_count:
            message = _(
                "%(count)s ô có dấu thanh lưu rời khỏi chữ (Unicode tổ hợp); đã ghép thành chữ dựng sẵn.",
                count=format_number(self._joined_count),
            )
            found.append(Problem("file", "joined_letters", message))
        return tuple(found)

    def _is_clean(self, text: str) -> bool:
        if len(text) > MAX_FIELD_CHARS or "\0" in text:
            return False
        return text.isascii() or (not self._finish and unicodedata.is_normalized("NFC", text))

    def _clean(self, cell: str, row: int) -> str:
        if len(cell) > MAX_FIELD_CHARS:
            raise _too_long(row)
        if "\0" in cell:
            self._nul_count += cell.count("\0")
            cell = cell.replace("\0", "")
        if cell.isascii():
            return cell
        if self._finish:
            return self._finish(cell)
        if unicodedata.is_normalized("NFC", cell):
            return cell
        joined = composed(cell)
        self._joined_count += joined != cell
        return joined


def nul_characters(count: int) -> Problem:
    """NUL was left out that many times."""
    message = _("Đã bỏ %(count)s ký tự NUL (mã 0), vốn không phải chữ.", count=format_number(count))
    return Problem("file", "nul_characters", message)


def _too_long(row: int) -> Invalid:
    message = _(
        "Một ô ở dòng %(row)s dài hơn %(limit)s ký tự. Hãy rút ngắn hoặc tách dữ liệu của ô đó.",
        row=format_number(row),
        limit=format_number(MAX_FIELD_CHARS),
    )
    return Invalid([Problem("file", "field_too_long", message)])
