"""XLSX, XLS and ODS: what a cell becomes as text, which sheet is read, what is refused unopened."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from portal.tabular.reading import sheet_scan as subject
from portal.tabular.reading.workbook import Cell, as_text
from tests.unit.tabular.tables import read, refusal_of, rows_of, workbook

SHEET = "xl/worksheets/sheet1.xml"


def repacked(content: bytes, **changes: bytes) -> bytes:
    """The workbook with its first sheet's XML replaced."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes["sheet"] if name == SHEET else old.read(name))
    return data.getvalue()


def sheet_xml(cells: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + space + b'"><sheetData>' + cells + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7.0, "7"),
        (-7.0, "-7"),
        (0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (21.028511, "21.028511"),
        (79203001234.0, "79203001234"),
        (9007199254740991.0, "9007199254740991"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (1e300, "1e+300"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("001", "001"),
        ("  x\ny ", "  x\ny "),
        ("", ""),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 13, 5), "2024-05-01T13:05:00"),
        (time(7, 30), "07:30:00"),
        (timedelta(days=1, hours=12), "36:00:00"),
        (timedelta(minutes=-90), "-01:30:00"),
    ],
)
def test_a_cell_as_text(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


def test_cells_of_an_xlsx_keep_what_was_typed() -> None:
    content = workbook(
        {
            "Trường": [
                ["mã", "tên", "số lớp", "tỉ lệ", "ngày", "đạt"],
                ["001", "Đống Đa", 20, 0.1 + 0.2, datetime(2024, 5, 1), True],
                ["002", "Ba Đình", 21.5, -3, datetime(2024, 5, 2), False],
            ]
        },
        formats={(1, 4): "dd/mm/yyyy", (2, 4): "dd/mm/yyyy"},
    )
    rows, report = read(content, "a.xlsx")
    assert rows == [
        ["mã", "tên", "số lớp", "tỉ lệ", "ngày", "đạt"],
        ["001", "Đống Đa", "20", "0.3", "2024-05-01", "TRUE"],
        ["002", "Ba Đình", "21.5", "-3", "2024-05-02", "FALSE"],
    ]
    assert (report.source.sheet, report.row_count, report.source.encoding) == ("Trường", 2, "")
    assert report.warnings == ()


def test_zeros_a_number_format_shows_in_front_are_kept() -> None:
    content = workbook({"A": [["mã", "giá"], [4, 1234.5]]}, formats={(1, 0): "00000", (1, 1): "#,##0"})
    assert rows_of(content, "a.xlsx")[1] == ["00004", "1234.5"]


def test_titles_and_empty_margins_are_left_out() -> None:
    content = workbook(
        {"A": [[], [None, "DANH SÁCH"], [], [None, "mã", "tên"], [None, "1", "a"], [], [None, "2", "b"]]}
    )
    assert rows_of(content, "a.xlsx") == [["mã", "tên"], ["1", "a"], ["2", "b"]]


def test_the_first_visible_sheet_with_data_is_read_and_the_others_named() -> None:
    table: list[list[object]] = [["mã"], ["1"]]
    content = workbook({"Trống": [], "Ẩn": table, "Số liệu": [["tên"], ["a"]], "Khác": table}, hidden=["Ẩn"])
    rows, report = read(content, "a.xlsx")
    assert rows == [["tên"], ["a"]]
    assert report.source.sheet == "Số liệu"
    (warning,) = report.warnings
    assert warning.code == "other_sheets"
    assert all(name in warning.message for name in ("Trống", "Ẩn", "Khác"))


def test_another_program_s_workbook_reads_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["mã", "ngày"], ["007", date(2024, 5, 1)], [8, datetime(2024, 5, 1, 6)]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    assert rows_of(content, "a.xlsx")[1:] == [["007", "2024-05-01T00:00:00"], ["8", "2024-05-01T06:00:00"]]


def test_an_opendocument_sheet_is_read() -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cells = [["mã", "tên"], ["001", "Đống Đa"]]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in cells
    )
    body = f'<table:table table:name="A">{rows}</table:table>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    rows_read, report = read(data.getvalue(), "a.ods")
    assert rows_read == cells
    assert report.source.sheet == "A"


def test_a_workbook_without_data_is_refused() -> None:
    assert refusal_of(workbook({"A": [], "B": []}), "a.xlsx").code == "empty_table"


def test_a_far_corner_is_refused_before_the_grid_is_made() -> None:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = repacked(workbook({"A": [["x"]]}), sheet=sheet_xml(cells))
    assert refusal_of(content, "a.xlsx").code == "workbook_too_large"


