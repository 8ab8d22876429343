"""Hand out a normalised table in other forms, block by block: memory does not grow with the table.

Every function takes the binary file of a table that `normalising` wrote, reads it from where it stands and
leaves it open: whoever opened it closes it, also when the reader of the stream goes away halfway.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from json.encoder import encode_basestring as _quoted
from typing import BinaryIO

from portal.tabular.limits import MAX_FIELD_CHARS

_BLOCK_BYTES = 256 * 1024
_EXCEL_BLOCK_BYTES = 64 * 1024
_HEAD_BYTES = 256 * 1024
_JSON_ROWS = 500

# A cell that Excel may run: = @ and control characters always; + and - unless the rest is a plain number
# (-5, -1.234,5, +84 912 345 678, -2e-3, -5%) or nothing but dashes, which stand for "no value".
_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!(?:[.,]?\d[\d., \u00a0]*(?:[eE][+-]?\d+)?%?|-*)\Z)")
# Where such a cell may begin: after a comma or a line end, quoted or not. It also finds harmless places,
# inside quoted cells and at odd numbers; blocks without any are passed on untouched.
_SUSPECT = re.compile(rb'[,\n]"?(?:[=@\t]|[+-](?!\d+(?:\.\d+)?[,\r])|(?<=")[\r\n])')


@dataclass(frozen=True)
class Page:
    """The first rows of a table; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_page(file: BinaryIO, limit: int) -> Page:
    """The header and the first `limit` rows, or fewer where rows are huge: those are for the download."""
    with _rows(io.BytesIO(_head(file))) as rows:
        columns = tuple(next(rows, []))
        return Page(columns, tuple(tuple(row) for row in islice(rows, limit)))


def _head(file: BinaryIO) -> bytes:
    """The first whole records, about `_HEAD_BYTES` of them."""
    head = bytearray()
    for records in _whole_records(file):
        head += records
        if len(head) >= _HEAD_BYTES:
            break
    return bytes(head)


def stream_csv(file: BinaryIO, *, for_excel: bool) -> Iterator[bytes]:
    """The table as CSV: UTF-8, commas, CRLF, each cell as published.

    `for_excel` adds the mark by which Excel knows UTF-8, and an apostrophe before cells that Excel would
    run as a formula. Numbers and telephone numbers are left alone.
    """
    if not for_excel:
        while block := file.read(_BLOCK_BYTES):
            yield block
        return
    yield BOM_UTF8
    for block in _whole_records(file):
        yield _guarded(block) if _SUSPECT.search(b"\n" + block) else block


def stream_json(file: BinaryIO) -> Iterator[bytes]:
    """The table as one JSON array of objects, one per line: column name to text; an empty cell is null.

    Values stay text: what a column means is for its data dictionary to say, and 001 is not 1.
    """
    opening = b"[\n"
    for lines in _json_lines(file):
        yield opening + ",\n".join(lines).encode()
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def stream_ndjson(file: BinaryIO) -> Iterator[bytes]:
    """The objects of `stream_json`, one per line, without the array around them."""
    for lines in _json_lines(file):
        yield ("\n".join(lines) + "\n").encode()


def guard_formula(cell: str) -> str:
    """`cell` with an apostrophe before it when a spreadsheet would run it, else unchanged."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _json_lines(file: BinaryIO) -> Iterator[list[str]]:
    """Batches of rows, each row a JSON object without line ends."""
    with _rows(file) as rows:
        # One pattern for all rows, filled with quoted cells: twice as fast as a dict per row.
        names = [_quoted(name).replace("%", "%%") for name in next(rows, [])]
        pattern = "{" + ", ".join(f"{name}: %s" for name in names) + "}"
        while batch := list(islice(rows, _JSON_ROWS)):
            yield [pattern % tuple([_quoted(cell) if cell else "null" for cell in row]) for row in batch]


def _whole_records(file: BinaryIO) -> Iterator[bytes]:
    """Blocks of about 64 KB that end where a record ends; a larger record is a block of its own."""
    pending: list[bytes] = []
    is_quoted = False
    while block := file.read(_EXCEL_BLOCK_BYTES):
        if end := _last_record_end(block, is_quoted):
            yield b"".join([*pending, block[:end]])
            pending = []
        pending.append(block[end:])
        is_quoted ^= block.count(b'"') % 2 == 1
    if rest := b"".join(pending):
        yield rest


def _last_record_end(block: bytes, is_quoted: bool) -> int:
    """The position behind the last line end outside quotes, else 0; `is_quoted`: `block` begins inside."""
    end = block.rfind(b"\n") + 1
    quotes = block.count(b'"', 0, end) + is_quoted
    while end and quotes % 2:
        previous = block.rfind(b"\n", 0, end - 1) + 1
        quotes -= block.count(b'"', previous, end)
        end = previous
    return end


def _guarded(records: bytes) -> bytes:
    output = io.StringIO(newline="")
    rows = _parsed(io.StringIO(records.decode(), newline=""))
    csv.writer(output, lineterminator="\r\n").writerows(map(guard_formula, row) for row in rows)
    return output.getvalue().encode()


@contextmanager
def _rows(file: BinaryIO) -> Iterator[Iterator[list[str]]]:
    """The rows of the table, header first; `file` stays open afterwards."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield _parsed(text)
    finally:
        text.detach()


def _parsed(lines: Iterable[str]) -> Iterator[list[str]]:
    # A setting of the whole process; no reader in it needs a smaller one.
    csv.field_size_limit(MAX_FIELD_CHARS)
    return csv.reader(lines)
