"""CSV and TSV files as people really write them, and what becomes of each cell."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tabular.reading.dialect import sniff
from portal.tabular.reading.source import ReadTable
from portal.tabular.reading.vietnamese import composed
from tests.unit.tabular.tables import read, refusal_of, rows_of, warnings_of

TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """`text` as a Vietnamese Windows program saves it: each tone as a byte of its own after the vowel."""
    apart = ""
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        letter = "".join(part for part in parts if part not in TONES)
        apart += unicodedata.normalize("NFC", letter) + "".join(part for part in parts if part in TONES)
    return apart.encode("cp1258")


# Values


NUMBERS = "001 00004 079203001234 12345678901234567890123 0912345678 +84912345678 1.234 1.234,5 1e5 0x1F"
WORDS = "05/06/2024 2024-05-01 NaN N/A - NULL TRUE Có hòa hoà Ðà =1+1 'x \x1c \ufeffx 💧"
OTHERS = [" có cách ", "a\u2028b", "\u212b \u2126 豈"]


@pytest.mark.parametrize("value", [*NUMBERS.split(" "), *WORDS.split(" "), *OTHERS])
def test_a_value_stays_as_written(value: str) -> None:
    assert rows_of(f'mã,tên\nx,"{value}"\n')[1] == ["x", value]


def test_signs_stored_apart_from_their_letter_are_joined_and_told() -> None:
    rows, table = read(f'mã,tên\nx,"{unicodedata.normalize("NFD", "Đường Hoà Bình")} \u212b"\n')
    assert rows[1] == ["x", "Đường Hoà Bình \u212b"]
    assert [w.code for w in table.warnings] == ["joined_letters"]


def test_line_ends_and_quotes_inside_a_cell_stay() -> None:
    content = 'mã,ghi chú\n1,"dòng 1\r\ndòng 2\n\ndòng ""4"", hết\r"\n'
    assert rows_of(content)[1] == ["1", 'dòng 1\r\ndòng 2\n\ndòng "4", hết\r']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_row(end: str) -> None:
    assert rows_of(end.join(["mã,tên", "1,a", "2,b"])) == [["mã", "tên"], ["1", "a"], ["2", "b"]]


def test_line_ends_may_be_mixed() -> None:
    assert rows_of("mã,tên\r\n1,a\n2,b\r3,c") == [["mã", "tên"], ["1", "a"], ["2", "b"], ["3", "c"]]


def test_nul_characters_are_dropped_and_counted() -> None:
    rows, report = read("mã,tên\n1,a\0b\n2,\0\0c\n" + "3,d\n" * 20)
    assert rows[1:3] == [["1", "ab"], ["2", "c"]]
    assert [(w.code, "3 ký tự" in w.message) for w in report.warnings] == [("nul_characters", True)]


HEADING = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=8).map(
    lambda text: unicodedata.normalize("NFC", f"cột {text}")
)
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t"), max_size=12).map(
    composed
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A table of any text, each row holding something."""
    heading = draw(st.lists(HEADING, min_size=2, max_size=6, unique=True))
    row = st.lists(CELL, min_size=len(heading), max_size=len(heading)).filter(any)
    return [heading, *draw(st.lists(row, max_size=70))]


def written(table: list[list[str]], delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    return text.getvalue().encode()


@settings(max_examples=150)
@given(table=tables())
def test_any_table_survives_reading_and_streaming(table: list[list[str]]) -> None:
    rows, report = read(written(table, ","))
    assert rows == table
    assert report.row_count == len(table) - 1


@settings(max_examples=100)
@given(
    lines=st.lists(
        st.lists(CELL.filter(lambda cell: not set(cell) & set(";|\t")), min_size=1, max_size=5),
        min_size=1,
        max_size=30,
    )
)
def test_no_value_is_lost_from_ragged_rows(lines: list[list[str]]) -> None:
    rows = rows_of(written([["mã", "tên", "giá"], *lines], ","), keep_totals=True)
    assert len({len(row) for row in rows}) == 1
    assert filled(rows[1:]) == filled(lines)


def filled(rows: list[list[str]]) -> list[list[str]]:
    """The cells that hold more than space, row by row."""
    return [kept for row in rows if (kept := [cell for cell in row if cell.strip()])]


# Encodings

TEXT = "mã,địa chỉ\n1,Số 5 phố Huế, quận Hai Bà Trưng\n".replace("Huế,", "Huế -")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (windows_1258(TEXT), "windows-1258"),
    ],
)
def test_vietnamese_is_read_from_every_usual_encoding(content: bytes, encoding: str) -> None:
    rows, report = read(content)
    assert rows == [["mã", "địa chỉ"], ["1", "Số 5 phố Huế - quận Hai Bà Trưng"]]
    assert report.source.encoding == encoding
    assert [w.code for w in report.warnings] == ([] if encoding.startswith("utf") else ["guessed_encoding"])


