"""Rows below the data that are no data: totals, notes, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.reading.layout import NumberedRow
from portal.tabular.reading.source import SetAside
from portal.text import fold

TAIL_ROWS = 12
"""As many rows at the end of a table are looked at."""

_SHOWN_CHARS = 300
_TOTAL = re.compile(
    r"(?:[ivx]+[.)] *)?(?:tong(?: cong| so| chung)?|cong|(?:grand )?total)"
    r"(?: (?:toan )?(?:bang|nganh|quoc|thanh pho|tp|tinh|quan|huyen|thi xa|phuong|xa|truong|nam))?"
    r" *(?:\([^()]*\))? *[:.]?"
)
_NOTE = re.compile(
    r"(?:\(?\*+\)?|ghi chu|chu thich|chu y|nguon|luu y|nguoi lap|noi nhan|source|note)\b.*|\*+\W*\w.*"
)


def trailing(rows: Sequence[NumberedRow], width: int) -> tuple[SetAside, ...]:
    """Of the last rows of a table of `width` columns, those at the end that are totals or notes.

    A total among the data stays there, and so does a nearly blank row without a total or note above it.
    """
    kinds: list[str] = []
    certain = 0
    for row in reversed(rows):
        kind = _kind([cell.strip() for cell in row.cells], width)
        if kind is None:
            break
        kinds.append(kind)
        certain = len(kinds) if kind != "sparse" else certain
    return tuple(
        SetAside("total" if kind == "total" else "note", row.number, tuple(row.cells))
        for kind, row in zip(reversed(kinds[:certain]), rows[len(rows) - certain :], strict=True)
    )


def _kind(cells: Sequence[str], width: int) -> str | None:
    filled = [cell for cell in cells if cell]
    if not filled:
        return "sparse"
    label = fold(filled[0]) if len(filled[0]) < 200 else ""
    if _TOTAL.fullmatch(label) and any(char.isdigit() for cell in filled[1:] for char in cell[:40]):
        return "total"
    if width < 3 or len(filled) > max(1, width // 3):
        return None
    return "note" if _NOTE.fullmatch(label) and len(filled) == 1 else "sparse"


def told(rows: Sequence[SetAside]) -> tuple[Problem, ...]:
    """One sentence about the rows set aside, none if there are none."""
    found = [row for row in rows if row.kind != "column_numbers"]
    if not found:
        return ()
    text = " / ".join(" ".join(" ".join(row.cells).split()) for row in found)
    message = _(
        "Để riêng %(count)s dòng tổng hoặc ghi chú ở cuối bảng, không tính là dữ liệu: %(text)s",
        count=format_number(len(found)),
        text=text[:_SHOWN_CHARS],
    )
    return (Problem("file", "set_aside_rows", message),)
