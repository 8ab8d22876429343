"""What the bytes of a text file hold, seen in one pass over the whole of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

_BLOCK_BYTES = 1024 * 1024
_LOST = "\ufffd".encode()
# The first two bytes of ạ to ỹ, each taken for a letter of its own. No language has these letters in a row.
_DOUBLED = ("áº".encode(), "á»".encode())


@dataclass(frozen=True)
class Survey:
    """Counts over the file. `has_signs`: signs of letters are stored apart from them, if it is UTF-8.

    `lost_count` counts U+FFFD, which stands where a letter was lost; `doubled_count` the beginnings of Vietnamese
    letters that were turned into UTF-8 twice.
    """

    is_utf8: bool
    nul_count: int
    quote_count: int
    line_feeds: int
    carriage_returns: int
    crlf_count: int
    has_signs: bool
    lost_count: int = 0
    doubled_count: int = 0


def survey(path: Path) -> Survey:
    """Look at every byte of the file at `path`; memory does not grow with it."""
    counts = dict.fromkeys((b"\0", b'"', b"\n", b"\r", b"\xcc", b"\xcd", _LOST, *_DOUBLED), 0)
    pairs = 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, last = True, b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            for mark in counts:
                counts[mark] += block.count(mark)
            if b"\r" in block or last == b"\r":
                pairs += block.count(b"\r\n") + (last == b"\r" and block.startswith(b"\n"))
            last = block[-1:]
            is_utf8 = is_utf8 and _decodes(decoder, block)
    return Survey(
        is_utf8=is_utf8 and _decodes(decoder, b"", final=True),
        nul_count=counts[b"\0"],
        quote_count=counts[b'"'],
        line_feeds=counts[b"\n"],
        carriage_returns=counts[b"\r"],
        crlf_count=pairs,
        # U+0300 to U+036F begin with these bytes, and no other byte of UTF-8 text is one of them but U+0370 on.
        has_signs=bool(counts[b"\xcc"] or counts[b"\xcd"]),
        lost_count=counts[_LOST],
        doubled_count=sum(counts[mark] for mark in _DOUBLED),
    )


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True
