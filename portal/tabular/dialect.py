"""The delimiter of a text table, found by trying each on the first rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from portal.tabular.header import is_heading

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARS = 64 * 1024
_EXCEL_DIRECTIVE = re.compile(r"sep=([^\r\n])\r?\n", re.IGNORECASE)


def excel_directive(text: str) -> str | None:
    """The delimiter that Excel's own first line `sep=;` declares, or None."""
    match = _EXCEL_DIRECTIVE.match(text)
    return match.group(1) if match else None


def sniff(sample: str, default: str = ",") -> str:
    """The delimiter that cuts `sample`, the start of a file, into rows most regularly, else `default`.

    A decimal comma makes `,` look regular in a `;` file, so a delimiter whose usual width has a heading wins.
    """
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: (scores[delimiter], delimiter == default))
    return best if scores[best] > (False, 0.0, 0) else default


def _score(sample: str, delimiter: str) -> tuple[bool, float, int]:
    """Of the best width: whether a row of it is a heading, the share of rows that have it, the width."""
    rows = _rows(sample, delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    headed = {len(row) for row in rows[:20] if is_heading(row)}
    scores = ((width in headed, count / len(rows), width) for width, count in widths.items())
    return max(scores, default=(False, 0.0, 0))


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return []
    # The sample was cut somewhere; its last row may be half a row.
    return rows[:-1] if len(sample) >= SAMPLE_CHARS else rows
