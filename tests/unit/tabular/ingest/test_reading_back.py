"""Whatever the cells hold, the stored table gives every value back, in order, and finds it without diacritics."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tabular.columns import Column, ColumnType
from portal.tabular.ingest.candidates import BLANKS
from portal.tabular.ingest.folding import folded_copy
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.vietnamese import composed
from portal.text import fold

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = [
    "Đống Đa",
    "HOÀ BÌNH",
    "Ðà Nẵng",
    "ΟΔΟΣ",
    "İzmir",
    "straße",
    "e\u0301",
    "\u0301",
    "\u037e",
    "한글",
    "😀",
    "K",
]
LIKE_VALUES = st.one_of(
    st.text(CHARACTERS, max_size=12),
    st.sampled_from(WORDS),
    st.sampled_from(
        ["0", "-0", "-0.0", "-0,00", "007", "1e5", "0x1F", "1_000", "NaN", "inf", "yes", "1", *BLANKS]
    ),
    st.from_regex(r"-?[0-9]{1,19}", fullmatch=True),
    st.from_regex(r"-?[0-9]{1,9}[.,][0-9]{1,9}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}([.,][0-9]{3}){1,3}([.,][0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[0-3]?[0-9][/.-][0-3]?[0-9][/.-][12][0-9]{3}( [0-2]?[0-9]:[0-5][0-9])?", fullmatch=True),
    st.dates(date(1000, 1, 1)).map(str),
    st.datetimes(datetime(1000, 1, 1)).map(lambda moment: moment.replace(microsecond=0).isoformat()),
    st.sampled_from(["Có", "không", "TRUE", "false", "Đúng"]),
)
# A column of one kind is what becomes a type; a column of all kinds is text.
KINDS = [
    st.one_of(LIKE_VALUES),
    st.integers().map(str),
    st.decimals(-(10**9), 10**9, places=2).map(str),
    st.dates().map(str),
]
COLUMNS = st.sampled_from(KINDS).flatmap(lambda kind: st.lists(kind | st.just(""), min_size=6, max_size=6))


def stored(
    rows: Sequence[Sequence[str]], delimiter: str = ","
) -> tuple[tuple[Column, ...], list[tuple[Any, ...]]]:
    """The columns and the rows of the table that comes of `rows`."""
    with tempfile.TemporaryDirectory() as folder:
        source, work = Path(folder) / "bang.csv", Path(folder) / "work"
        work.mkdir()
        with source.open("w", encoding="utf-8", newline="") as file:
            # A lone \r ends a line unless it is quoted, which the writer forgets.
            quoting = (
                csv.QUOTE_ALL if any("\r" in cell for row in rows for cell in row) else csv.QUOTE_MINIMAL
            )
            csv.writer(file, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerows(rows)
        options = ReadingOptions(encoding="utf-8", delimiter=delimiter, header_row=1, keep_totals=True)
        result = run(Work(source, source.name, work, options, 2**30, lambda *_: None))
        found = duckdb.execute(f"SELECT * FROM read_parquet('{result.table}') ORDER BY _id").fetchall()
        return result.columns, found


def says(column: Column, value: Any, cell: str) -> bool:
    """Whether `value` is the very text of the cell, or the very number, day or moment that it writes."""
    text = cell.strip()
    if column.type == ColumnType.TEXT:
        return value == (cell or None)
    if value is None:
        return text in ("", *BLANKS)
    if column.type.is_numeric:
        is_signed_zero = value == 0 and text.startswith("-")
        return not is_signed_zero and Decimal(str(value)) == number(text, column.format)
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        return numbers_of(text, column.format) == value.timetuple()[:6]
    return text.lower() in (("có", "true", "đúng") if value else ("không", "false", "sai"))


def number(text: str, format: str) -> Decimal:
    mark = {"1.234": ".", "1.234,5": ".", "1,234": ",", "1,234.5": ","}.get(format, "")
    return Decimal((text.replace(mark, "") if mark else text).replace(",", "."))


def numbers_of(text: str, format: str) -> tuple[int, ...]:
    """Year, month, day, hour, minute, second as the format names them."""
    parts = [int(part) for part in "".join(c if c.isdigit() else " " for c in text).split()]
    first = {"y": (0, 1, 2), "d": (2, 1, 0), "m": (2, 0, 1)}[format[0]]
    clock = (*parts[3:], 0, 0, 0)[:3]
    return (*(parts[at] for at in first), *clock)


@settings(max_examples=60)
@given(columns=st.lists(COLUMNS, min_size=2, max_size=4), delimiter=st.sampled_from(",;\t|"))
def test_every_value_of_any_table_is_read_back(columns: list[list[str]], delimiter: str) -> None:
    rows = [["x", *row] for row in zip(*columns, strict=True)]
    header = ["khoá", *(f"cột {at}" for at in range(len(columns)))]
    found, stored_rows = stored([header, *rows], delimiter)
    assert [row[0] for row in stored_rows] == list(range(1, len(rows) + 1))
    for row, (_id, *values, _search) in zip(rows, stored_rows, strict=True):
        for column, value, cell in zip(found, values, row, strict=True):
            # Reading joins letters with the signs that stand apart from them; nothing else is touched.
            assert says(column, value, cell) or says(column, value, composed(cell)), (column, value, cell)


@settings(max_examples=60)
@given(st.lists(st.lists(LIKE_VALUES, min_size=2, max_size=2), min_size=1, max_size=30))
def test_the_search_text_is_the_folded_text_of_the_row(rows: list[list[str]]) -> None:
    # The first row is long enough that a few control characters do not make the file look like no text.
    found, stored_rows = stored(
        [["Tên gọi", "Ghi chú"], ["chữ " * 250, ""], *(["a" + a, b] for a, b in rows)]
    )
    for _id, *values, search in stored_rows:
        texts = [v for c, v in zip(found, values, strict=True) if c.type == ColumnType.TEXT and v is not None]
        assert (search or "") == fold("\n".join(texts))


@given(st.lists(st.text(CHARACTERS) | st.sampled_from(WORDS)))
def test_a_folded_file_is_its_folded_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a", Path(folder) / "b"
        source.write_bytes(text.encode())
        folded_copy(source, target, ",")
        assert target.read_bytes().decode() == fold(text)
