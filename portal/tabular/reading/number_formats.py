"""Number formats of spreadsheets that show zeros in front: 4 under `00000` is read as 00004.

Codes of schools, wards and people are often kept so; as a number they would lose what readers see. All other
formats change how a number looks, not which it is, and are left out (ECMA-376-1 §18.8.31).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

_SECTION = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
_ATTRIBUTE = re.compile(r"""\b(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TOKEN = re.compile(r'\\(.)|"([^"]*)"|([0#])|([-() +/])|_.|\*.')
_CONDITION = re.compile(r"\[[^\]]*\]")

Pattern = tuple[str, ...]
"""One item for each digit shown, empty, or for a sign between digits."""


@dataclass
class Run:
    """Cells of one column, one below the other, shown by the same pattern. Rows count from 1."""

    first: int
    last: int
    pattern: Pattern


class PaddedColumn:
    """The cells of one column that show zeros in front; to be asked from the first row to the last."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = iter(sorted(runs, key=lambda run: run.first))
        self._run = next(self._runs, None)

    def shown(self, row: int, cell: object) -> str | None:
        """What the cell shows, None when that is just its value."""
        while self._run and self._run.last < row:
            self._run = next(self._runs, None)
        if self._run is None or self._run.first > row or isinstance(cell, bool):
            return None
        if not isinstance(cell, int | float) or cell < 0 or cell != int(cell):
            return None
        return shown(int(cell), self._run.pattern)


def padded_styles(styles_xml: str) -> dict[int, Pattern]:
    """The cell styles, by index, whose numbers are shown with zeros in front."""
    codes: dict[str, str] = {}
    for found in _FORMAT.findall(styles_xml):
        attributes = _attributes(found)
        codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
    section = _SECTION.search(styles_xml)
    styles = {}
    for index, found in enumerate(_XF.findall(section.group()) if section else ()):
        if pattern := padding(codes.get(_attributes(found).get("numFmtId", ""), "")):
            styles[index] = pattern
    return styles


def padding(code: str) -> Pattern | None:
    """The pattern of a number format such as `00000` or `0000\\-000`, None for one that pads no zeros."""
    rest = _CONDITION.sub("", code.split(";", 1)[0])
    pattern: list[str] = []
    digits = ""
    while rest:
        token = _TOKEN.match(rest)
        if token is None:
            return None
        escaped, quoted, digit, sign = token.groups()
        digits += digit or ""
        pattern.append("" if digit else escaped or quoted or sign or "")
        if not digit and not pattern[-1]:
            pattern.pop()
        rest = rest[token.end() :]
    return tuple(pattern) if len(digits) > 1 and digits[0] == "0" else None


def shown(number: int, pattern: Pattern) -> str:
    """`number`, not negative, as a cell with this pattern shows it."""
    digits = str(number).zfill(pattern.count(""))
    extra = len(digits) - pattern.count("")
    text, at = "", 0
    for item in pattern:
        if item:
            text += item
            continue
        end = at + 1 if at else 1 + extra
        text += digits[at:end]
        at = end
    return text


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}
