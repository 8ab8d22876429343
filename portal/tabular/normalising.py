"""Write rows as the one form everything else reads: UTF-8, commas, CRLF, one header, every row equally wide.

RFC 4180. Line ends inside cells stay as they were. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.header import column_names, filled_width, find_header
from portal.tabular.limits import MAX_COLUMNS, MAX_FIELD_CHARS
from portal.tabular.report import Column

_SAMPLE_ROWS = 50
_EXAMPLE_CHARS = 200


class RowSource(Protocol):
    """A file that yields rows of text cells, and afterwards tells what was odd about it."""

    @property
    def encoding(self) -> str | None: ...
    @property
    def delimiter(self) -> str | None: ...
    @property
    def sheet(self) -> str | None: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def warnings(self) -> list[Problem]: ...


@dataclass(frozen=True)
class Written:
    """What was written: the columns, the number of data rows, what had to be decided."""

    columns: tuple[Column, ...]
    row_count: int
    warnings: tuple[Problem, ...]


def write_table(rows: Iterable[list[str]], output: Path) -> Written:
    """Write the table that `rows` hold, title and header among them, to `output`.

    Short rows are padded; a row longer than the header widens the table, so no cell is lost. Rows without
    any value are left out. Raises `Invalid` for a table without any row or with too many columns.
    """
    iterator = iter(rows)
    first = list(islice((row for row in iterator if any(row)), _SAMPLE_ROWS))
    if not first:
        raise Invalid([Problem("file", "empty_table", _("Tệp không có dòng dữ liệu nào."))])
    _check_width(max(filled_width(row) for row in first))
    header = find_header(first)
    body = _Body(len(header.names), chain(first[header.first_row :], iterator))
    _write(output, header.names, body)
    names = header.names
    if body.longest > len(names):
        names = column_names([*names, *[""] * (body.longest - len(names))])
        _widen(output, names)
    columns = tuple(Column(name, body.examples.get(at, "")) for at, name in enumerate(names))
    return Written(columns, body.row_count, header.warnings + body.warnings())


@dataclass
class _Body:
    """The rows below the header, fitted to its width and counted while they pass.

    `examples` holds the first filled cell of each column, by position.
    """

    width: int
    rows: Iterable[list[str]]
    longest: int = 0
    row_count: int = 0
    short_count: int = 0
    long_count: int = 0
    examples: dict[int, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[list[str]]:
        missing = list(range(self.width))
        for row in self.rows:
            if not any(row):
                continue
            fitted = row if len(row) == self.width else self._fit(row)
            self.row_count += 1
            if missing:
                missing = [at for at in missing if not self._remember(fitted, at)]
            yield fitted

    def warnings(self) -> tuple[Problem, ...]:
        """Rows that were not as wide as the header."""
        found = []
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

    def _fit(self, row: list[str]) -> list[str]:
        if len(row) < self.width:
            self.short_count += 1
            return row + [""] * (self.width - len(row))
        fitted = row[: max(self.width, filled_width(row))]
        if len(fitted) > self.width:
            _check_width(len(fitted))
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


def _check_width(width: int) -> None:
    if width > MAX_COLUMNS:
        message = _(
            "Bảng có %(count)s cột, nhiều hơn giới hạn %(limit)s. Hãy kiểm tra dấu phân cách hoặc tách bảng.",
            count=format_number(width),
            limit=format_number(MAX_COLUMNS),
        )
        raise Invalid([Problem("file", "too_many_columns", message)])
