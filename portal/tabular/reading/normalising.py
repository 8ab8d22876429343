"""Write rows as the one form everything else reads: UTF-8, commas, CRLF, one header, every row equally wide.

RFC 4180. Line ends inside cells stay as they were. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_COLUMNS, MAX_FIELD_CHARS
from portal.tabular.options import ReadingOptions
from portal.tabular.reading import totals
from portal.tabular.reading.header import column_names, filled_width
from portal.tabular.reading.layout import Layout, NumberedRow, find_layout, named_layout
from portal.tabular.reading.source import RowSource, SetAside

SAMPLE_ROWS = 50
_EXAMPLE_CHARS = 200


@dataclass(frozen=True)
class Written:
    """What was written, and what had to be decided."""

    names: tuple[str, ...]
    examples: tuple[str, ...]
    row_count: int
    header_row: int | None
    header_height: int
    first_data_row: int
    set_aside: tuple[SetAside, ...]
    warnings: tuple[Problem, ...]


def write_table(source: RowSource, output: Path, options: ReadingOptions) -> Written:
    """Write the table that `source` holds, title and header among its rows, to `output`.

    Short rows are padded; a row longer than the header widens the table, so no cell is lost. Rows without
    any value are left out. Raises `Invalid` for a table without any row or with too many columns.
    """
    rows = (NumberedRow(number, row) for number, row in enumerate(source, start=1) if any(row))
    first = take_first(rows, options)
    layout = first_layout(source, first, options)
    body = _Body(len(layout.names), chain(first[layout.first_row :], rows), options.keep_totals)
    _write(output, layout.names, body)
    names = layout.names
    if body.longest > len(names):
        names = column_names([*names, *[""] * (body.longest - len(names))])
        _widen(output, names)
    return Written(
        names=names,
        examples=tuple(body.examples.get(at, "") for at in range(len(names))),
        row_count=body.row_count,
        header_row=None if layout.header is None else first[layout.header].number,
        header_height=layout.height,
        first_data_row=body.first_number or first[-1].number + 1,
        set_aside=(*layout.set_aside, *body.set_aside),
        warnings=(*layout.warnings, *body.warnings()),
    )


def take_first(rows: Iterator[NumberedRow], options: ReadingOptions) -> list[NumberedRow]:
    """The rows by which the layout is told. Raises `Invalid` when there are none or they are too wide."""
    first = list(islice(rows, SAMPLE_ROWS))
    while (
        first and options.header_row and first[-1].number < options.header_row + (options.header_height or 1)
    ):
        if (following := next(rows, None)) is None:
            break
        first.append(following)
    if not first:
        raise Invalid([Problem("file", "empty_table", _("Tệp không có dòng dữ liệu nào."))])
    check_width(max(filled_width(row.cells) for row in first))
    return first


def first_layout(source: RowSource, first: list[NumberedRow], options: ReadingOptions) -> Layout:
    """The layout that the first rows show, or that the format itself gives."""
    if source.has_names:
        return named_layout(first[0].cells)
    return find_layout(first, options, source.merged)


@dataclass
class _Body:
    """The rows below the header, fitted to its width and counted while they pass.

    `examples` holds the first filled cell of each column, by position.
    """

    width: int
    rows: Iterable[NumberedRow]
    keep_totals: bool
    longest: int = 0
    row_count: int = 0
    short_count: int = 0
    long_count: int = 0
    first_number: int | None = None
    set_aside: tuple[SetAside, ...] = ()
    examples: dict[int, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[list[str]]:
        missing = list(range(self.width))
        for row in self._data():
            cells = row.cells
            fitted = cells if len(cells) == self.width else self._fit(cells)
            self.row_count += 1
            if missing:
                self.first_number = self.first_number or row.number
                missing = [at for at in missing if not self._remember(fitted, at)]
            yield fitted

    def warnings(self) -> tuple[Problem, ...]:
        """Rows that were set aside, and rows that were not as wide as the header."""
        found = list(totals.told(self.set_aside))
        if self.short_count:
            message = _("%(count)s dòng thiếu ô; đã thêm ô trống.", count=format_number(self.short_count))
            found.append(Problem("file", "short_rows", message))
        if self.long_count:
            message = _(
                "%(count)s dòng có nhiều ô hơn tiêu đề; ô thừa nằm ở các cột cuối bảng.",
                count=format_number(self.long_count),
            )
            found.append(Problem("file", "long_rows", message))
        return tuple(found)

    def _data(self) -> Iterator[NumberedRow]:
        """The rows less the totals at their end, for which the last rows are held back."""
        held: deque[NumberedRow] = deque()
        for row in self.rows:
            held.append(row)
            if len(held) > totals.TAIL_ROWS:
                yield held.popleft()
        if not self.keep_totals:
            self.set_aside = totals.trailing(list(held), self.width)
        yield from islice(held, len(held) - len(self.set_aside))

    def _fit(self, row: list[str]) -> list[str]:
        if len(row) < self.width:
            self.short_count += 1
            return row + [""] * (self.width - len(row))
        fitted = row[: max(self.width, filled_width(row))]
        if len(fitted) > self.width:
            check_width(len(fitted))
            self.long_count += 1
            self._lengthen(fitted)
        return fitted

    def _lengthen(self, row: list[str]) -> None:
        self.longest = max(self.longest, len(row))
        for at in range(self.width, len(row)):
            if at not in self.examples:
                self._remember(row, at)

    def _remember(self, row: list[str], at: int) -> bool:
        if value := row[at].strip():
            self.examples[at] = value[:_EXAMPLE_CHARS]
        return bool(value)


def _write(output: Path, names: Iterable[str], rows: Iterable[list[str]]) -> None:
    with output.open("w", encoding="utf-8", newline="") as file:
        # CRLF also makes the writer quote cells that hold a lone \r or \n.
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows(rows)


def _widen(output: Path, names: tuple[str, ...]) -> None:
    """Write the table once more, with `names` as header and every row as wide. Few tables need it."""
    narrow = output.with_name(f"{output.name}.narrow")
    output.rename(narrow)
    try:
        csv.field_size_limit(MAX_FIELD_CHARS)
        with narrow.open(encoding="utf-8", newline="") as file:
            rows = islice(csv.reader(file), 1, None)
            _write(output, names, (row + [""] * (len(names) - len(row)) for row in rows))
    finally:
        narrow.unlink()


def check_width(width: int) -> None:
    """Raise `Invalid` for a table of too many columns."""
    if width > MAX_COLUMNS:
        message = _(
            "Bảng có %(count)s cột, nhiều hơn giới hạn %(limit)s. Hãy kiểm tra dấu phân cách hoặc tách bảng.",
            count=format_number(width),
            limit=format_number(MAX_COLUMNS),
        )
        raise Invalid([Problem("file", "too_many_columns", message)])
