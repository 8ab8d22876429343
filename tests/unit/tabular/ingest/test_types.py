"""What becomes of the values of a column: nothing is lost, nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.tabular.columns import ColumnType
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.ingest.result import ColumnReport, IngestResult
from portal.tabular.options import ColumnOption, ReadingOptions


@pytest.fixture
def take(tmp_path: Path) -> Any:
    """Takes the text of a CSV file in."""

    def take(text: str, options: ReadingOptions | None = None, name: str = "bang.csv") -> IngestResult:
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        folder = tmp_path / "work"
        folder.mkdir()
        work = Work(tmp_path / name, name, folder, options or ReadingOptions(), 2**30, lambda *_: None)
        return run(work)

    return take


def column(result: IngestResult, at: int = 0) -> ColumnReport:
    return result.report.columns[at]


def values(result: IngestResult, at: int = 0) -> list[Any]:
    return [row[at] for row in result.first_page.rows]


TYPED = [
    ("số lớp", ["1", "-2", "0"], ColumnType.INTEGER, "", [1, -2, 0]),
    ("diện tích", ["1.5", "12.25", "3"], ColumnType.NUMBER, "1234.5", [1.5, 12.25, 3.0]),
    ("diện tích", ["1,5", "12,25"], ColumnType.NUMBER, "1234,5", [1.5, 12.25]),
    ("dân số", ["1.234.567", "12.500"], ColumnType.INTEGER, "1.234", [1234567, 12500]),
    ("dân số", ["1,234,567", "12,500"], ColumnType.INTEGER, "1,234", [1234567, 12500]),
    ("tiền", ["1.234,5", "12,5"], ColumnType.NUMBER, "1.234,5", [1234.5, 12.5]),
    ("vĩ độ", ["21.034", "21.035"], ColumnType.NUMBER, "1234.5", [21.034, 21.035]),
    ("ngày", ["25/12/2025", "01/02/2025"], ColumnType.DATE, "dd/mm/yyyy", ["2025-12-25", "2025-02-01"]),
    ("ngày", ["12/25/2025", "01/02/2025"], ColumnType.DATE, "mm/dd/yyyy", ["2025-12-25", "2025-01-02"]),
    ("ngày", ["2025-01-31"], ColumnType.DATE, "yyyy-mm-dd", ["2025-01-31"]),
    (
        "lúc",
        ["2025-01-31T10:00:00"],
        ColumnType.DATETIME,
        "yyyy-mm-ddThh:mm:ss",
        ["2025-01-31T10:00:00"],
    ),
    ("lúc", ["31/01/2025 10:05"], ColumnType.DATETIME, "dd/mm/yyyy hh:mm", ["2025-01-31T10:05:00"]),
    ("có sân", ["Có", "không", "CÓ"], ColumnType.BOOLEAN, "có/không", [True, False, True]),
    ("số", ["1", "-", "N/A", "3"], ColumnType.INTEGER, "", [1, None, None, 3]),
    (
        "ngày",
        ["25/12/2025", "-", "", "01/02/2025"],
        ColumnType.DATE,
        "dd/mm/yyyy",
        ["2025-12-25", None, None, "2025-02-01"],
    ),
    ("lúc", ["31/01/2025 10:05", ""], ColumnType.DATETIME, "dd/mm/yyyy hh:mm", ["2025-01-31T10:05:00", None]),
    (
        "ranh giới",
        ['"{""type"": ""Point"", ""coordinates"": [105.8, 21.0]}"', ""],
        ColumnType.GEOMETRY,
        "GeoJSON",
        ['{"type": "Point", "coordinates": [105.8, 21.0]}', None],
    ),
]


@pytest.mark.parametrize(("name", "cells", "type_", "format", "stored"), TYPED)
def test_a_type_is_found(
    take: Any, name: str, cells: list[str], type_: ColumnType, format: str, stored: list[Any]
) -> None:
    result = take(f"{name};b\n" + "".join(f"{cell};x\n" for cell in cells))
    found = column(result).column
    assert (found.type, found.format, values(result)) == (type_, format, stored)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("giá trị", ["001", "002"]),
        ("giá trị", ["079123456789", "1"]),
        ("mã", ["123", "456"]),
        ("điện thoại", ["912345678", "912345679"]),
        ("giá trị", ["+84912345678"]),
        ("giá trị", ["12345678901234567890123"]),
        ("giá trị", ["0.12345678901234567"]),
        ("giá trị", ["NaN", "inf"]),
        ("giá trị", ["0x1F", "0x2"]),
        ("giá trị", ["1_000"]),
        ("giá trị", ["1e5"]),
        ("giá trị", ["12%"]),
        ("giá trị", ["-0"]),
        ("giá trị", ["31/02/2025"]),
        ("giá trị", ["01/02/2025 10:05"]),
        ("giá trị", ["12,500", "1.234"]),
        ("giá trị", ["45321,5,6"]),
    ],
)
def test_what_would_lose_something_stays_text(take: Any, name: str, cells: list[str]) -> None:
    result = take(f"{name}\tb\n" + "".join(f"{cell}\tx\n" for cell in cells), name="bang.tsv")
    assert column(result).column.type == ColumnType.TEXT
    assert values(result) == cells


@pytest.mark.parametrize(
    ("cells", "code", "readings"),
    [
        (["1.234", "12.500"], "thousands_or_decimal", [("1234.5", "1.234"), ("1.234", "1234")]),
        (["1,234"], "thousands_or_decimal", [("1234,5", "1.234"), ("1,234", "1234")]),
        (["01/02/2025"], "day_or_month", [("dd/mm/yyyy", "2025-02-01"), ("mm/dd/yyyy", "2025-01-02")]),
    ],
)
def test_what_means_two_things_is_asked(
    take: Any, cells: list[str], code: str, readings: list[tuple[str, str]]
) -> None:
    result = take("n;b\n" + "".join(f"{cell};x\n" for cell in cells))
    question = column(result).question
    assert question is not None
    assert (question.code, [(r.format, r.example) for r in question.readings]) == (code, readings)
    assert values(result) == cells


def test_an_answer_is_taken(take: Any) -> None:
    options = ReadingOptions(columns={"n": ColumnOption(type="integer", format="1.234")})
    result = take("n;b\n1.234;x\n", options)
    assert values(result) == [1234]
    assert column(result).question is None


def test_the_whole_column_is_looked_at_and_misfits_are_told_with_their_rows(take: Any) -> None:
    result = take("n;b\n" + "5;x\n" * 30_000 + "năm;x\n" + "5;x\n" * 100)
    report = column(result)
    assert report.column.type == ColumnType.TEXT
    (failure,) = report.failures
    assert (failure.type, failure.count, failure.examples) == (ColumnType.INTEGER, 1, ((30_001, "năm"),))


def test_a_type_chosen_against_some_values_keeps_the_text_beside(take: Any) -> None:
    options = ReadingOptions(columns={"n": ColumnOption(type="integer")})
    result = take("n;b\n5;x\nnăm;x\n", options)
    assert [c.column.key for c in result.report.columns] == ["n", "b", "n_goc"]
    assert values(result, 0) == [5, None]
    assert values(result, 2) == ["5", "năm"]


def test_a_dropped_column_is_not_in_the_table(take: Any) -> None:
    result = take("n;b\n5;x\n", ReadingOptions(columns={"b": ColumnOption(protection="drop")}))
    assert [c.column.key for c in result.report.columns] == ["n"]


def test_blanks_are_counted(take: Any) -> None:
    assert column(take("n;b\n1;x\n-;x\nN/A;x\n")).blanks == 2


def test_keys_are_plain_and_unique(take: Any) -> None:
    result = take("Số lớp;so_lop;2026;_id;Đường\n1;2;3;4;5\n")
    assert [c.column.key for c in result.report.columns] == ["so_lop", "so_lop_2", "cot_2026", "id", "duong"]


def test_meanings_are_guessed_from_headings(take: Any) -> None:
    result = take("ma_truong;vi_do;kinh_do;Năm;Phường, xã\n01;21.5;105.25;2026;Ba Đình\n")
    meanings = [c.column.semantic for c in result.report.columns]
    assert meanings == ["code", "latitude", "longitude", "year", "place"]


def test_a_table_with_a_wide_row_is_read_with_care(take: Any) -> None:
    result = take("a,b\n1,x\n2,y,z\n3,w\n")
    assert result.report.row_count == 3
    assert [c.column.name for c in result.report.columns] == ["a", "b", "cot_3"]
