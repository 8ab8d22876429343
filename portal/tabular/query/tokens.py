"""Cut what was asked into words, names, numbers, strings and signs; say where something is wrong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _

MAX_CHARS = 8000

_PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>"(?:[^"]|"")*")
      | (?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
      | (?P<word>[^\W\d]\w*)
      | (?P<sign><=|>=|<>|!=|==|[=<>(),*-])""",
    re.VERBOSE | re.ASCII,
)
_WORD = re.compile(r"[^\W\d]\w*")
_SHOWN_CHARS = 24


@dataclass(frozen=True)
class Token:
    """`kind` is string, name, number, word, sign or end; `text` is without its quotes."""

    kind: str
    text: str
    position: int


@dataclass(frozen=True)
class Source:
    """A text of the asker and the argument it came in."""

    path: str
    text: str

    def fault(self, code: str, message: str, position: int) -> Invalid:
        """The error to raise: the message, the position counted from 1, and the place marked by ^."""
        start, end = max(0, position - _SHOWN_CHARS), position + _SHOWN_CHARS
        before = ("…" if start else "") + self.text[start:position]
        after = self.text[position:end] + ("…" if end < len(self.text) else "")
        where = _(
            "%(message)s (vị trí %(position)d: %(place)s)",
            message=message,
            position=position + 1,
            place=f"{before}^{after}",
        )
        return Invalid([Problem(self.path, code, where, position + 1)])


def source(path: str, text: str) -> Source:
    """The text in NFC, as the values of tables are. Raises `Invalid` for what no table can hold."""
    if len(text) > MAX_CHARS:
        message = _("Dài quá %(limit)d ký tự; hãy viết ngắn lại.", limit=MAX_CHARS)
        raise Invalid([Problem(path, "too_long", message)])
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Invalid([Problem(path, "bad_character", _("Có ký tự không phải là chữ; hãy gõ lại."))])
    return Source(path, unicodedata.normalize("NFC", text))


def tokens(asked: Source) -> list[Token]:
    """All tokens and one of kind `end`. Raises `Invalid` at the first character that fits nothing."""
    found, position = [], 0
    while position < len(asked.text):
        token, end = _token(asked, position)
        if token.kind != "space":
            found.append(token)
        position = end
    return [*found, Token("end", "", len(asked.text))]


def _token(asked: Source, position: int) -> tuple[Token, int]:
    word = _WORD.match(asked.text, position)
    if word:
        return Token("word", word.group(), position), word.end()
    match = _PATTERN.match(asked.text, position)
    if match and match.lastgroup:
        return Token(match.lastgroup, _unquoted(match.lastgroup, match.group()), position), match.end()
    if asked.text[position].isspace():
        return Token("space", " ", position), position + 1
    raise _unreadable(asked, position)


def _unquoted(kind: str, text: str) -> str:
    if kind in ("string", "name"):
        quote = text[0]
        return text[1:-1].replace(quote * 2, quote)
    return text


def _unreadable(asked: Source, position: int) -> Invalid:
    char = asked.text[position]
    if char in "'\"":
        return asked.fault("unclosed_quote", _("Dấu nháy mở ra mà không đóng lại"), position)
    if char in "‘’“”´`":
        return asked.fault("curly_quote", _("Hãy dùng dấu nháy thẳng ' hoặc \""), position)
    return asked.fault("syntax", _("Không hiểu ký tự này"), position)