def test_one_late_accent_decides_against_utf_8() -> None:
    content = b"ten,gia\n" + b"a,1\n" * 400_000 + "café,2\n".encode("cp1252")
    rows, report = read(content)
    assert rows[-1] == ["café", "2"]
    assert (report.source.encoding, report.warnings[0].code) == (
        "windows-1252",
        "guessed_encoding",
    )


def test_western_text_is_not_taken_for_vietnamese() -> None:
    rows, report = read("nome,città\n1,Forlì però Ò\n".encode("cp1252"))
    assert rows[1] == ["1", "Forlì però Ò"]
    assert report.source.encoding == "windows-1252"


def test_bytes_of_no_known_encoding_are_refused() -> None:
    assert refusal_of(b"ten,gia\nabc \x81\x8d\x90 abc,1\n").code == "unknown_encoding"


# Delimiters


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("filename", ["a.csv", "a.tsv"])
def test_the_delimiter_is_found(delimiter: str, filename: str) -> None:
    table = [["mã", "tên", "giá"], ["001", "Chợ Đồng Xuân", "1"], ["002", "Chợ Hôm", ""]]
    rows, report = read(written(table, delimiter), filename)
    assert rows == table
    assert report.source.delimiter == delimiter


def test_decimal_commas_do_not_make_the_comma_a_delimiter() -> None:
    assert rows_of("pm25;pm10;nhiệt độ\n" + "1,5;2,5;3,5\n" * 500)[1] == ["1,5", "2,5", "3,5"]


def test_commas_in_text_do_not_hide_the_semicolon() -> None:
    assert rows_of("tên;địa chỉ\nA;1, phố Huế, Hà Nội\nB;2, phố Vọng, Hà Nội\n")[2] == [
        "B",
        "2, phố Vọng, Hà Nội",
    ]


def test_one_column_needs_no_delimiter() -> None:
    assert rows_of("tên phường\nVăn Miếu\nKim Liên\n") == [["tên phường"], ["Văn Miếu"], ["Kim Liên"]]


def test_the_line_excel_declares_its_delimiter_in_is_no_row() -> None:
    rows, report = read("sep=;\r\nmã;tên\r\n1;a\r\n")
    assert rows == [["mã", "tên"], ["1", "a"]]
    assert report.source.delimiter == ";"


@given(st.text(max_size=300))
def test_sniffing_never_fails(text: str) -> None:
    assert len(sniff(text)) == 1


# Headers


def names(table: ReadTable) -> list[str]:
    return list(table.names)


def test_titles_above_the_header_are_skipped_and_told() -> None:
    content = "DANH SÁCH TRƯỜNG HỌC,,\nNgày 01/01/2026,,\n,,\nmã,tên,số lớp\n1,a,20\n"
    rows, report = read(content)
    assert rows == [["mã", "tên", "số lớp"], ["1", "a", "20"]]
    (warning,) = report.warnings
    assert warning.code == "title_rows"
    assert "DANH SÁCH TRƯỜNG HỌC / Ngày 01/01/2026" in warning.message


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("tên,tên,tên", ["tên", "tên_2", "tên_3"]),
        ("tên,tên,tên_2", ["tên", "tên_3", "tên_2"]),
        (",tên,giá", ["cot_1", "tên", "giá"]),
        ("mã ,  tên\n", ["mã", "tên", "cot_3"]),
        ('"tên\nđầy đủ",x,y', ["tên đầy đủ", "x", "y"]),
        ("quận,2024,2025", ["quận", "2024", "2025"]),
    ],
)
def test_every_column_gets_a_name_of_its_own(header: str, expected: Sequence[str]) -> None:
    assert names(read(f"{header.strip()}\nx,1,2\ny,3,4\n")[1]) == list(expected)


