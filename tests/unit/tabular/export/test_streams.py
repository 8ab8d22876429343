"""Bytes come early, appear under a name only when whole, are written once, and stop when nobody wants them."""

from __future__ import annotations

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from portal.errors import Invalid
from portal.i18n import use_language
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.export.exporter import MOST_AT_ONCE, Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.kept import PART
from portal.tabular.export.plan import ExportOptions, Rows
from tests.unit.tabular.export.conftest import Exported, content
from tests.unit.tabular.export.stored import large_table, stored_table

CSV = EXPORTS["csv"]
PLAIN = ExportOptions()
NUMBER = Column("n", "n", ColumnType.INTEGER)
ENDLESS = Rows("SELECT range AS n FROM range(10_000_000_000_000)", (NUMBER,))
FORMULAS = ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return large_table(tmp_path_factory.mktemp("large"), 300_000)


@pytest.fixture
def formulas(tmp_path: Path) -> Table:
    """Formulas in a column of text, numbers below zero beside them."""
    columns = [Column("ten", "Tên", ColumnType.TEXT), Column("so", "Số", ColumnType.NUMBER)]
    return stored_table(tmp_path, columns, [(cell, -1.5) for cell in FORMULAS])


def copies() -> list[threading.Thread]:
    """The threads that run a COPY now."""
    return [thread for thread in threading.enumerate() if thread.name == "export"]


@pytest.mark.parametrize("code", ["csv", "csv-excel", "tsv", "json", "ndjson", "xlsx"])
def test_first_bytes_come_while_the_query_still_runs(exporter: Exporter, code: str) -> None:
    endless = replace(ENDLESS, row_count=1)  # or XLSX would count them first
    stream = exporter.of_query(endless, EXPORTS[code], PLAIN).stream
    assert stream is not None
    assert next(stream)
    assert copies()
    stream.close()


def test_hang_up_ends_the_copy_and_frees_its_slot(exporter: Exporter) -> None:
    for _ in range(MOST_AT_ONCE + 1):
        stream = exporter.of_query(ENDLESS, CSV, PLAIN).stream
        assert stream is not None
        assert next(stream)
        stream.close()
        exporter.wait()
        assert copies() == []


def test_file_of_a_table_has_a_name_only_when_it_is_whole(
    exporter: Exporter, table: Table, tmp_path: Path
) -> None:
    stream = exporter.of_table(table, CSV, PLAIN).stream
    assert stream is not None
    seen = set()
    for _block in stream:
        seen |= {
            (path.suffix, path.suffix != PART and path.stat().st_size)
            for path in (tmp_path / "exports").glob("*.*")
        }
    kept = exporter.of_table(table, CSV, PLAIN).path
    assert kept is not None
    assert seen <= {(PART, False)}
    assert kept.read_bytes().count(b"\r\n") == table.row_count + 1


def test_first_downloads_at_once_write_one_file(exporter: Exporter, table: Table, tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def download(_number: int) -> bytes:
        together.wait()
        return content(exporter.of_table(table, CSV, PLAIN))

    with ThreadPoolExecutor(6) as pool:
        data = set(pool.map(download, range(6)))
    assert len(data) == 1
    assert len([path for path in (tmp_path / "exports").iterdir() if path.is_file()]) == 1


def test_processes_that_write_at_once_leave_one_whole_file(table: Table, tmp_path: Path) -> None:
    exporters = [Exporter(tmp_path / "exports", 10**9) for _ in range(2)]
    streams = [each.of_table(table, CSV, PLAIN) for each in exporters]
    data = {content(stream) for stream in streams}
    assert len(data) == 1
    (kept,) = (path for path in (tmp_path / "exports").iterdir() if path.is_file())
    assert kept.read_bytes() in data


def test_folder_is_brought_within_its_limit(table: Table, tmp_path: Path) -> None:
    large = Exporter(tmp_path / "exports", 10**9)
    size = len(content(large.of_table(table, CSV, PLAIN)))
    content(large.of_table(replace(table, version="other"), CSV, PLAIN))
    small = Exporter(tmp_path / "exports", int(size * 1.5))
    small.clean()
    assert len([path for path in (tmp_path / "exports").iterdir() if path.is_file()]) == 1


@pytest.mark.parametrize(("code", "delimiter"), [("csv", ","), ("csv-excel", ","), ("tsv", "\t")])
def test_guard_is_for_text_in_files_for_people(
    formulas: Table, exported: Exported, code: str, delimiter: str
) -> None:
    data = exported(formulas, code).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter))[1:]
    assert rows == [[f"'{cell}", "-1.5"] for cell in FORMULAS]


@pytest.mark.parametrize("code", ["csv", "tsv"])
def test_raw_files_hold_what_the_table_holds(formulas: Table, exported: Exported, code: str) -> None:
    data = exported(formulas, code, is_raw=True).decode()
    delimiter = "\t" if code == "tsv" else ","
    assert [row[0] for row in csv.reader(io.StringIO(data, newline=""), delimiter=delimiter)][1:] == FORMULAS


def test_files_for_programs_are_not_guarded(formulas: Table, exported: Exported, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(exported(formulas, "parquet"))
    with duckdb.connect() as connection:
        assert [
            row[0] for row in connection.execute("SELECT ten FROM read_parquet(?)", [str(path)]).fetchall()
        ] == FORMULAS
    assert b"'=1+1" not in exported(formulas, "json")
    assert b"'=1+1" not in exported(formulas, "ndjson")
    sheet = openpyxl.load_workbook(io.BytesIO(exported(formulas, "xlsx")))["data"]
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type != "f"


def test_failure_on_the_way_is_told_in_the_language_of_who_asked(exporter: Exporter) -> None:
    wrong = Rows("SELECT CAST(x AS INTEGER) AS n FROM (VALUES ('không')) v(x)", (NUMBER,))
    with use_language("en"), pytest.raises(Invalid) as refused:
        exporter.of_query(wrong, CSV, PLAIN)
    assert "largest number" in refused.value.problems[0].message
