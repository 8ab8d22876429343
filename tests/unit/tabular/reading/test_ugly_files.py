"""Files as offices really send them: what comes out as data, what is set aside, what the steward is told."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from portal.tabular.reading.vietnamese import TCVN3, VNI
from tests.unit.tabular.tables import read, rows_of

LINES = "mã,tên,địa chỉ\n1,Trường tiểu học Nghĩa Đô,đường Hoàng Quốc Việt\n2,Trường mầm non Quỳnh Mai,phố Bạch Mai\n"
ROWS = [line.split(",") for line in LINES.splitlines()]


def as_tcvn3(text: str) -> bytes:
    """`text` as the old fonts stored it, one byte a letter."""
    back = {letter: chr(code) for code, letter in TCVN3.items()}
    return "".join(back.get(c, c) for c in text).encode("latin-1")


def as_vni(text: str) -> bytes:
    """`text` with a letter and a byte for its sign."""
    back = {letter: bytes_ for bytes_, letter in VNI.items()}
    return "".join(back.get(c, c) for c in text).encode("latin-1")


@pytest.mark.parametrize(("write", "encoding"), [(as_tcvn3, "tcvn3"), (as_vni, "vni")])
def test_fonts_older_than_unicode_are_read_and_both_readings_shown(
    write: Callable[[str], bytes], encoding: str
) -> None:
    rows, report = read(write(LINES))
    assert rows == ROWS
    assert report.source.encoding.lower() == encoding
    assert len(report.source.encoding_candidates) > 1
    assert [w.code for w in report.warnings] == ["guessed_encoding"]


def test_the_steward_may_say_the_encoding() -> None:
    rows = rows_of(as_tcvn3(LINES), encoding="windows-1252")
    assert rows != ROWS
    assert len(rows) == 3


def test_totals_at_the_end_are_set_aside_and_kept_in_the_report() -> None:
    rows, report = read("phường,số hộ\nBa Đình,10\nTây Hồ,20\nTổng cộng,30\n")
    assert rows == [["phường", "số hộ"], ["Ba Đình", "10"], ["Tây Hồ", "20"]]
    (total,) = report.set_aside
    assert (total.kind, total.row, total.cells) == ("total", 4, ("Tổng cộng", "30"))


def test_totals_stay_where_the_steward_wants_them() -> None:
    assert rows_of("phường,số hộ\nBa Đình,10\nTổng cộng,30\n", keep_totals=True)[-1] == ["Tổng cộng", "30"]


@pytest.mark.parametrize("last", ["Cộng Hòa,5", "Nguồn Sáng,7", "Tổng cục Thuế,3", "Ghi Chú,9"])
def test_a_last_row_that_only_looks_like_a_total_is_data(last: str) -> None:
    rows, report = read(f"tên,số\nA,1\nB,2\n{last}\n")
    assert rows[-1] == last.split(",")
    assert report.set_aside == ()


def test_a_total_in_the_middle_is_data() -> None:
    assert len(rows_of("phường,số hộ\nBa Đình,10\nCộng,10\nTây Hồ,20\n")) == 4


def test_notes_below_the_table_are_set_aside() -> None:
    rows, report = read("phường,số hộ,năm\nBa Đình,10,2025\nTây Hồ,20,2025\nNguồn: báo cáo quý,,\n")
    assert len(rows) == 3
    assert [row.kind for row in report.set_aside] == ["note"]


def book(merge: bool) -> bytes:
    """A sheet whose heading has two rows, and a district that spans two data rows."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Bảng")
        sheet.merge_range(0, 0, 1, 0, "Quận")
        sheet.merge_range(0, 1, 0, 2, "Học sinh")
        sheet.write_row(1, 1, ["Nam", "Nữ"])
        for at, row in enumerate([["Ba Đình", 1, 2], ["", 3, 4], ["Tây Hồ", 5, 6]], start=2):
            sheet.write_row(at, 0, row)
        if merge:
            sheet.merge_range(2, 0, 3, 0, "Ba Đình")
    return data.getvalue()


def test_a_heading_of_two_rows_is_joined() -> None:
    rows = rows_of(book(merge=False), "a.xlsx")
    assert rows[0] == ["Quận", "Học sinh / Nam", "Học sinh / Nữ"]
    assert rows[1] == ["Ba Đình", "1", "2"]


def test_merged_cells_are_filled_only_when_asked() -> None:
    assert rows_of(book(merge=True), "a.xlsx")[2] == ["", "3", "4"]
    assert rows_of(book(merge=True), "a.xlsx", fill_merged=True)[2] == ["Ba Đình", "3", "4"]


