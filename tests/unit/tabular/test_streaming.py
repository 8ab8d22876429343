"""A normalised table handed out as CSV, CSV for Excel, JSON, NDJSON, or its first rows."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.i18n import use_language
from portal.tabular.conversions import CONVERSIONS, Conversion
from portal.tabular.streaming import guard_formula, read_page, stream_csv, stream_json, stream_ndjson

CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10)
TRICKY = st.text(st.sampled_from('=+-@\t\r\n",;0.5 a%'), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS | TRICKY, min_size=width, max_size=width), min_size=1, max_size=40)
)
HEADED = TABLES.filter(lambda table: len(set(table[0])) == len(table[0]))


def table_file(rows: list[list[str]]) -> BinaryIO:
    """The rows as the normaliser writes them."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def excel(rows: list[list[str]]) -> bytes:
    return b"".join(stream_csv(table_file(rows), for_excel=True))


# CSV


@given(TABLES)
def test_plain_csv_is_the_file_itself(table: list[list[str]]) -> None:
    file = table_file(table)
    assert b"".join(stream_csv(file, for_excel=False)) == table_file(table).read()
    assert not file.closed


def test_csv_for_excel_has_a_mark_and_windows_line_ends() -> None:
    assert excel([["mã"], ["Đà Nẵng"]]) == "\ufeffmã\r\nĐà Nẵng\r\n".encode()


@given(TABLES)
def test_csv_for_excel_differs_by_the_guard_only(table: list[list[str]]) -> None:
    assert parsed(excel(table)) == [[guard_formula(cell) for cell in row] for row in table]


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["=1", "-5", '"', "\n", "x" * 700, 'y\r\n"=z', "a,-b"]), min_size=100, max_size=400
    )
)
def test_the_guard_sees_cells_across_blocks(cells: list[str]) -> None:
    table = [["mã", "giá"], *([str(at), cell] for at, cell in enumerate(cells))]
    assert parsed(excel(table)) == [[guard_formula(cell) for cell in row] for row in table]


FORMULAS = "=1+1 =cmd|'x'!A0 @SUM(A1) +cmd|x -2+3 -2+3+cmd|x +84-912-345 -a +a --1 +(1)"
NUMBERS = "-5 +5 -1.234,5 -1,234.5 -.5 -5% -2e-3 +84912345678 - -- --- 001 a=b a+b x@y.vn '=1 1-2 (5)"


@pytest.mark.parametrize("cell", [*FORMULAS.split(" "), "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "-5 kg"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert guard_formula(cell) == f"'{cell}"
    assert parsed(excel([["mã"], [cell]]))[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", [*NUMBERS.split(" "), "", "+84 912 345 678", " =1"])
def test_numbers_and_plain_words_get_none(cell: str) -> None:
    assert guard_formula(cell) == cell
    assert parsed(excel([["mã", "x"], [cell, "x"]]))[1] == [cell, "x"]


def test_a_column_name_is_guarded_too() -> None:
    assert parsed(excel([["=1", "tên"], ["a", "b"]]))[0] == ["'=1", "tên"]


# JSON


@given(HEADED)
def test_json_holds_every_value_as_text(table: list[list[str]]) -> None:
    records = json.loads(b"".join(stream_json(table_file(table))))
    assert records == [dict(zip(table[0], [cell or None for cell in row], strict=True)) for row in table[1:]]


@given(HEADED)
def test_ndjson_is_one_object_per_line(table: list[list[str]]) -> None:
    lines = b"".join(stream_ndjson(table_file(table))).decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(b"".join(stream_json(table_file(table))))


def test_json_keeps_leading_zeros_and_says_null_for_empty() -> None:
    data = b"".join(stream_json(table_file([["mã", "tỉ lệ %"], ["001", ""], ["1.234", "Đ"]])))
    assert data.decode() == '[\n{"mã": "001", "tỉ lệ %": null},\n{"mã": "1.234", "tỉ lệ %": "Đ"}\n]\n'


def test_a_table_without_rows_is_an_empty_array() -> None:
    assert b"".join(stream_json(table_file([["mã"]]))) == b"[]\n"
    assert b"".join(stream_ndjson(table_file([["mã"]]))) == b""


# The first rows


def test_a_page_holds_the_first_rows() -> None:
    file = table_file([["mã", "tên"], *([str(n), "x"] for n in range(100))])
    page = read_page(file, 3)
    assert page.columns == ("mã", "tên")
    assert page.rows == (("0", "x"), ("1", "x"), ("2", "x"))
    assert not file.closed


def test_a_page_of_a_short_table_is_all_of_it() -> None:
    assert read_page(table_file([["mã"], ["1"]]), 50).rows == (("1",),)


# All conversions


@pytest.mark.parametrize("conversion", CONVERSIONS.values(), ids=CONVERSIONS)
def test_a_cell_of_several_megabytes_passes(conversion: Conversion) -> None:
    data = b"".join(conversion.stream(table_file([["mã", "x"], ["=" + "é\n" * 2_000_000, "=1"]])))
    assert len(data) > 6_000_000


@pytest.mark.parametrize("conversion", CONVERSIONS.values(), ids=CONVERSIONS)
def test_a_conversion_given_up_halfway_leaves_the_file_open(conversion: Conversion) -> None:
    file = table_file([["mã"], *[["x" * 1000]] * 2000])
    stream = conversion.stream(file)
    next(stream)
    if isinstance(stream, Iterator) and hasattr(stream, "close"):
        stream.close()
    assert not file.closed


def test_conversions_have_labels_in_the_language_of_the_reader() -> None:
    for code in ("vi", "en"):
        with use_language(code):
            assert all(conversion.label for conversion in CONVERSIONS.values())


@pytest.fixture(scope="module")
def large_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 MB in the ordinary form, with cells that need the guard every now and then."""
    path = tmp_path_factory.mktemp("large") / "table.csv"
    row = '001,"số 5, phố Huế",-5,=1+1,"a\r\nb"\r\n'.encode()
    path.write_bytes(b"a,b,c,d,e\r\n" + row * (4_000_000 // len(row)))
    return path


@pytest.mark.parametrize("conversion", CONVERSIONS.values(), ids=CONVERSIONS)
def test_memory_does_not_grow_with_the_table(conversion: Conversion, large_table: Path) -> None:
    assert peak_bytes(conversion.stream, large_table) < 2_000_000


def peak_bytes(stream: Callable[[BinaryIO], Iterator[bytes]], path: Path) -> int:
    with path.open("rb") as file:
        tracemalloc.start()
        try:
            total = sum(len(block) for block in stream(file))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            assert total > 3_900_000
