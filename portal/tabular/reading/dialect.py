"""The delimiter and the quote of a text table, found by trying each on the first rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.reading.header import is_heading

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARS = 64 * 1024
QUOTES = ('"', "'")
_RARE_DELIMITERS = ("^", "~", "\x1f")
_EXCEL_DIRECTIVE = re.compile(r"sep=([^\r\n])\r?\n", re.IGNORECASE)
_NAMED = {"\\t": "\t", "tab": "\t"}


@dataclass(frozen=True)
class Dialect:
    """What parts the cells of a row, and what stands around a cell that holds such a character."""

    delimiter: str
    quote: str = '"'
    skips_space: bool = False
    """Quoted cells have space in front: `1, "a, b"`."""


def choose_dialect(sample: str, default: str, asked: Dialect) -> Dialect:
    """The dialect of `sample`, the start of a file; what `asked` holds is taken as it is.

    Raises `Invalid` for a delimiter or quote that cannot be one.
    """
    delimiter = _NAMED.get(asked.delimiter, asked.delimiter)
    for name, value in (("delimiter", delimiter), ("quote", asked.quote)):
        if len(value) > 1 or value in ("\r", "\n", "\0") or (value and value == delimiter == asked.quote):
            raise Invalid([Problem(name, "not_a_character", _("Hãy nhập đúng một ký tự."))])
    quote = asked.quote or _quote(sample, delimiter)
    chosen = Dialect(delimiter or excel_directive(sample) or sniff(sample, default, quote), quote)
    spaced = replace(chosen, skips_space=True)
    return spaced if _needs_space(sample, spaced) else chosen


def excel_directive(text: str) -> str | None:
    """The delimiter that Excel's own first line `sep=;` declares, or None."""
    match = _EXCEL_DIRECTIVE.match(text)
    return match.group(1) if match else None


def sniff(sample: str, default: str = ",", quote: str = '"') -> str:
    """The delimiter that cuts `sample`, the start of a file, into rows most regularly, else `default`.

    A decimal comma makes `,` look regular in a `;` file, so a delimiter whose usual width has a heading wins.
    """
    for delimiters in (DELIMITERS, _RARE_DELIMITERS):
        scores = {delimiter: _score(sample, Dialect(delimiter, quote)) for delimiter in delimiters}
        best = max(delimiters, key=lambda delimiter: (scores[delimiter], delimiter == default))
        if scores[best] > (False, 0.0, 0):
            return best
    return default


def _needs_space(sample: str, spaced: Dialect) -> bool:
    """Whether rows are equally wide only when space in front of a quote is left out."""
    if not re.search(f"{re.escape(spaced.delimiter)} +{re.escape(spaced.quote)}", sample):
        return False
    widths = (
        {len(row) for row in _rows(sample, each)} for each in (spaced, replace(spaced, skips_space=False))
    )
    return len(next(widths)) == 1 < len(next(widths))


def _quote(sample: str, delimiter: str) -> str:
    """An apostrophe where it stands around cells and no double quote does."""
    marks = re.escape(delimiter) if delimiter else "[,;\t|]"

    def around(quote: str) -> int:
        edge = f"(?:^|{marks})"
        return len(re.findall(f"{edge}{quote}[^{quote}\\r\\n]*{quote}(?={marks}|\r?$)", sample, re.MULTILINE))

    return "'" if around("'") >= 2 and not around('"') else '"'


def _score(sample: str, dialect: Dialect) -> tuple[bool, float, int]:
    """Of the best width: whether a row of it is a heading, the share of rows that have it, the width."""
    rows = _rows(sample, dialect)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    headed = {len(row) for row in rows[:20] if is_heading(row)}
    scores = ((width in headed, count / len(rows), width) for width, count in widths.items())
    return max(scores, default=(False, 0.0, 0))


def _rows(sample: str, dialect: Dialect) -> list[list[str]]:
    lines = io.StringIO(sample, newline="")
    try:
        reader = csv.reader(
            lines,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote,
            skipinitialspace=dialect.skips_space,
        )
        rows = [row for row in reader if row]
    except csv.Error:
        return []
    # The sample was cut somewhere; its last row may be half a row.
    return rows[:-1] if len(sample) >= SAMPLE_CHARS else rows
