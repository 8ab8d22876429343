"""JSON of any size, read piece by piece: only one value is in memory at a time, numbers stay as written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import Any, TextIO

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _

LONGEST_VALUE = 32 * 1024 * 1024
"""Characters of one record; more is refused, so that memory stays bounded."""

_CHUNK = 64 * 1024
_LONGEST_TOKEN = 16
"""`-Infinity`, `\\ud83d\\ude00`: an error so near the end of a piece may come from the cut."""

_SIGN_BEHIND = re.compile(r"(\\(?:u[0-9a-f]{4}|.))([\u0300-\u036f]*)")
_SPACE = re.compile(r"[ \t\r\n]*")


class Number(str):
    """A number as the file writes it: `1.50` stays `1.50`, 30 digits stay 30 digits."""

    __slots__ = ()


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, a second `a` under the name `a_2`: JSON allows it, and its value must not vanish."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    members = {}
    for key, value in pairs:
        name, number = key, 1
        while name in members:
            number += 1
            name = f"{key}_{number}"
        members[name] = value
    return members


DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=Number, parse_float=Number, parse_constant=Number, strict=False
)


def as_text(value: Any) -> str:
    """A JSON value as the text of a cell: null is empty, lists and objects are compact JSON."""
    # Told by type, not by isinstance: this runs for every cell.
    kind = type(value)
    if kind is Number:
        return str(value)
    if kind is str:
        return value if value.isascii() else _storable(value)
    if value is None:
        return ""
    if kind is bool:
        return "true" if value else "false"
    try:
        return _storable(_compact(value))
    except RecursionError:
        raise _too_deep() from None


def _storable(text: str) -> str:
    """`text`, half a character in it, which `\\ud83d` alone is, as an escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def _quoted(text: str) -> str:
    """The text as JSON. A sign behind an escape is one too: joining it to the `n` of `\\n` would break the escape."""
    quoted = encode_basestring(text)
    if text.isascii() or "\\" not in quoted:
        return quoted
    return _SIGN_BEHIND.sub(
        lambda match: match[1] + "".join(f"\\u{ord(sign):04x}" for sign in match[2]), quoted
    )


def _compact(value: Any) -> str:
    match value:
        case Number():
            return str(value)
        case str():
            return _quoted(value)
        case dict():
            return "{" + ",".join(f"{_quoted(key)}:{_compact(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",".join(map(_compact, value)) + "]"
        case None:
            return "null"
        case _:
            return "true" if value else "false"


def decoded(text: str, place: str) -> Any:
    """The one value that `text` is. Raises `Invalid`, naming `place`, when it is none."""
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise broken(place) from None


def broken(place: str) -> Invalid:
    """The file is no JSON from `place` on."""
    message = _("JSON bị hỏng hoặc bị đứt ở %(place)s. Hãy xuất lại tệp từ phần mềm gốc.", place=place)
    return Invalid([Problem("file", "broken_json", message)])


def broken_at(place: int) -> Invalid:
    """The file is no JSON from that character on, counted from 0."""
    return broken(_("ký tự thứ %(place)s", place=format_number(place + 1)))


def _too_deep() -> Invalid:
    message = _("Dữ liệu JSON lồng nhau quá sâu. Hãy làm phẳng rồi xuất lại.")
    return Invalid([Problem("file", "nesting", message)])


def too_long() -> Invalid:
    """One record is larger than memory may be."""
    message = _(
        "Một bản ghi dài hơn %(limit)s ký tự. Hãy tách tệp thành nhiều bản ghi nhỏ hơn.",
        limit=format_number(LONGEST_VALUE),
    )
    return Invalid([Problem("file", "field_too_long", message)])


class JsonCursor:
    """A place in a JSON text, from which values are taken in order. Raises `Invalid` where it is broken."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._passed = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no white space; empty at the end of the file."""
        if self._at < len(self._text) and (next_one := self._text[self._at]) > " ":
            return next_one
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr] # matches always
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more(_CHUNK)

    def value(self) -> Any:
        """The value that comes next."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise _too_deep() from None
            except json.JSONDecodeError as error:
                if self._ended or self._is_certain(error):
                    self._at = error.pos
                    raise self._broken() from None
            else:
                # A number may go on in the next chunk.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            if len(self._text) - self._at > LONGEST_VALUE:
                raise too_long()
            # Twice as much each time: a long record is not decoded once per chunk.
            self._more(max(_CHUNK, len(self._text) - self._at))

    def values(self) -> Iterator[Any]:
        """Each element of the list that comes next."""
        self._expect("[")
        while self.peek() != "]":
            yield self.value()
            self._separator("]")
        self._expect("]")

    def members(self) -> Iterator[str]:
        """Each key of the object that comes next; the caller takes the value."""
        self._expect("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str) or isinstance(key, Number):
                raise self._broken()
            self._expect(":")
            yield key
            self._separator("}")
        self._expect("}")

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self.peek():
            raise self._broken()

    def _is_certain(self, error: json.JSONDecodeError) -> bool:
        """Whether the text is wrong, and not just cut off where the piece in memory ends."""
        return error.pos < len(self._text) - _LONGEST_TOKEN and not error.msg.startswith("Unterminated")

    def _separator(self, end: str) -> None:
        if self.peek() == ",":
            self._at += 1
            if self.peek() == end:
                raise self._broken()
        elif self.peek() != end:
            raise self._broken()

    def _expect(self, character: str) -> None:
        if self.peek() != character:
            raise self._broken()
        self._at += 1

    def _broken(self) -> Invalid:
        return broken_at(self._passed + self._at)

    def _more(self, characters: int) -> None:
        added = self._stream.read(characters)
        self._ended = not added
        self._passed += self._at
        self._text = self._text[self._at :] + added
        self._at = 0
