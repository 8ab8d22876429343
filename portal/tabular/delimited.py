"""Rows of a CSV or TSV file, one at a time, each cell exactly as written."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TextIO

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.dialect import SAMPLE_CHARS, excel_directive, sniff
from portal.tabular.encoding import Encoding, detect_encoding
from portal.tabular.limits import MAX_FIELD_CHARS, MAX_RECORD_LINES

_END = "\0"
"""A line put after the last one: if it ends up inside a cell, a quote is still open. No cell holds a NUL."""


class DelimitedRows:
    """The rows of the file at `path`; may be iterated once. Raises `Invalid` for a file it cannot read."""

    sheet = None

    def __init__(self, path: Path, default_delimiter: str = ",") -> None:
        self._path = path
        self._encoding = detect_encoding(path)
        self._nul_count = 0
        with self._open() as file:
            sample = file.read(SAMPLE_CHARS).replace("\0", "")
        self._directive = excel_directive(sample)
        self.delimiter = self._directive or sniff(sample, default_delimiter)

    @property
    def encoding(self) -> str:
        """Python's name of the encoding; `utf-8` for UTF-8 with or without a mark."""
        return self._encoding.codec.removesuffix("-sig")

    def __iter__(self) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_FIELD_CHARS)
        with self._open() as file:
            reader = csv.reader(self._lines(file), delimiter=self.delimiter)
            try:
                yield from _records(reader)
            except csv.Error:
                raise _too_long(reader.line_num) from None

    def warnings(self) -> list[Problem]:
        """What to tell the steward; complete when the rows have been read."""
        found = []
        if self._encoding.is_guess:
            found.append(_guessed(self._encoding))
        if self._nul_count:
            count = format_number(self._nul_count)
            message = _("Đã bỏ %(count)s ký tự NUL (mã 0), vốn không phải chữ.", count=count)
            found.append(Problem("file", "nul_characters", message))
        return found

    def _open(self) -> TextIO:
        # newline="" keeps line ends inside quoted cells as they are, and ends a line at \n, \r\n or \r.
        return self._path.open(encoding=self._encoding.codec, newline="")

    def _lines(self, file: TextIO) -> Iterator[str]:
        if self._directive:
            file.readline(MAX_FIELD_CHARS)
        number = 0
        while line := file.readline(MAX_FIELD_CHARS):
            number += 1
            if len(line) >= MAX_FIELD_CHARS:
                raise _too_long(number)
            if "\0" in line:
                self._nul_count += line.count("\0")
                line = line.replace("\0", "")
            yield unicodedata.normalize("NFC", line) if self._encoding.is_decomposed else line
        yield _END


class _Reader(Protocol):
    """The part of `csv.reader` that `_records` uses; its own class has no public name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...


def _records(reader: _Reader) -> Iterator[list[str]]:
    """Rows up to the end mark, without blank lines. Raises `Invalid` for a quote that stays open."""
    before = 0
    for row in reader:
        start, before = before + 1, reader.line_num
        if row == [_END]:
            return
        if before - start >= MAX_RECORD_LINES or (row and _END in row[-1]):
            raise _unclosed(start)
        if row:
            yield row


def _guessed(encoding: Encoding) -> Problem:
    message = _(
        "Tệp không dùng UTF-8; đã đọc theo %(codec)s. Nếu chữ tiếng Việt bị sai, hãy lưu lại tệp với UTF-8.",
        codec=encoding.codec,
    )
    return Problem("file", "guessed_encoding", message)


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
