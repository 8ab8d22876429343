"""Cells that a spreadsheet would run as a formula get an apostrophe; numbers and telephone numbers do not."""

from __future__ import annotations

import re

_DIGIT_OR_NOTHING = r"(?:[.,]?[0-9][0-9., \x{a0}]*(?:[eE][+-]?[0-9]+)?%?|-*)"
# = @ and control characters always; + and - unless the rest is a plain number (-5, -1.234,5, +84 912 345 678,
# -2e-3, -5%) or nothing but dashes, which stand for "no value".
_FORMULA = re.compile(rf"[=@\t\r\n]|[+-](?!{_DIGIT_OR_NOTHING}\Z)".replace(r"\x{a0}", "\u00a0"))


def guard_formula(cell: str) -> str:
    """`cell` with an apostrophe before it when a spreadsheet would run it, else unchanged."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def guarded(expression: str) -> str:
    """The SQL of `guard_formula`, for a text; most cells are told harmless by their first letter."""
    harmful = (
        f"regexp_matches({expression}, '^[=@\\t\\r\\n]') OR (regexp_matches({expression}, '^[+-]') "
        f"AND NOT regexp_full_match({expression}, '[+-]{_DIGIT_OR_NOTHING}'))"
    )
    is_suspect = f"{expression} < 'A' AND NOT ({expression} >= '0' AND {expression} < ':')"
    return f"CASE WHEN {is_suspect} AND ({harmful}) THEN '''' || {expression} ELSE {expression} END"
