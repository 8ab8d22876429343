"""Questions about the rows of a table, and the forms of their answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from portal.tabular.query.engine import DuckDBEngine
from tests.factories import add_file
from tests.integration.api.resources.conftest import COUNT, HEADINGS, KEYS, Schools

FIRST = {
    "_id": 1,
    "ma": "0001",
    "ten_truong": "Trường số 1",
    "quan": "Ba Đình",
    "so_hoc_sinh": 10,
    "diem": 0.25,
    "ngay_thanh_lap": "2020-02-02",
    "vi_do": 21.001,
    "kinh_do": 105.001,
    "ghi_chu": "=1+1",
}


def path_of(url: str) -> str:
    """An absolute address as the test's client asks for it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def test_an_answer_tells_what_it_is_about_and_what_its_columns_are(api: Schools) -> None:
    answer = api.json("/rows", {"limit": 1})

    id = api.ids["public"]
    assert answer["resource"] == {
        "id": id,
        "title": "Danh sách trường",
        "url": f"http://localhost/dataset/public/resource/{id}",
        "dataset": {
            "name": "public",
            "title": "Danh sách trường học (public)",
            "url": "http://localhost/dataset/public",
        },
    }
    assert (answer["version"], answer["total"], answer["limit"], answer["offset"]) == (2, COUNT, 1, 0)
    assert [c["key"] for c in answer["columns"]] == KEYS
    assert answer["columns"][2] == {"key": "quan", "name": "Quận", "type": "text", "semantic": "place"}
    assert answer["rows"] == [FIRST]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400"])
def test_a_shape_with_numbers_that_json_cannot_hold_is_text(own: Schools, number: str) -> None:
    shapes = [f'{{"type":"Point","coordinates":[105.8,{latitude}]}}' for latitude in ("21.5", number)]
    features = (f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}' for shape in shapes)
    content = f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
    with own.city.services() as services:
        own.ids["shapes"] = add_file(services, "public", content, "diem.geojson").id
    own.city.run_jobs()

    rows = own.json("/rows", which="shapes")["rows"]
    assert [row["geometry"] for row in rows] == [json.loads(shapes[0]), shapes[1]]


def test_values_keep_the_order_of_the_columns(api: Schools) -> None:
    text = api.get("/rows", {"limit": 1, "select": "quan,ma"}).text
    assert text.index('"quan": "Ba Đình"') < text.index('"ma": "0001"')


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ({"where": "quan = 'Ba Đình'"}, 84),
        ({"where": "quan contains 'ba dinh' and so_hoc_sinh > 2000"}, 16),
        ({"where": "not (so_hoc_sinh is null)"}, 245),
        ({"where": "ngay_thanh_lap between '01/01/2020' and '2020-01-31'"}, 20),
        ({"quan__in": ["Ba Đình", "Cầu Giấy"]}, 167),
        ({"so_hoc_sinh__isnull": "1"}, 5),
        ({"diem__gte": "62", "diem__lt": "62.5"}, 2),
        ({"q": "truong so 17"}, 13),
        ({"where": "quan in ('x')"}, 0),
    ],
)
def test_totals_are_exact(api: Schools, arguments: dict[str, Any], total: int) -> None:
    answer = api.json("/rows", {**arguments, "limit": 3})
    assert answer["total"] == total
    assert len(answer["rows"]) == min(3, total)


def test_groups_are_counted_and_computed(api: Schools) -> None:
    answer = api.json(
        "/rows", {"group_by": "quan", "aggregate": "count(*),max(diem)", "order_by": "-max_diem"}
    )
    assert answer["rows"] == [
        {"quan": "Ba Đình", "count": 84, "max_diem": 62.5},
        {"quan": "Đống Đa", "count": 83, "max_diem": 62.25},
        {"quan": "Cầu Giấy", "count": 83, "max_diem": 62.0},
    ]
    assert [c["type"] for c in answer["columns"]] == ["text", "integer", "number"]


@pytest.mark.parametrize("arguments", [{}, {"order_by": "-quan,diem"}, {"q": "cau"}, {"group_by": "ma"}])
def test_following_the_next_links_gives_every_row_once(api: Schools, arguments: dict[str, str]) -> None:
    client, seen = api.client, []
    url: str | None = api.path("/rows?limit=90")
    answer = api.json("/rows", {**arguments, "limit": 90})
    seen += answer["rows"]
    while url := answer["next"]:
        answer = client.get(path_of(url)).get_json()
        seen += answer["rows"]

    assert len(seen) == answer["total"] > 0
    assert len({json.dumps(row) for row in seen}) == len(seen)


