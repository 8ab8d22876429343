"""The character encoding of a text file: byte order mark, strict UTF-8, UTF-16, then the Windows code pages.

UTF-8 is tested on the whole file, because a single-byte file may hold its first accent in the last row.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _

_BLOCK_BYTES = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# windows-1258 writes a tone as a sign of its own after the vowel; cp1252 has Ì Ò Þ ì ò at those bytes.
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONE_ON_VOWEL = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True)
class Encoding:
    """How to decode a file. `codec` is Python's name; `is_guess` when no rule proves it right.

    `is_decomposed`: letters and tones are apart and must be joined (NFC) after decoding.
    """

    codec: str
    is_guess: bool = False
    is_decomposed: bool = False


def detect_encoding(path: Path) -> Encoding:
    """The encoding of the file at `path`. Raises `Invalid` when no known encoding reads all of it."""
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if codec := _marked(head) or _by_zero_bytes(head):
        _require(path, codec)
        return Encoding(codec)
    if _decodes(path, "utf-8"):
        return Encoding("utf-8")
    if _is_vietnamese_1258(path):
        return Encoding("cp1258", is_decomposed=True)
    _require(path, "cp1252")
    return Encoding("cp1252", is_guess=True)


def decode_sample(head: bytes) -> str | None:
    """The first bytes of a file as text, less a character cut at their end; None when they are no text."""
    codec = _marked(head) or _by_zero_bytes(head) or "utf-8"
    try:
        text, tolerated = codecs.getincrementaldecoder(codec)().decode(head), 0.1
    except UnicodeDecodeError:
        text, tolerated = head.decode("latin-1"), 0.01
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r")
    return None if controls > tolerated * len(text) else text


def _marked(head: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _by_zero_bytes(head: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters, of which every table has many, leave every other byte zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(2, len(head) // 8)
    if odd >= enough and even * 10 < odd:
        return "utf-16-le"
    if even >= enough and odd * 10 < even:
        return "utf-16-be"
    return None


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_vietnamese_1258(path: Path) -> bool:
    """Whether the file reads as windows-1258 with nearly every tone sign right after a Vietnamese vowel."""
    tones = placed = 0
    try:
        with path.open(encoding="cp1258", newline="") as file:
            while block := file.read(_BLOCK_BYTES):
                tones += len(_TONE.findall(block))
                placed += len(_TONE_ON_VOWEL.findall(block))
    except UnicodeDecodeError:
        return False
    return placed > 0 and placed >= 0.9 * tones


def _require(path: Path, codec: str) -> None:
    if not _decodes(path, codec):
        message = _("Không đọc được bảng mã ký tự của tệp. Hãy lưu lại tệp với bảng mã UTF-8 rồi tải lên.")
        raise Invalid([Problem("file", "unknown_encoding", message)])