def test_renamed_columns_are_told_by_position() -> None:
    warnings = read("tên,tên,\n1,2,3\n")[1].warnings
    assert [(w.path, w.code) for w in warnings] == [
        ("columns.1", "renamed_column"),
        ("columns.2", "renamed_column"),
    ]


def test_a_file_that_starts_with_its_data_keeps_its_first_row() -> None:
    rows, report = read("1,21.03,105.85\n2,21.01,105.80\n")
    assert rows == [["cot_1", "cot_2", "cot_3"], ["1", "21.03", "105.85"], ["2", "21.01", "105.80"]]
    assert [w.code for w in report.warnings] == ["no_header"]


def test_examples_are_the_first_values_of_each_column() -> None:
    report = read("mã,tên,trống\n1,,\n2,Hà Nội,\n")[1]
    assert report.examples == ("1", "Hà Nội", "")


def test_a_header_alone_is_a_table_without_rows() -> None:
    rows, report = read("mã,tên\n")
    assert (rows, report.row_count) == ([["mã", "tên"]], 0)


# Rows


def test_short_and_long_rows_are_made_even_and_counted() -> None:
    rows, report = read("mã,tên\n1,a\n2\n3,c,thừa\n4,d,,\n")
    assert rows == [["mã", "tên", "cot_3"], ["1", "a", ""], ["2", "", ""], ["3", "c", "thừa"], ["4", "d", ""]]
    assert [w.code for w in report.warnings] == ["short_rows", "long_rows"]
    assert report.examples[2] == "thừa"


def test_rows_without_any_value_are_left_out() -> None:
    rows, report = read("mã,tên\n1,a\n,\n\n2,b\n,\n,\n")
    assert rows[1:] == [["1", "a"], ["2", "b"]]
    assert report.row_count == 2


# Refusals


def test_an_unclosed_quote_is_refused_with_its_line() -> None:
    problem = refusal_of('mã,tên\n1,a\n2,"b\n3,c\n')
    assert (problem.code, "dòng 3" in problem.message) == ("unclosed_quote", True)


def test_a_quote_closed_far_below_is_refused_too() -> None:
    content = 'mã,tên\n1,"a\n' + "2,b\n" * 2000 + '3,"c\n'
    assert refusal_of(content).code == "unclosed_quote"


def test_a_quote_within_a_cell_is_a_character() -> None:
    assert rows_of('mã,tên\n1,màn hình 24" cong\n')[1] == ["1", 'màn hình 24" cong']


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_huge_cell_is_refused(quote: str) -> None:
    assert refusal_of(f"mã,tên\n1,{quote}{'x' * 9_000_000}{quote}\n").code == "field_too_long"


def test_a_huge_cell_of_many_lines_is_refused() -> None:
    assert refusal_of('mã,tên\n1,"' + ("x" * 99_999 + "\n") * 90 + '"\n').code == "field_too_long"


@pytest.mark.parametrize("row", [0, 1, 60])
def test_too_many_columns_are_refused(row: int) -> None:
    lines = ["mã,tên"] + ["1,a"] * 70
    lines[row] = ",".join(["x"] * 1001)
    assert refusal_of("\n".join(lines)).code == "too_many_columns"


@pytest.mark.parametrize("content", [",,\n,,\n", "\n\n,\n"])
def test_a_table_without_any_value_is_refused(content: str) -> None:
    assert refusal_of(content).code == "empty_table"


def test_what_is_no_table_is_refused() -> None:
    assert refusal_of(b"%PDF-1.7\n", "a.pdf").code == "not_tabular"
    assert refusal_of('"chào"', "a.json").code == "misnamed"


def test_the_name_is_held_against_the_content_here_too() -> None:
    assert refusal_of("<html></html>").code == "is_web_page"


def test_a_clean_file_has_no_warnings() -> None:
    assert warnings_of("mã,tên\n1,a\n") == []
