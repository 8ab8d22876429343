"""The values that other readers lose or change, one by one: what becomes of each here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.errors import Invalid
from portal.tabular.columns import ColumnType
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.ingest.result import ColumnReport, IngestResult
from portal.tabular.options import ColumnOption, ReadingOptions

TEXT, INTEGER, NUMBER = ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER
DATE, MOMENT, BOOLEAN = ColumnType.DATE, ColumnType.DATETIME, ColumnType.BOOLEAN


def taken(folder: Path, name: str, cells: list[str], option: ColumnOption | None = None) -> IngestResult:
    """A table of the column `name` and another one, in a file of tabs."""
    source, work = folder / "bang.tsv", folder / "work"
    source.write_text(f"{name}\tghi chú\n" + "".join(f"{c}\tx\n" for c in cells), encoding="utf-8")
    work.mkdir()
    options = ReadingOptions(columns={name: option} if option else {}, keep_totals=True, header_row=1)
    return run(Work(source, source.name, work, options, 2**30, lambda *_: None))


def shown(result: IngestResult) -> tuple[ColumnReport, list[Any]]:
    return result.report.columns[0], [row[0] for row in result.first_page.rows]


def test_a_column_is_of_the_type_that_every_value_fits(tmp_path: Path) -> None:
    """Each line in a folder of its own: heading, cells, type, stored values."""
    for at, (name, cells, type_, stored) in enumerate(LINES):
        folder = tmp_path / str(at)
        folder.mkdir()
        report, values = shown(taken(folder, name, cells))
        assert (report.column.type, values) == (type_, stored), (name, cells)


LINES: list[tuple[str, list[str], ColumnType, list[Any]]] = [
    # leading zeros, long numbers, telephones
    ("giá trị", ["001", "002", "010"], TEXT, ["001", "002", "010"]),
    ("giá trị", ["1", "2", "007"], TEXT, ["1", "2", "007"]),
    ("giá trị", ["079190054321", "001085012345"], TEXT, ["079190054321", "001085012345"]),
    ("giá trị", ["123456789012", "210987654321"], INTEGER, [123456789012, 210987654321]),
    ("giá trị", ["12345678901234567890123", "1"], TEXT, ["12345678901234567890123", "1"]),
    ("giá trị", ["999999999999999999", "-1"], INTEGER, [999999999999999999, -1]),
    ("giá trị", ["9999999999999999999", "1"], TEXT, ["9999999999999999999", "1"]),
    ("giá trị", ["912345678", "0912345678"], TEXT, ["912345678", "0912345678"]),
    ("giá trị", ["+84912345678", "912345678"], TEXT, ["+84912345678", "912345678"]),
    ("Số điện thoại", ["912345678", "987654321"], TEXT, ["912345678", "987654321"]),
    ("Mã số thuế", ["101243150", "312345678"], TEXT, ["101243150", "312345678"]),
    # thousands and decimals
    ("diện tích", ["1.234", "12.500"], TEXT, ["1.234", "12.500"]),
    ("diện tích", ["1.234", "12.5"], NUMBER, [1.234, 12.5]),
    ("dân số", ["1.234", "1.234.567"], INTEGER, [1234, 1234567]),
    ("tiền", ["1.234,5", "7"], NUMBER, [1234.5, 7.0]),
    ("tiền", ["1,234.5", "7"], NUMBER, [1234.5, 7.0]),
    ("tiền", ["1,234.5", "1.234,5"], TEXT, ["1,234.5", "1.234,5"]),
    ("giá trị", ["12.34.56", "1.5"], TEXT, ["12.34.56", "1.5"]),
    ("giá trị", ["0.1234567890123456", "0.5"], TEXT, ["0.1234567890123456", "0.5"]),
    ("giá trị", ["12345678901234567.5", "0.5"], TEXT, ["12345678901234567.5", "0.5"]),
    ("giá trị", ["10.6", "11"], NUMBER, [10.6, 11.0]),
    # a zero has no sign
    ("giá trị", ["-0", "1"], TEXT, ["-0", "1"]),
    ("giá trị", ["-0", "1.5"], TEXT, ["-0", "1.5"]),
    ("giá trị", ["-0.0", "1.5"], TEXT, ["-0.0", "1.5"]),
    ("giá trị", ["-0,00", "1,5"], TEXT, ["-0,00", "1,5"]),
    ("giá trị", ["-0", "1.234.567"], TEXT, ["-0", "1.234.567"]),
    ("giá trị", ["-0", "1.234.567,5"], TEXT, ["-0", "1.234.567,5"]),
    ("giá trị", ["-0.05", "0.0", "1.5"], NUMBER, [-0.05, 0.0, 1.5]),
    ("giá trị", ["-0,5", "1.234.567,25"], NUMBER, [-0.5, 1234567.25]),
    # what a cast would accept and change
    ("giá trị", ["1_000", "2"], TEXT, ["1_000", "2"]),
    ("giá trị", ["0x1F", "2"], TEXT, ["0x1F", "2"]),
    ("giá trị", ["1e5", "2"], TEXT, ["1e5", "2"]),
    ("giá trị", ["+5", "2"], TEXT, ["+5", "2"]),
    ("giá trị", ["12%", "2"], TEXT, ["12%", "2"]),
    ("giá trị", ["NaN", "inf", "-Infinity"], TEXT, ["NaN", "inf", "-Infinity"]),
    ("tên", ["NaN", "An"], TEXT, ["NaN", "An"]),
    ("giá trị", ["NaN", "1.5"], TEXT, ["NaN", "1.5"]),
    ("giá trị", ["yes", "no"], TEXT, ["yes", "no"]),
    ("giá trị", ["1", "0"], INTEGER, [1, 0]),
    ("giá trị", ["t", "f"], TEXT, ["t", "f"]),
    # yes and no, nothing
    ("có sân", ["Có", "Không", "có"], BOOLEAN, [True, False, True]),
    ("có sân", ["Có", "Không", "không rõ"], TEXT, ["Có", "Không", "không rõ"]),
    ("mở", ["TRUE", "false", "Đúng", "sai"], BOOLEAN, [True, False, True, False]),
    ("số lớp", ["5", "-", "N/A", "", "7"], INTEGER, [5, None, None, None, 7]),
    ("ghi chú khác", ["-", "N/A", "tốt"], TEXT, ["-", "N/A", "tốt"]),
    ("ghi chú khác", ["-", "-"], TEXT, ["-", "-"]),
    ("số lớp", [" 5 ", "7"], INTEGER, [5, 7]),
    ("ghi chú khác", [" a ", "b"], TEXT, [" a ", "b"]),
    # days
    ("ngày", ["25/12/2025", "1/2/2025"], DATE, ["2025-12-25", "2025-02-01"]),
    ("ngày", ["12/25/2025", "01/02/2025"], DATE, ["2025-12-25", "2025-01-02"]),
    ("ngày", ["25/12/2025", "12/25/2025"], TEXT, ["25/12/2025", "12/25/2025"]),
    ("ngày", ["01/02/2025", "03/04/2025"], TEXT, ["01/02/2025", "03/04/2025"]),
    ("ngày", ["31/02/2025", "25/12/2025"], TEXT, ["31/02/2025", "25/12/2025"]),
    ("ngày", ["29/02/2024", "25/12/2025"], DATE, ["2024-02-29", "2025-12-25"]),
    ("ngày", ["2024-05-01", "2024-13-01"], TEXT, ["2024-05-01", "2024-13-01"]),
    ("ngày", ["2024-05-01", "01/05/2024"], TEXT, ["2024-05-01", "01/05/2024"]),
    ("ngày", ["25-12-2025"], DATE, ["2025-12-25"]),
    ("ngày", ["25.12.2025"], DATE, ["2025-12-25"]),
    ("ngày", ["25/12/25"], TEXT, ["25/12/25"]),
    ("ngày", ["45321", "45322"], INTEGER, [45321, 45322]),
    ("ngày", ["2025"], INTEGER, [2025]),
    ("lúc", ["2025-01-31 10:00"], MOMENT, ["2025-01-31T10:00:00"]),
    ("lúc", ["2025-01-31T10:00:00Z"], TEXT, ["2025-01-31T10:00:00Z"]),
    ("lúc", ["31/01/2025 25:00"], TEXT, ["31/01/2025 25:00"]),
]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["1.234", "12.500"], "thousands_or_decimal"),
        (["1,234", "12,500"], "thousands_or_decimal"),
        (["01/02/2025", "03/04/2025"], "day_or_month"),
        (["01/02/2025 10:05"], "day_or_month"),
    ],
)
def test_what_has_two_readings_is_asked(tmp_path: Path, cells: list[str], code: str) -> None:
    report, values = shown(taken(tmp_path, "giá trị", cells))
    assert report.question is not None
    assert report.question.code == code
    assert all(reading.example for reading in report.question.readings)
    assert values == cells


@pytest.mark.parametrize(
    ("option", "cells", "stored"),
    [
        (ColumnOption(format="dd/mm/yyyy"), ["01/02/2025"], ["2025-02-01"]),
        (ColumnOption(format="mm/dd/yyyy"), ["01/02/2025"], ["2025-01-02"]),
        (ColumnOption(format="mm/dd/yyyy hh:mm"), ["01/02/2025 10:05"], ["2025-01-02T10:05:00"]),
        (ColumnOption(type="integer", format="1.234"), ["1.234"], [1234]),
        (ColumnOption(type="number", format="1234.5"), ["1.234"], [1.234]),
        (ColumnOption(type="integer"), ["1.234", "1.234.567"], [1234, 1234567]),
        (ColumnOption(type="date"), ["25/12/2025"], ["2025-12-25"]),
        (ColumnOption(type="text"), ["5", "6"], ["5", "6"]),
        (ColumnOption(type="text", format="dd/mm/yyyy"), ["25/12/2025"], ["25/12/2025"]),
    ],
)
def test_the_steward_decides(
    tmp_path: Path, option: ColumnOption, cells: list[str], stored: list[Any]
) -> None:
    assert shown(taken(tmp_path, "giá trị", cells, option))[1] == stored


def test_a_chosen_type_that_can_be_written_in_two_ways_is_asked_again(tmp_path: Path) -> None:
    report, values = shown(taken(tmp_path, "ngày", ["01/02/2025"], ColumnOption(type="date")))
    assert report.question is not None
    assert values == ["01/02/2025"]


@pytest.mark.parametrize(
    ("option", "path", "code"),
    [
        (ColumnOption(format="dd|mm|yyyy"), "columns.n.format", "unknown_format"),
        (ColumnOption(type="date", format="1.234"), "columns.n.format", "unknown_format"),
        (ColumnOption(type="text", format="nope"), "columns.n.format", "unknown_format"),
        (ColumnOption(type="money"), "columns.n.type", "unknown_type"),
        (ColumnOption(protection="hide"), "columns.n.protection", "unknown_protection"),
    ],
)
def test_a_decision_that_means_nothing_is_refused(
    tmp_path: Path, option: ColumnOption, path: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        taken(tmp_path, "n", ["1"], option)
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == (path, code)


@pytest.mark.parametrize(
    ("cells", "type_", "count", "examples"),
    [
        (["1", "2", "ba", "4"], INTEGER, 1, ((3, "ba"),)),
        (["1", "2", "ba", "bốn"], INTEGER, 2, ((3, "ba"), (4, "bốn"))),
        (["1.5", "2.5", "3", "x"], NUMBER, 1, ((4, "x"),)),
        (["25/12/2025", "26/12/2025", "31/02/2025"], DATE, 1, ((3, "31/02/2025"),)),
        (["Có", "Không", "Có", "?"], BOOLEAN, 1, ((4, "?"),)),
    ],
)
def test_values_that_keep_half_a_column_or_less_from_a_type_are_told(
    tmp_path: Path, cells: list[str], type_: ColumnType, count: int, examples: tuple[tuple[int, str], ...]
) -> None:
    report, _values = shown(taken(tmp_path, "giá trị", cells))
    (failure,) = report.failures
    assert (failure.type, failure.count, failure.examples) == (type_, count, examples)


def test_words_with_a_number_among_them_are_no_failed_numbers(tmp_path: Path) -> None:
    report, _values = shown(taken(tmp_path, "giá trị", ["một", "hai", "3"]))
    assert report.failures == ()