def test_offsets_skip_rows(api: Schools) -> None:
    assert [row["_id"] for row in api.json("/rows", {"offset": 248})["rows"]] == [249, 250]
    assert api.json("/rows", {"offset": 1000})["rows"] == []


def test_link_headers_lead_on_back_and_to_the_address_to_cite(api: Schools) -> None:
    answer = api.get("/rows", {"limit": 10, "offset": 20, "quan__exact": "Ba Đình"})

    links = {part.split('rel="')[1].rstrip('"'): part for part in answer.headers.getlist("Link")}
    assert set(links) == {"next", "first", "canonical"}
    assert "offset" not in links["first"]
    assert "cursor=" in links["next"]
    assert all("version=2" in part and "quan__exact=Ba%20%C4%90%C3%ACnh" in part for part in links.values())
    assert answer.get_json()["permalink"] in links["canonical"]


def test_long_questions_do_not_make_headers_that_proxies_refuse(api: Schools) -> None:
    answer = api.get("/rows", {"where": " or ".join(["quan = 'Ba Đình'"] * 200), "limit": 1})
    assert answer.get_json()["total"] == 84
    assert sum(len(name) + len(value) for name, value in answer.headers) < 4000
    assert len(answer.get_json()["next"]) > 4000


def test_an_older_version_stays_as_it_was(api: Schools) -> None:
    assert api.json("/rows", {"version": 1})["total"] == 3
    assert api.json("/rows", {"version": 2})["total"] == COUNT
    assert api.get("/rows", {"version": 3}).status_code == 404


def test_the_permalink_gives_the_same_answer(api: Schools) -> None:
    answer = api.json("/rows", {"limit": 2, "select": "ma", "order_by": "-diem"})
    again = api.client.get(path_of(answer["permalink"])).get_json()
    assert again["rows"] == answer["rows"] == [{"_id": 250, "ma": "0250"}, {"_id": 249, "ma": "0249"}]


def test_a_single_row_by_its_number(api: Schools) -> None:
    answer = api.json("/rows/1")
    assert answer["row"] == FIRST
    assert answer["permalink"].endswith("/rows/1?version=2")
    for number in ("0", "251", "99999999999999999999999"):
        assert api.get(f"/rows/{number}").status_code == 404


# -- first rows without an engine


