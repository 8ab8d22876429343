"""The character encoding of a text file: byte order mark, strict UTF-8, UTF-16, then what Vietnam used before.

UTF-8 is tested on the whole file, because a single-byte file may hold its first accent in the last row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.reading.source import EncodingReading
from portal.tabular.reading.survey import Survey
from portal.tabular.reading.vietnamese import composed, from_tcvn3, from_vni, syllables, undoubled

_BLOCK_BYTES = 1024 * 1024
_SAMPLE_LINES = 300
_SHOWN_LINES = 5
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN_LINE = re.compile(rb"[^\r\n]{0,200}[\x80-\xff][^\r\n]{0,200}")
# windows-1258 writes a tone as a sign of its own after the vowel; windows-1252 has Ì Ò Þ ì ò at those bytes.
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONE_ON_VOWEL = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
_LIKELY_SHARE = 0.6
_WRONG = re.compile("[\udc80-\udcff]")
_MOSTLY = 4
_SHORT = 200


@dataclass(frozen=True)
class Encoding:
    """How to decode a file: `codec` and `errors` are Python's, `finish` turns what it gives into the real text."""

    name: str
    codec: str
    finish: Callable[[str], str] | None = None
    errors: str = "strict"

    def decode(self, data: bytes) -> str:
        """All of `data` as text; bytes that stand for nothing become U+FFFD."""
        text = data.decode(self.codec, errors=_REPLACE if self.errors == "strict" else self.errors)
        return self.finish(text) if self.finish else text


def _as_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, read as windows-1252; those that it has not either, as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    with suppress(UnicodeDecodeError):
        return wrong.decode("cp1252"), error.end
    return wrong.decode("latin-1"), error.end


