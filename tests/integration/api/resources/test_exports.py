"""Files of whole tables and of questions."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from portal.tabular.export import sheet
from tests.integration.api.resources.conftest import COUNT, HEADINGS, Schools


def settled(api: Schools, answer: TestResponse) -> TestResponse:
    """The answer, read to its end, once the file of it is kept."""
    assert answer.data
    api.app.extensions["portal"].ports.exporter.wait()
    return answer


@pytest.mark.parametrize(
    ("format", "mimetype"),
    [
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("json", "application/json"),
        ("ndjson", "application/x-ndjson"),
        ("geojson", "application/geo+json"),
        ("parquet", "application/vnd.apache.parquet"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_whole_table_in_every_format(api: Schools, format: str, mimetype: str) -> None:
    answer = settled(api, api.get(f"/export.{format}"))

    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    disposition = answer.headers["Content-Disposition"]
    assert f'filename="Truong hoc Ha Noi.{format}"' in disposition
    assert (
        f"filename*=UTF-8''Tr%C6%B0%E1%BB%9Dng%20h%E1%BB%8Dc%20H%C3%A0%20N%E1%BB%99i.{format}" in disposition
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert f'/export.{format}?version=2>; rel="canonical"' in answer.headers["Link"]


def test_every_row_is_in_the_file(api: Schools, tmp_path: Any) -> None:
    lines = list(csv.reader(io.StringIO(api.get("/export.csv").text)))
    assert (",".join(lines[0]), len(lines)) == (HEADINGS, COUNT + 1)
    assert len(api.get("/export.json").get_json()) == COUNT
    assert [len(json.loads(x)) for x in api.get("/export.ndjson").text.splitlines()] == [9] * COUNT
    assert len(json.loads(api.get("/export.geojson").text)["features"]) == COUNT
    (tmp_path / "a.parquet").write_bytes(api.get("/export.parquet").data)
    found = duckdb.execute(f"SELECT count(*), sum(so_hoc_sinh) FROM '{tmp_path / 'a.parquet'}'").fetchone()
    assert found == (COUNT, sum(n * 10 for n in range(1, COUNT + 1) if n % 50))
    book = load_workbook(io.BytesIO(api.get("/export.xlsx").data), read_only=True)
    assert len(list(book.active.iter_rows())) == COUNT + 1
    book.close()


def test_a_file_of_a_question_holds_all_its_rows_whatever_page_was_looked_at(api: Schools) -> None:
    arguments = {"quan__exact": "Ba Đình", "select": "ma,diem", "order_by": "-diem", "limit": 2, "offset": 4}
    lines = api.get("/export.csv", arguments).text.split("\r\n")

    assert lines[:3] == ["Mã,Điểm", "0250,62.5", "0247,61.75"]
    assert len(lines) == 1 + 84 + 1
    cursor = api.json("/rows", {"limit": 2})["cursor"]
    assert api.get("/export.csv", {"cursor": cursor}).text.count("\r\n") == COUNT + 1


def test_groups_can_be_had_as_a_file(api: Schools) -> None:
    found = api.get("/export.json", {"group_by": "quan", "aggregate": "count(*)"}).get_json()
    assert found == [
        {"quan": "Ba Đình", "count": 84},
        {"quan": "Cầu Giấy", "count": 83},
        {"quan": "Đống Đa", "count": 83},
    ]


def test_cells_that_would_run_as_formulas_are_guarded_unless_asked_otherwise(api: Schools) -> None:
    def cell(**arguments: int) -> str:
        return api.get("/export.csv", {"select": "ghi_chu", **arguments}).text.split("\r\n")[1]

    assert cell() == "'=1+1"
    assert cell(raw=1) == "=1+1"
    assert api.get("/export.json", {"select": "ghi_chu"}).get_json()[0] == {"ghi_chu": "=1+1"}


def test_the_mark_of_utf_8_is_there_on_request(api: Schools) -> None:
    assert api.get("/export.csv", {"bom": 1}).data.startswith(b"\xef\xbb\xbfM")
    assert api.get("/export.csv").data.startswith("Mã".encode())


def test_an_older_version_can_be_had_as_a_file(api: Schools) -> None:
    assert len(api.get("/export.json", {"version": 1}).get_json()) == 3


def test_the_second_download_is_a_file_that_can_be_resumed(api: Schools) -> None:
    whole = settled(api, api.get("/export.ndjson", {"version": 2}))
    again = api.get("/export.ndjson")

    assert again.data == whole.data
    assert again.headers["Content-Length"] == str(len(whole.data))
    part = api.get("/export.ndjson", range="bytes=10-19", if_range=again.headers["ETag"])
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert api.get("/export.ndjson", range="bytes=9999999-").status_code == 416


@pytest.mark.parametrize("arguments", ["", "quan__exact=Ba Đình"])
def test_what_did_not_change_is_not_sent_again(api: Schools, arguments: str) -> None:
    first = api.get("/export.csv", arguments)
    again = api.get("/export.csv", arguments, if_none_match=first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert (
        api.get("/export.csv", arguments, if_modified_since=first.headers["Last-Modified"]).status_code == 304
    )
    assert api.get("/export.csv", "raw=1").headers["ETag"] != first.headers["ETag"]


def test_asking_for_the_headers_makes_no_file(api: Schools, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = api.app.extensions["portal"].ports.exporter
    monkeypatch.delattr(type(exporter), "of_query")
    answer = api.client.head(api.path("/export.csv?diem__gt=3"))

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.mimetype == "text/csv"
    assert "Content-Length" not in answer.headers


def test_downloads_are_counted_once_and_answers_from_a_cache_are_not(api: Schools) -> None:
    usage = api.app.extensions["portal"].usage

    def counted() -> int:
        return sum(n for (_id, _day, kind), n in usage._counts.items() if kind == "downloads")

    before = counted()
    answer = api.get("/export.csv")
    assert counted() == before + 1
    api.get("/export.csv", if_none_match=answer.headers["ETag"])
    api.client.head(api.path("/export.csv"))
    assert counted() == before + 1
    api.client.post(api.path("/export.csv"), data={"diem__gt": "3"}, buffered=True)
    assert counted() == before + 2


def test_a_sheet_that_cannot_hold_the_rows_says_what_to_do(
    api: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 100)
    (error,) = api.errors("/export.xlsx", {"lang": "en"})
    assert error["code"] == "too_many_rows"
    assert "CSV or Parquet" in error["message"]


def test_a_map_needs_places(api: Schools) -> None:
    (error,) = api.errors("/export.geojson", {"select": "ma"})
    assert error["code"] == "no_geometry"


@pytest.mark.parametrize("format", ["exe", "csv.gz", "CSV"])
def test_an_unknown_format_is_not_found_and_the_known_ones_are_named(api: Schools, format: str) -> None:
    answer = api.get(f"/export.{format}")
    assert answer.status_code == 404
    assert "parquet" in answer.get_json()["detail"]


def test_what_is_wrong_with_a_question_is_said_before_the_file_begins(api: Schools) -> None:
    (error,) = api.errors("/export.csv", {"where": "diem >"})
    assert (error["path"], error["position"]) == ("where", 7)
