"""Text files so plain that a database may read them itself, at many times the speed of rows in Python."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

from portal.errors import Problem
from portal.tabular.limits import MAX_FIELD_CHARS
from portal.tabular.options import ReadingOptions
from portal.tabular.reading import totals
from portal.tabular.reading.delimited import CsvReader, DelimitedRows
from portal.tabular.reading.dialect import SAMPLE_CHARS, excel_directive
from portal.tabular.reading.layout import NumberedRow
from portal.tabular.reading.normalising import SAMPLE_ROWS, first_layout, take_first
from portal.tabular.reading.opening import detected_format
from portal.tabular.reading.source import SetAside, SourceReport

_TAIL_BYTES = 64 * 1024
_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class PlainDialect:
    """How to read the file: UTF-8, `skip_lines` lines, then data of `names`, every row as wide.

    Lines end with `line_end`. That rows are as wide and quotes closed is not known: whoever reads must stop
    at a row that is not, and use `read_table` instead. `source`, `set_aside` and `warnings` are what
    `read_table` would say.
    """

    names: tuple[str, ...]
    delimiter: str
    quote: str
    line_end: str
    skip_lines: int
    source: SourceReport
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[Problem, ...] = ()


def plain_csv(source: Path, filename: str, options: ReadingOptions) -> PlainDialect | None:
    """How a database can read the file, or None when it must be read by `read_table`.

    None: another encoding than UTF-8, NUL characters, signs apart from their letters, mixed line ends, cells of
    several lines near the start, blank rows, totals at the end. Raises `Invalid` as `read_table` does.
    """
    code = detected_format(source, filename)
    if code not in ("csv", "tsv"):
        return None
    rows = DelimitedRows(source, code, options)
    line_end = _line_end(rows)
    if line_end is None or excel_directive(rows.sample) or rows.dialect.skips_space:
        return None
    sample = _sample(rows)
    if sample is None:
        return None
    first = take_first(iter(sample.rows), options)
    layout = first_layout(rows, first, options)
    data = first[layout.first_row].number if layout.first_row < len(first) else first[-1].number + 1
    widths = {len(row.cells) for row in first[layout.first_row :]}
    if sample.lines[data - 2 if data > 1 else 0] != max(1, data - 1) or widths - {len(layout.names)}:
        return None
    if _has_blank_rows(rows, line_end, len(layout.names)) or (
        not options.keep_totals and _has_totals(rows, line_end, len(layout.names))
    ):
        return None
    report = replace(
        rows.source(),
        header_row=None if layout.header is None else first[layout.header].number,
        header_height=layout.height,
        first_data_row=data,
    )
    return PlainDialect(
        names=layout.names,
        delimiter=rows.dialect.delimiter,
        quote=rows.dialect.quote,
        line_end=line_end,
        skip_lines=data - 1,
        source=report,
        set_aside=layout.set_aside,
        warnings=(*rows.warnings(), *layout.warnings),
    )


def _line_end(rows: DelimitedRows) -> str | None:
    """What ends every line of a file that is clean UTF-8, None when that differs or it is not."""
    found = rows.survey
    if rows.chosen.encoding.name != "utf-8" or found.nul_count or found.has_signs or not found.line_feeds:
        return None
    if not found.carriage_returns:
        return "\n"
    return "\r\n" if found.carriage_returns == found.crlf_count == found.line_feeds else None


@dataclass(frozen=True)
class _Sample:
    """The first rows less the blank ones; `lines` holds for every row, blank or not, the line it ends at."""

    rows: list[NumberedRow]
    lines: list[int]


def _sample(rows: DelimitedRows) -> _Sample | None:
    reader = _parsed(rows.sample, rows)
    numbered, lines = [], []
    for number, cells in enumerate(reader, start=1):
        lines.append(reader.line_num)
        if any(cells):
            numbered.append(NumberedRow(number, cells))
    if len(rows.sample) < SAMPLE_CHARS:
        return _Sample(numbered, lines)
    # The sample was cut somewhere; its last row may be half a row.
    return _Sample(numbered[:-1], lines) if len(numbered) > SAMPLE_ROWS else None


def _parsed(text: str, rows: DelimitedRows) -> CsvReader:
    csv.field_size_limit(MAX_FIELD_CHARS)
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=rows.dialect.delimiter, quotechar=rows.dialect.quote)


def _has_blank_rows(rows: DelimitedRows, line_end: str, width: int) -> bool:
    """Whether a row as wide as the table holds nothing. A database skips blank lines, except of one column."""
    needle = (line_end + rows.dialect.delimiter * (width - 1) + line_end).encode()
    tail = b""
    with rows.path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return tail.endswith(needle[: -len(line_end)]) and width > 1


def _has_totals(rows: DelimitedRows, line_end: str, width: int) -> bool:
    """Whether rows at the end are to be set aside, or cannot be told."""
    with rows.path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        text = file.read().decode(errors="ignore")
    if size > _TAIL_BYTES:
        text = text.partition(line_end)[2]
    if text.count(rows.dialect.quote) % 2:
        return True
    last = [NumberedRow(at, cells) for at, cells in enumerate(_parsed(text, rows)) if any(cells)]
    return bool(totals.trailing(last[-totals.TAIL_ROWS :], width))