_REPLACE = "replace"
_ELSE_1252 = "portal.else_windows_1252"
codecs.register_error(_ELSE_1252, _as_1252)
_UTF8 = Encoding("utf-8", "utf-8-sig")
_TWICE = Encoding("utf-8-twice", "utf-8-sig", undoubled)
_MIXED = Encoding("utf-8+windows-1252", "utf-8-sig", errors=_ELSE_1252)
_1252 = Encoding("windows-1252", "cp1252")
_OLD = (
    Encoding("windows-1258", "cp1258", composed),
    Encoding("tcvn3", "latin-1", from_tcvn3),
    Encoding("vni", "latin-1", from_vni),
    _1252,
)
_UNICODE = tuple(Encoding(name, name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"))
ENCODINGS = {encoding.name: encoding for encoding in (_UTF8, _TWICE, _MIXED, *_UNICODE, *_OLD)}
"""Every encoding a steward may name."""


@dataclass(frozen=True)
class ChosenEncoding:
    """The encoding to read in; `candidates` are the readings to compare, this one first, if it is doubtful."""

    encoding: Encoding
    candidates: tuple[EncodingReading, ...] = ()
    is_asked: bool = False

    def warnings(self) -> tuple[Problem, ...]:
        """That the encoding was guessed, if it was."""
        if not self.candidates or self.is_asked:
            return ()
        if self.encoding == _UTF8:
            message = _(
                "Chữ tiếng Việt trong tệp có vẻ đã bị mã hoá UTF-8 hai lần (áº, á»…). Hãy chọn bảng mã "
                "“%(name)s” nếu cách đọc ấy đúng.",
                name=_TWICE.name,
            )
            return (Problem("file", "encoded_twice", message),)
        if self.encoding == _MIXED:
            message = _(
                "Tệp dùng UTF-8 nhưng lẫn byte của bảng mã khác hoặc bị đứt giữa một chữ; các byte đó được đọc "
                "theo windows-1252. Hãy kiểm tra rồi lưu lại tệp với UTF-8."
            )
            return (Problem("file", "mixed_encoding", message),)
        message = _(
            "Tệp không dùng UTF-8; đã đọc theo %(codec)s. Nếu chữ tiếng Việt bị sai, hãy lưu lại "
            "tệp với UTF-8 rồi tải lên.",
            codec=self.encoding.name,
        )
        return (Problem("file", "guessed_encoding", message),)


def choose_encoding(path: Path, found: Survey, asked: str = "") -> ChosenEncoding:
    """The encoding of the file at `path`, `asked` if it is given. Raises `Invalid` when none reads all of it."""
    if asked:
        return _asked(path, found, asked)
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if name := _marked(head) or _by_zero_bytes(head):
        _require(path, ENCODINGS[name])
        return ChosenEncoding(ENCODINGS[name])
    lines = [] if found.is_utf8 and not found.doubled_count else _foreign_lines(path)
    if found.is_utf8:
        return ChosenEncoding(_UTF8, _doubled(lines) if lines else ())
    if _is_mostly_utf8(path):
        return ChosenEncoding(_MIXED, _readings([line for line in lines if _is_odd(line)] or lines, _MIXED))
    best = _likeliest(b"\n".join(lines))
    _require(path, best)
    return ChosenEncoding(best, _readings(lines, best))


def decode_sample(head: bytes) -> str | None:
    """The first bytes of a file as text, less a character cut at their end; None when they are no text."""
    codec = _marked(head) or _by_zero_bytes(head) or "utf-8"
    try:
        text = codecs.getincrementaldecoder("utf-8-sig" if codec == "utf-8" else codec)().decode(head)
        tolerated = 0.1
    except UnicodeDecodeError:
        text, tolerated = head.decode("latin-1"), 0.01
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a")
    return None if controls > tolerated * len(text) else text


def _asked(path: Path, found: Survey, asked: str) -> ChosenEncoding:
    if asked not in ENCODINGS:
        message = _("Không có bảng mã “%(name)s”. Hãy chọn: %(all)s.", name=asked, all=", ".join(ENCODINGS))
        raise Invalid([Problem("encoding", "unknown_encoding", message)])
    encoding = ENCODINGS[asked]
    _require(path, encoding)
    readings = () if found.is_utf8 else _readings(_foreign_lines(path), encoding)
    return ChosenEncoding(encoding, readings if encoding in _OLD else (), is_asked=True)


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _by_zero_bytes(head: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters, of which every table has many, leave every other byte zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(2, len(head) // 8)
    if odd >= enough and even * 10 < odd:
        return "utf-16-le"
    if even >= enough and odd * 10 < even:
        return "utf-16-be"
    return None


def _foreign_lines(path: Path) -> list[bytes]:
    """Pieces of the file around its first bytes that are not ASCII."""
    lines: list[bytes] = []
    with path.open("rb") as file:
        while len(lines) < _SAMPLE_LINES and (block := file.read(_BLOCK_BYTES)):
            lines += _FOREIGN_LINE.findall(block)
    return lines[:_SAMPLE_LINES]


def _is_mostly_utf8(path: Path) -> bool:
    """Whether far more bytes make letters of UTF-8 than make none; in other encodings nearly none do."""
    extra = wrong = 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            text = decoder.decode(block)
            wrong += len(_WRONG.findall(text))
            extra += len(block) - len(text)
            if wrong * _MOSTLY > extra + _BLOCK_BYTES // 10:
                return False
    return extra > wrong * _MOSTLY


def _is_odd(line: bytes) -> bool:
    """Whether more of the line is no UTF-8 than a letter cut at each of its ends."""
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return 3 < error.start < len(line) - 3 or len(line) < _SHORT
    return False


def _likeliest(sample: bytes) -> Encoding:
    """The old encoding in which most words are Vietnamese syllables; windows-1252 where few are in any."""
    plausible = [encoding for encoding in _OLD if encoding.name != "windows-1258" or _is_1258(sample)]
    shares = {encoding: _share(encoding.decode(sample)) for encoding in plausible}
    best = max(plausible, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _LIKELY_SHARE and shares[best] > shares[_1252] else _1252


def _share(text: str) -> float:
    words, valid = syllables(text)
    return valid / words if words else 0.0


def _is_1258(sample: bytes) -> bool:
    """Whether nearly every tone sign of the text as windows-1258 is right after a Vietnamese vowel."""
    text = sample.decode("cp1258", errors="replace")
    placed = len(_TONE_ON_VOWEL.findall(text))
    return placed > 0 and placed >= 0.9 * len(_TONE.findall(text)) and "\ufffd" not in text


def _doubled(lines: list[bytes]) -> tuple[EncodingReading, ...]:
    """The text as it is, and as it was before it was encoded twice."""
    sample = b"\n".join([line for line in lines if "á".encode() in line][:_SHOWN_LINES])
    return tuple(
        EncodingReading(each.name, each.finish(text) if each.finish else text)
        for each in (_UTF8, _TWICE)
        for text in [sample.decode(errors="ignore")]
    )


def _readings(lines: list[bytes], best: Encoding) -> tuple[EncodingReading, ...]:
    """How the lines look in `best`, then in each other encoding where they look different."""
    sample = b"\n".join(lines[:_SHOWN_LINES])
    others = sorted((e for e in _OLD if e is not best), key=lambda e: -_share(e.decode(b"\n".join(lines))))
    readings = {encoding.decode(sample): encoding.name for encoding in (*reversed(others), best)}
    named = [EncodingReading(name, text) for text, name in readings.items()]
    return tuple(sorted(named, key=lambda reading: reading.encoding != best.name))


def read_blocks(path: Path, encoding: Encoding) -> Iterator[str]:
    """The text of the file in blocks, as the codec gives it. Raises `UnicodeDecodeError`."""
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _require(path: Path, encoding: Encoding) -> None:
    try:
        for _block in read_blocks(path, encoding):
            pass
    except UnicodeError:
        message = _("Không đọc được bảng mã ký tự của tệp. Hãy lưu lại tệp với bảng mã UTF-8 rồi tải lên.")
        raise Invalid([Problem("file", "unknown_encoding", message)]) from None