@contextmanager
def statements(api: Schools) -> Iterator[list[str]]:
    """What the database is asked within the block."""
    with api.app.app_context():
        engine = api.app.extensions["sqlalchemy"].engine
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "arguments",
    ["", "limit=50", "limit=30&offset=70", "select=ngay_thanh_lap,_id,ma&limit=7", "version=1", "limit=0"],
)
def test_first_rows_come_without_the_engine_and_are_what_it_would_say(
    api: Schools, arguments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_what_differs(part: str) -> Any:
        answer = api.json("/rows", part)
        return {k: v for k, v in answer.items() if k not in ("next", "cursor", "permalink")}

    asked = without_what_differs(f"{arguments}&where=_id > 0")
    monkeypatch.delattr(DuckDBEngine, "rows")
    assert without_what_differs(arguments) == asked


def test_first_rows_cost_few_statements(own: Schools) -> None:
    own.json("/columns")
    with statements(own) as sent:
        own.json("/rows")
    assert len(sent) <= 3, sent


def test_what_everybody_asks_first_costs_one_statement(api: Schools) -> None:
    first = api.get("/rows")
    with statements(api) as sent:
        again = api.get("/rows")
        unchanged = api.get("/rows", if_none_match=first.headers["ETag"])
    assert len(sent) == 2, sent
    assert (again.data, dict(again.headers)) == (first.data, dict(first.headers))
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_who_has_the_answer_to_a_question_costs_no_look_into_the_table(
    api: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = api.get("/rows", "diem__gt=3").headers["ETag"]
    monkeypatch.delattr(DuckDBEngine, "rows")
    with statements(api) as sent:
        assert api.get("/rows", "diem__gt=3", if_none_match=tag).status_code == 304
    assert len(sent) == 1, sent


# -- forms


@pytest.mark.parametrize(
    ("arguments", "accept", "mimetype"),
    [
        ({}, "", "application/json"),
        ({}, "*/*", "application/json"),
        ({}, "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ({}, "text/csv", "text/csv"),
        ({}, "application/x-ndjson", "application/x-ndjson"),
        ({}, "application/json;q=0.5,text/csv", "text/csv"),
        ({"format": "json"}, "text/csv", "application/json"),
        ({"format": "csv"}, "", "text/csv"),
        ({"format": "ndjson"}, "", "application/x-ndjson"),
    ],
)
def test_the_form_is_named_or_accepted(
    api: Schools, arguments: dict[str, str], accept: str, mimetype: str
) -> None:
    answer = api.get("/rows", {"limit": 2, **arguments}, accept=accept)
    assert answer.mimetype == mimetype
    assert "Accept" in answer.headers["Vary"]


def test_csv_has_headings_and_no_formula(api: Schools) -> None:
    asked = {"format": "csv", "limit": 2, "where": "_id = 1 or so_hoc_sinh is null"}
    answer = api.get("/rows", asked)

    lines = list(csv.reader(io.StringIO(answer.text)))
    assert ",".join(lines[0]) == HEADINGS
    assert lines[1] == [
        *("0001", "Trường số 1", "Ba Đình", "10", "0.25", "2020-02-02", "21.001", "105.001", "'=1+1")
    ]
    assert lines[2][3] == ""
    assert answer.headers["X-Total-Count"] == "6"
    following = api.get("/rows", {**asked, "cursor": answer.headers["X-Next-Cursor"]}).text.splitlines()
    assert [line[:4] for line in following[1:]] == ["0100", "0150"]
    assert "filename*=UTF-8''Tr%C6%B0%E1%BB%9Dng" in answer.headers["Content-Disposition"]


def test_csv_raw_and_with_a_mark_on_request(api: Schools) -> None:
    answer = api.get("/rows", {"format": "csv", "limit": 1, "raw": 1, "bom": 1})
    assert answer.data.startswith(b"\xef\xbb\xbfM\xc3\xa3,")
    assert answer.text.rstrip().endswith(",=1+1")


def test_ndjson_is_an_object_a_line(api: Schools) -> None:
    answer = api.get("/rows", {"format": "ndjson", "limit": 2})
    assert [json.loads(line)["_id"] for line in answer.text.splitlines()] == [1, 2]
    assert json.loads(answer.text.splitlines()[0]) == FIRST


# -- caching


@pytest.mark.parametrize("arguments", ["", "limit=3&format=csv", "where=diem > 3", "group_by=quan"])
def test_an_answer_is_sent_once_to_who_keeps_it(api: Schools, arguments: str) -> None:
    first = api.get("/rows", arguments)
    again = api.get("/rows", arguments, if_none_match=first.headers["ETag"])

    assert again.status_code == 304
    assert again.data == b""
    assert first.headers["Cache-Control"] == "public, no-cache"
    dated = api.get("/rows", arguments, if_modified_since=first.headers["Last-Modified"])
    assert dated.status_code == 304


def test_other_questions_languages_and_versions_have_other_tags(api: Schools) -> None:
    asked = ["", "limit=2", "version=1", "lang=en", "format=csv", "format=csv&raw=1", "select=ma"]
    tags = [api.get("/rows", arguments).headers["ETag"] for arguments in asked]
    assert len(set(tags)) == len(asked)
    assert api.get("/rows", "version=2").headers["ETag"] == tags[0]


def test_head_gives_the_headers_alone(api: Schools) -> None:
    answer = api.client.head(api.path("/rows?limit=2"))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == api.get("/rows", "limit=2").headers["ETag"]


def test_no_cookie_is_set(api: Schools) -> None:
    assert "Set-Cookie" not in api.get("/rows").headers


# -- long questions in the body


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"quan__in": ["Ba Đình", "Cầu Giấy"], "limit": "1"}},
        {"json": {"quan__in": ["Ba Đình", "Cầu Giấy"], "limit": 1, "q": None}},
    ],
)
def test_a_question_may_come_in_the_body(api: Schools, body: dict[str, Any]) -> None:
    answer = api.client.post(api.path("/rows"), **body)

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["total"] == 167
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"json": ["limit"]}, 400),
        ({"json": {"where": {"a": 1}}}, 422),
        ({"data": "x", "content_type": "text/plain"}, 415),
        ({"data": {"file": (io.BytesIO(b"x"), "x.csv")}}, 415),
        ({"data": {"q": "x" * 300_000}}, 413),
        ({"json": {"q": "x" * 20_001}}, 413),
        ({"query_string": {"q": "x" * 20_001}}, 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(api: Schools, sent: dict[str, Any], status: int) -> None:
    answer = api.client.post(api.path("/rows"), **sent)
    assert answer.status_code == answer.get_json()["status"] == status
    assert answer.mimetype == "application/problem+json"