def test_the_steward_may_say_delimiter_and_header_row() -> None:
    assert rows_of("a,b;c\n1,2;3\n", delimiter=";") == [["a,b", "c"], ["1,2", "3"]]
    assert rows_of("x,y\na,b\n1,2\n", header_row=2) == [["a", "b"], ["1", "2"]]
    assert rows_of("1,2\n3,4\n", header_row=0)[1:] == [["1", "2"], ["3", "4"]]


def test_a_few_bytes_of_another_encoding_do_not_spoil_the_rest() -> None:
    rows, report = read(LINES.encode() + "3,Quán café,phố cũ\n".encode("windows-1252", "ignore"))
    assert rows == [*ROWS, ["3", "Quán café", "ph c"]]
    assert [w.code for w in report.warnings] == ["mixed_encoding"]
    assert "Quán café" in report.source.encoding_candidates[0].sample


def test_a_file_cut_off_within_a_letter_keeps_all_that_came_before() -> None:
    rows, report = read((LINES + "3,Đ").encode()[:-1])
    assert rows[:3] == ROWS
    assert [w.code for w in report.warnings] == ["mixed_encoding", "short_rows"]


def test_letters_lost_before_are_told() -> None:
    assert [w.code for w in read(LINES + "3,Tr\ufffdng,x\n")[1].warnings] == ["lost_characters"]


@pytest.mark.parametrize("first", ["\ufeff\ufeffmã,tên", "mã\u200b,tên"])
def test_invisible_characters_are_no_part_of_a_heading(first: str) -> None:
    assert rows_of(f"{first}\n1,a\n")[0] == ["mã", "tên"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"Trường "A" số 1",x', ["1", 'Trường "A" số 1', "x"]),
        ('1,"Trường "A"",x', ["1", 'Trường "A"', "x"]),
        ('1,"x \\"q\\" y",z', ["1", 'x \\"q\\" y', "z"]),
        ('1,"x"y,z', ["1", '"x"y', "z"]),
        ('1,5" ống,z', ["1", '5" ống', "z"]),
        ('1,"a ""b"" c",z', ["1", 'a ""b"" c'.replace('""', '"'), "z"]),
    ],
)
def test_quotes_that_keep_to_no_rule_lose_nothing(line: str, cells: list[str]) -> None:
    rows = rows_of(f"mã,tên,loại\n{line}\n2,b,c\n")
    assert rows[1:] == [cells, ["2", "b", "c"]]


def test_odd_quotes_are_told_with_the_line() -> None:
    (warning,) = read('mã,tên\n1,a\n2,"x"y\n3,b\n4,"p"q\n')[1].warnings
    assert warning.code == "odd_quotes"
    assert "2 dòng" in warning.message
    assert "dòng 3" in warning.message


def test_space_before_quotes_does_not_cut_cells() -> None:
    assert rows_of('mã, tên\n1, "Huế, phố"\n2, "b"\n') == [["mã", "tên"], ["1", "Huế, phố"], ["2", "b"]]


@pytest.mark.parametrize("rows", ["A,1,2\nB,3,4\n", "A,1,2\nB1,3,4\n", "A,B,1\nC,D,2\n"])
def test_letters_and_numbers_in_order_may_be_data(rows: str) -> None:
    assert len(rows_of("quận,nam,nữ\n" + rows)) == 3


@pytest.mark.parametrize("numbers", ["A,B,1,2", "A,1,2,3", "(1),(2),(3),(4)"])
def test_a_row_that_numbers_the_columns_is_set_aside(numbers: str) -> None:
    rows, report = read(f"quận,phường,nam,nữ\n{numbers}\nHoàn Kiếm,Cửa Nam,1,2\nBa Đình,Ngọc Hà,3,4\n")
    assert len(rows) == 3
    assert [row.kind for row in report.set_aside] == ["column_numbers"]


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_letters_encoded_twice_are_left_to_the_steward(codec: str) -> None:
    lines = "mã,tên\n1,Nguyễn Huệ\n2,Bệnh viện Đống Đa\n"
    as_letters = "".join(_as_letter(code, codec) for code in lines.encode())
    rows, report = read(as_letters)
    assert rows == [line.split(",") for line in as_letters.strip().split("\n")]
    assert [w.code for w in report.warnings] == ["encoded_twice"]
    as_is, before = report.source.encoding_candidates
    assert (as_is.encoding, before.encoding) == ("utf-8", "utf-8-twice")
    assert "Nguyễn Huệ" in before.sample
    assert rows_of(as_letters, encoding="utf-8-twice") == [line.split(",") for line in lines.splitlines()]


def _as_letter(code: int, codec: str) -> str:
    """A byte taken for a letter; those that windows-1252 has not are what they are in Latin-1."""
    return bytes([code]).decode(codec, errors="ignore") or chr(code)


def test_the_end_mark_of_dos_is_no_row() -> None:
    rows, report = read(LINES + "\x1a")
    assert rows == ROWS
    assert report.warnings == ()
