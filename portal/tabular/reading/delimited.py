"""Rows of a CSV or TSV file, one at a time, each cell exactly as written."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TextIO

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_FIELD_CHARS, MAX_RECORD_LINES
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.cells import nul_characters
from portal.tabular.reading.dialect import SAMPLE_CHARS, Dialect, choose_dialect, excel_directive
from portal.tabular.reading.encoding import choose_encoding
from portal.tabular.reading.quotes import Lines, odd_record
from portal.tabular.reading.source import Region, SourceReport
from portal.tabular.reading.survey import survey
from portal.tabular.reading.vietnamese import composed

_END_OF_DOS = "\x1a"
_END = "\0"
"""A line put after the last one: if it ends up inside a cell, a quote is still open. No cell holds a NUL."""


class CsvReader(Protocol):
    """The part of `csv.reader` that is used here; its own class has no public name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class DelimitedRows:
    """The rows of the file at `path`, blank lines among them; may be iterated once.

    NUL characters are left out, letters whose signs are stored apart are joined; both are told. Raises
    `Invalid` for a file it cannot read.
    """

    has_names = False
    merged: tuple[Region, ...] = ()

    def __init__(self, path: Path, code: str, options: ReadingOptions) -> None:
        self.path = path
        self._format = code
        self.survey = survey(path)
        self.chosen = choose_encoding(path, self.survey, options.encoding)
        self._nul_count = 0
        self._joined_count = 0
        self._odd_count = self._first_odd = 0
        with self._open() as file:
            self.sample = self._finished(file.read(SAMPLE_CHARS).replace("\0", ""))
        default = "\t" if code == "tsv" else ","
        self.dialect = choose_dialect(self.sample, default, Dialect(options.delimiter, options.quote))

    def source(self) -> SourceReport:
        """Encoding and dialect."""
        return SourceReport(
            format=self._format,
            encoding=self.chosen.encoding.name,
            delimiter=self.dialect.delimiter,
            quote=self.dialect.quote,
            encoding_candidates=self.chosen.candidates,
        )

    def __iter__(self) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_FIELD_CHARS)
        with self._open() as file:
            lines = Lines(self._lines(file))
            try:
                yield from self._records(lines)
            except csv.Error:
                raise _too_long(lines.number) from None

    def warnings(self) -> tuple[Problem, ...]:
        """A doubtful encoding, characters left out or joined."""
        found = list(self.chosen.warnings())
        if self._nul_count:
            found.append(nul_characters(self._nul_count))
        if self._joined_count:
            message = _(
                "%(count)s dòng có dấu thanh lưu rời khỏi chữ (Unicode tổ hợp); đã ghép thành chữ dựng sẵn.",
                count=format_number(self._joined_count),
            )
            found.append(Problem("file", "joined_letters", message))
        if self._odd_count:
            message = _(
                "%(count)s dòng có dấu nháy đặt sai quy tắc (đầu tiên là dòng %(line)s); phần chữ trong ô được "
                "giữ nguyên văn. Hãy kiểm tra các dòng đó.",
                count=format_number(self._odd_count),
                line=format_number(self._first_odd),
            )
            found.append(Problem("file", "odd_quotes", message))
        if self.survey.lost_count and self.chosen.encoding.name == "utf-8":
            message = _(
                "%(count)s chữ trong tệp là ký tự thay thế “\ufffd”: chữ gốc đã mất từ trước. "
                "Hãy xuất lại từ phần mềm gốc với UTF-8.",
                count=format_number(self.survey.lost_count),
            )
            found.append(Problem("file", "lost_characters", message))
        return tuple(found)

    def _open(self) -> TextIO:
        # newline="" keeps line ends inside quoted cells as they are, and ends a line at \n, \r\n or \r.
        encoding = self.chosen.encoding
        return self.path.open(encoding=encoding.codec, errors=encoding.errors, newline="")

    def _lines(self, file: TextIO) -> Iterator[str]:
        if excel_directive(self.sample):
            file.readline(MAX_FIELD_CHARS)
            yield "\n"
        is_plain = not (self.survey.nul_count or self.survey.has_signs or self.chosen.encoding.finish)
        number = 0
        while line := file.readline(MAX_FIELD_CHARS):
            number += 1
            if line == _END_OF_DOS:
                continue
            if len(line) >= MAX_FIELD_CHARS:
                raise _too_long(number)
            yield line if is_plain else self._cleaned(line)
        yield _END

    def _cleaned(self, line: str) -> str:
        if "\0" in line:
            self._nul_count += line.count("\0")
            line = line.replace("\0", "")
        finished = self._finished(line)
        self._joined_count += finished != line and not self.chosen.encoding.finish
        return finished

    def _records(self, lines: Lines) -> Iterator[list[str]]:
        """Rows up to the end mark. Raises `Invalid` for a quote that stays open."""
        reader = csv.reader(
            lines,
            delimiter=self.dialect.delimiter,
            quotechar=self.dialect.quote,
            skipinitialspace=self.dialect.skips_space,
            strict=True,
        )
        while True:
            start = lines.number + 1
            lines.begin()
            try:
                row = next(reader)
            except csv.Error:
                row = odd_record(lines, self.dialect)
                self._odd_count += 1
                self._first_odd = self._first_odd or start
            if row == [_END]:
                return
            if lines.number - start >= MAX_RECORD_LINES or (row and _END in row[-1]):
                raise _unclosed(start)
            yield row

    def _finished(self, text: str) -> str:
        return (self.chosen.encoding.finish or composed)(text)


def _too_long(line: int) -> Invalid:
    message = _(
        "Ô hoặc dòng ở gần dòng %(line)s dài hơn %(limit)s ký tự. Hãy kiểm tra dấu nháy kép, dấu xuống dòng.",
        line=format_number(line),
        limit=format_number(MAX_FIELD_CHARS),
    )
    return Invalid([Problem("file", "field_too_long", message)])


def _unclosed(line: int) -> Invalid:
    message = _(
        'Dấu nháy kép (") mở ở bản ghi bắt đầu từ dòng %(line)s không được đóng. Hãy sửa rồi tải lại.',
        line=format_number(line),
    )
    return Invalid([Problem("file", "unclosed_quote", message)])
