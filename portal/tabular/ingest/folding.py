"""A copy of a text file in lower case and without diacritics: what `portal.text.fold` makes of every cell, but fast.

Folding cell by cell costs more than everything else that ingest does. Signs that fold by themselves are looked up,
a block at a time; a block that holds any other is folded by `portal.text.fold` itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from portal.text import fold

_BLOCK_BYTES = 64 * 1024
_KNOWN = 0x3000
_OTHER = 0xFFFF
"""Not a character: stands for signs that do not fold by themselves."""
_OTHER_BYTE = b"\xff"
"""Stands for signs that do not fold to ASCII by themselves."""
_CONTEXTUAL = "\u03a3"
"""The capital sigma, whose small letter depends on what follows."""


class Torn(Exception):
    """Folding would put a delimiter, quote or line end where none was."""


def folded_copy(source: Path, target: Path, marks: str) -> None:
    """Write the UTF-8 file `source` folded to `target`. Raises `Torn` if cells parted by `marks` would change."""
    with source.open("rb") as file, target.open("wb") as output:
        for block in _blocks(iter(lambda: file.read(_BLOCK_BYTES), b"")):
            output.write(_folded(block, marks))


def _blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines: nothing in one line bears on how another folds."""
    rest: list[bytes] = []
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*rest, piece[:end]])
            rest = []
        rest.append(piece[end:])
    yield b"".join(rest)


def _folded(block: bytes, marks: str) -> bytes:
    text = block.decode()
    if text.isascii():
        return text.lower().encode()
    units = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    narrow: bytes = np.take(_narrow_table(), units).tobytes()
    if _OTHER_BYTE not in narrow:
        return narrow
    wide = _table()[units]
    if wide.max() != _OTHER:
        return wide.tobytes().decode("utf-16-le").encode()
    folded = fold(text)
    if any(folded.count(mark) != text.count(mark) for mark in ("\n", "\r", *marks)):
        raise Torn
    return folded.encode()


@cache
def _table() -> NDArray[np.uint16]:
    """What each UTF-16 unit becomes."""
    table = np.full(0x10000, _OTHER, np.uint16)
    for code in range(_KNOWN):
        sign = chr(code)
        folded = fold(sign)
        is_alone = unicodedata.category(sign)[0] != "M" and not 0x1100 <= code < 0x1200
        makes_mark = code > 127 and folded.isascii() and not folded.isalnum()
        if len(folded) == 1 and is_alone and not makes_mark and sign not in _CONTEXTUAL:
            table[code] = ord(folded)
    return table


@cache
def _narrow_table() -> NDArray[np.uint8]:
    """What each UTF-16 unit becomes where that is ASCII, as nearly always."""
    table = _table()
    return np.where(table < 128, table, _OTHER_BYTE[0]).astype(np.uint8)
