"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date

from openpyxl import load_workbook

from portal.exchange.tables import stream_csv, write_xlsx

HEADER = ["STT", "Tên", "Ngày"]
ROWS = [[1, "Đường", date(2026, 11, 20)], [2, "=1+1", None], [3, "00123", "-5"]]


def test_csv_opens_in_excel_and_no_cell_runs() -> None:
    body = b"".join(stream_csv(HEADER, iter(ROWS)))

    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows == [HEADER, ["1", "Đường", "2026-11-20"], ["2", "'=1+1", ""], ["3", "00123", "-5"]]


def test_csv_is_made_in_batches() -> None:
    chunks = stream_csv(["n"], ([n] for n in range(1000)))

    assert len(list(chunks)) == 6


def test_xlsx_keeps_types_and_has_title_headings_and_filter() -> None:
    with write_xlsx("Danh mục", "Hiện trạng", HEADER, iter(ROWS)) as file:
        sheet = load_workbook(file).active

    assert sheet is not None
    assert sheet["A1"].value == "Danh mục"
    assert [c.value for c in sheet[4]] == HEADER
    assert sheet["A5"].value == 1
    assert sheet["C5"].value.date() == date(2026, 11, 20)
    assert (sheet["B6"].value, sheet["B6"].data_type) == ("=1+1", "s")
    assert sheet["B7"].value == "00123"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:C7")


def test_an_empty_table_is_still_a_workbook() -> None:
    with write_xlsx("Danh mục", "", HEADER, iter([])) as file:
        assert load_workbook(file).active is not None
