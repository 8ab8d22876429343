"""Reads records one by one from JSON of any size: lines, a list, a list in an envelope; plain or gzipped."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.errors import Problem
from portal.i18n import gettext as _

LONGEST_ITEM = 32 * 2**20
"""Characters of one record; more is refused, so that memory stays bounded."""
CHUNK = 2**16
LISTS = frozenset({"dataset", "datasets", "result", "results", "packages"})
"""Keys of an envelope under which the records stand."""
LONGEST_NUMBER = 300


@dataclass(frozen=True)
class Item:
    """One value of the file with its place; `value` is None where `problem` says why it cannot be read."""

    place: str
    value: Any = None
    problem: Problem | None = None
    is_damaged: bool = False


class Broken(Exception):
    """The file cannot be read further."""


def _integer(text: str) -> int | None:
    return int(text) if len(text) <= LONGEST_NUMBER else None


def _no_number(_text: str) -> None:
    """NaN and Infinity are no JSON."""


DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=_no_number, strict=False)


def read_items(path: Path) -> Iterator[Item]:
    """Every record of the file; unreadable ones as problems. Raises `OSError` where it cannot be opened."""
    with _open(path) as stream:
        try:
            yield from _lines(stream) if _is_lines(stream) else Document(stream).items()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            message = _("Tệp nén bị đứt hoặc hỏng; phần còn lại không đọc được.")
            yield Item(_("cuối tệp"), problem=Problem("", "broken", message))


@contextmanager
def _open(path: Path) -> Iterator[io.TextIOWrapper]:
    with path.open("rb") as file:
        head = file.read(2)
        file.seek(0)
        packed = gzip.GzipFile(fileobj=file) if head == b"\x1f\x8b" else None
        encoding = "utf-16" if head in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        source: Any = packed or file
        with io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="\n") as text:
            yield text


def _is_lines(stream: io.TextIOWrapper) -> bool:
    """Whether each line is a record of its own. Leaves the stream at its start."""
    first = _next_line(stream)
    second = _next_line(stream)
    stream.seek(0)
    if not first.startswith(("{", "[")):
        return True
    try:
        value = DECODER.decode(first) if len(first) < LONGEST_ITEM else None
    except (ValueError, RecursionError):
        return first.startswith("{") and first != "{" and second.startswith("{")
    return isinstance(value, dict) and not any(isinstance(value.get(key), list | dict) for key in LISTS)


def _next_line(stream: io.TextIOWrapper) -> str:
    while line := stream.readline(LONGEST_ITEM):
        if line.strip():
            return line.strip()
    return ""


def _lines(stream: io.TextIOWrapper) -> Iterator[Item]:
    number = 0
    while line := stream.readline(LONGEST_ITEM):
        number += 1
        place = _("dòng %(number)d", number=number)
        if len(line) == LONGEST_ITEM and not line.endswith("\n"):
            _skip_line(stream)
            yield Item(place, problem=_too_large())
        elif line.strip():
            yield _line(place, line)


def _skip_line(stream: io.TextIOWrapper) -> None:
    while (rest := stream.readline(CHUNK)) and not rest.endswith("\n"):
        pass


def _line(place: str, line: str) -> Item:
    try:
        return Item(place, DECODER.decode(line), is_damaged="\ufffd" in line)
    except RecursionError:
        return Item(place, problem=Problem("", "nesting", _("Dữ liệu lồng nhau quá sâu.")))
    except ValueError as error:
        return Item(place, problem=Problem("", "json", _("Không phải JSON: %(reason)s", reason=error)))


def _too_large() -> Problem:
    message = _("Bản ghi dài hơn %(most)d triệu ký tự.", most=LONGEST_ITEM // 1_000_000)
    return Problem("", "too_large", message)


class Document:
    """One JSON value of which only a part is in memory at any time."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False
        self._count = 0
        self._is_damaged = False

    def items(self) -> Iterator[Item]:
        """The elements of the list; the object itself where it is no envelope."""
        try:
            yield from self._array() if self._peek() == "[" else self._object()
        except Broken as error:
            message = _("%(reason)s Phần còn lại của tệp không đọc được.", reason=error)
            yield Item(self._place(), problem=Problem("", "broken", message))

    def _place(self) -> str:
        self._count += 1
        return _("mục %(number)d", number=self._count)

    def _array(self) -> Iterator[Item]:
        self._expect("[")
        while self._peek() != "]":
            value = self._value()
            yield Item(self._place(), value, is_damaged=self._is_damaged)
            self._separator("]")
        self._expect("]")

    def _object(self) -> Iterator[Item]:
        members: dict[str, Any] = {}
        is_envelope = False
        self._expect("{")
        while self._peek() != "}":
            key = str(self._value())
            self._expect(":")
            head = self._peek()
            if head == "[" and key.rpartition(":")[2] in LISTS:
                is_envelope = True
                yield from self._array()
            elif head == "{" and key == "result":
                is_envelope = True
                yield from self._object()
            else:
                members[key] = self._value()
            self._separator("}")
        self._expect("}")
        if not is_envelope:
            yield Item(self._place(), members, is_damaged=self._is_damaged)

    def _separator(self, end: str) -> None:
        if self._peek() == ",":
            self._expect(",")
        elif self._peek() != end:
            raise Broken(_("Thiếu dấu phẩy giữa hai mục."))

    def _expect(self, character: str) -> None:
        if self._peek() != character:
            raise Broken(_("Thiếu dấu “%(character)s”.", character=character))
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no white space; empty at the end of the file."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more(CHUNK)

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise Broken(_("Dữ liệu lồng nhau quá sâu.")) from None
            except ValueError:
                if self._ended:
                    raise Broken(_("Không phải JSON.")) from None
            else:
                # A number may go on in the next chunk.
                if end < len(self._text) or self._ended:
                    self._is_damaged = self._text.find("\ufffd", self._at, end) >= 0
                    self._at = end
                    return value
            if len(self._text) - self._at > LONGEST_ITEM:
                raise Broken(_too_large().message)
            # Twice as much each time: a long record is not decoded once per chunk.
            self._more(max(CHUNK, len(self._text) - self._at))

    def _more(self, characters: int) -> None:
        added = self._stream.read(characters)
        self._ended = not added
        self._text = self._text[self._at :] + added
        self._at = 0