@pytest.mark.parametrize(
    "cell", [b"<c s='1' r='XFD1048576'>", b'<c\n t="n" r="XFD1048576"\n>', b'<x:c r="XFD1048576">']
)
def test_a_far_corner_is_seen_however_it_is_written(cell: bytes) -> None:
    cells = b'<row><c r="A1"></c></row>' + b" " * 1_048_400 + b"<row>" + cell + b"</c></row>"
    content = repacked(workbook({"A": [["x"]]}), sheet=sheet_xml(cells))
    assert refusal_of(content, "a.xlsx").code == "workbook_too_large"


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MAX_UNPACKED_BYTES", 5_000)
    content = repacked(workbook({"A": [["x"]]}), sheet=sheet_xml(b" " * 10_000))
    assert refusal_of(content, "a.xlsx").code == "workbook_too_large"


def test_a_damaged_workbook_is_refused() -> None:
    content = repacked(workbook({"A": [["x"]]}), sheet=b"<worksheet><sheetData><row><c r='A1'><v>1</v>")
    assert refusal_of(content, "a.xlsx").code in ("damaged", "empty_table")
    broken = bytearray(workbook({"A": [["x", "y"]] * 500}))
    at = bytes(broken).find(b"<") if b"<row" in broken else bytes(broken).find(SHEET.encode()) + 40
    broken[at : at + 60] = bytes(60)
    assert refusal_of(bytes(broken), "a.xlsx").code == "damaged"


def opened(rows: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    """A workbook as another program writes it: numbers with all their digits, formulas without results."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for place, code in (formats or {}).items():
        book.active[place].number_format = code
    book.save(data)
    return data.getvalue()


def test_long_numbers_keep_the_digits_that_are_in_the_file() -> None:
    long = ["12345678901234567890", "123456789012345678", "-98765432109876543210987"]
    cells = "".join(
        f'<row r="{at}"><c r="B{at}"><v>{text}</v></c></row>' for at, text in enumerate(long, start=3)
    )
    content = repacked(workbook({"A": [["x"]]}), sheet=sheet_xml(cells.encode()))
    rows, report = read(content, "a.xlsx", header_row=0)
    assert [row[0] for row in rows[1:]] == long
    assert [w.code for w in report.warnings] == ["long_numbers"]


def test_midnight_is_a_moment_in_a_column_of_moments() -> None:
    rows = rows_of(
        opened([["lúc", "ngày"], [datetime(2024, 5, 1, 7), date(2024, 5, 1)], [datetime(2024, 5, 2)] * 2]),
        "a.xlsx",
    )
    assert rows[1:] == [["2024-05-01T07:00:00", "2024-05-01"], ["2024-05-02T00:00:00", "2024-05-02"]]


def test_formulas_without_results_are_told() -> None:
    report = read(opened([["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]), "a.xlsx")[1]
    assert [w.code for w in report.warnings] == ["uncomputed_formulas"]
    assert "2" in report.warnings[0].message


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("00000", 4, "00004"),
        ("00000", 123456, "123456"),
        ("0000\\ 000\\ 000", 912345678, "0912 345 678"),
        ("0##-###-###", 912345678, "912-345-678"),
        ('"HN-"0000', 7, "HN-0007"),
        ("000;-000", 5, "005"),
        ("0", 4, "4"),
        ("0.00", 4, "4"),
        ("#,##0", 1234, "1234"),
        ("0%", 0.5, "0.5"),
        ("00000", -4, "-4"),
        ("00000", 1.5, "1.5"),
        ("yyyy", 4, "1900-01-04"),
    ],
)
def test_only_formats_that_show_zeros_in_front_count(code: str, value: float, text: str) -> None:
    assert rows_of(opened([["mã", "x"], [value, "a"]], {"A2": code}), "a.xlsx")[1][0] == text


def test_a_format_may_change_within_a_column() -> None:
    rows = rows_of(opened([["mã"], [1], [2], [3]], {"A2": "000", "A4": "00"}), "a.xlsx")
    assert [row[0] for row in rows[1:]] == ["001", "2", "03"]


def test_errors_and_merged_cells_are_told() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("A")
        for at, row in enumerate([["a", "b"], ["x", 1], ["", 2], ["y", 3]]):
            sheet.write_row(at, 0, row)
        sheet.merge_range(1, 0, 2, 0, "x")
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
    report = read(data.getvalue(), "a.xlsx")[1]
    assert [w.code for w in report.warnings] == ["error_cells", "merged_cells"]
