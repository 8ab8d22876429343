"""Personal data held back, left out or masked leave by no door: tables, questions, files, pictures, caches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.security.conftest import LURE, MARK, Fortress
from tests.integration.security.test_hidden_things import readable
from tests.visitors import Visitor

KEPT = ("Danh sách đang giữ", "Danh sách vừa tới", "Danh sách không đọc được")
"""Nothing of these is public."""
PARTLY = ("Danh sách đã che", "Danh sách có bản mới bị giữ", "Danh sách có trang tính kín")
"""Of these some table is public, but nothing of the persons."""
TABLE = "/api/v1/resources/{id}"
PAGE = "/dataset/cong-khai/resource/{id}"
PART = MARK[:5]
"""What is asked for is said again; so little of the mark is none."""
DOORS = (
    *(TABLE + rest for rest in ("", "/rows", "/rows/1", "/columns", "/profile", "/facets?facet=ho_va_ten")),
    *(TABLE + f"/rows?{asked}" for asked in (f"q={PART}", "order_by=ho_va_ten", "group_by=ho_va_ten")),
    *(TABLE + f"/rows?where=ho_va_ten {test}" for test in (f"contains '{PART}'", "like 'N%25'")),
    TABLE + "/rows?group_by=ghi_chu&aggregate=min(so_cccd),max(ho_va_ten)",
    *(TABLE + f"/rows?version={number}&format={form}" for number in (1, 2) for form in ("json", "csv")),
    *(
        TABLE + f"/export.{form}?version={number}"
        for form in ("csv", "csv-excel", "tsv", "json", "ndjson", "xlsx", "parquet", "geojson")
        for number in (1, 2)
    ),
    TABLE + f"/export.csv?q={PART}",
    *(
        PAGE + f"?view={view}"
        for view in ("table", "chart", "map", "summary", "compare", "columns", "versions")
    ),
    PAGE + "?view=chart&chart=bar&x=ho_va_ten",
    PAGE + "?view=compare&key=so_cccd",
    PAGE + f"?q={PART}",
    PAGE + "/embed?chart=bar&x=ho_va_ten",
    *(PAGE + f"/download/a.csv{form}" for form in ("", "?format=csv", "?format=json", "?format=parquet")),
    *(PAGE + f"/version/{number}/a.csv" for number in (1, 2, 3)),
    PAGE,
    "/en" + PAGE,
    "/dataset/cong-khai",
    "/dataset/cong-khai.json",
    f"/dataset?q={LURE}",
    f"/dataset.json?q={LURE}",
    f"/dataset/suggest?q={LURE}",
    "/dataset.atom",
    "/sql",
)
STATEMENTS = (
    'SELECT * FROM "{id}"',
    'SELECT count(*) FROM "{id}"',
    'SELECT "Số CCCD" FROM "{id}"',
    'SELECT max(ho_va_ten), min(ho_va_ten) FROM "{id}"',
    'SELECT _search FROM "{id}"',
    'SELECT t FROM "{id}" t',
)


def id_of(fortress: Fortress, title: str) -> str:
    return fortress.people[title]


@pytest.mark.parametrize("login", ["", "teacher"])
@pytest.mark.parametrize("title", [*KEPT, *PARTLY])
def test_no_door_lets_a_person_out(fortress: Fortress, title: str, login: str) -> None:
    visitor = fortress.visitor(login)
    leaks = []
    for door in DOORS:
        path = door.format(id=id_of(fortress, title))
        is_file = any(part in path for part in ("/export.", "/download/", "/version/"))
        for headers in ({}, {"Range": "bytes=0-40"}) if is_file else ({},):
            with visitor.client.get(path, headers=headers) as answer:
                assert answer.status_code < 500 or answer.status_code == 503, path
                text = readable(answer) if answer.status_code != 206 else str(answer.data).lower()
                # What was asked for is said again in links and fields.
                if (
                    MARK in text.replace(f"={MARK}", "=").replace(f'value="{MARK}"', "")
                    or "00108501234" in text
                ):
                    leaks.append(f"{answer.status_code} {path}")
    assert leaks == []


@pytest.mark.parametrize("title", KEPT)
def test_of_a_file_held_back_not_even_its_size_is_told(fortress: Fortress, title: str) -> None:
    """A table that is kept back is told from none by nothing."""
    visitor = fortress.visitor()
    for door in DOORS:
        if "{id}" not in door or door.endswith(PAGE) or "view=" in door or "?q=" in door.removeprefix(TABLE):
            continue
        path = door.format(id=id_of(fortress, title))
        for method in ("GET", "HEAD"):
            with visitor.client.open(path, method=method, headers={"If-None-Match": "*"}) as answer:
                assert answer.status_code in (404, 405, 503), f"{method} {path}"
                assert not {"ETag", "X-Total-Count", "Content-Range", "Last-Modified"} & set(
                    answer.headers.keys()
                )


@pytest.mark.parametrize("login", ["", "teacher", "steward"])
@pytest.mark.parametrize("title", KEPT)
def test_sql_knows_no_table_held_back_whoever_asks(fortress: Fortress, title: str, login: str) -> None:
    for statement in STATEMENTS:
        answer = ask(fortress.visitor(login), statement.format(id=id_of(fortress, title)))
        # 503 for one that nobody has looked at yet.
        assert (answer["status"], answer.get("errors", [{}])[0].get("code")) in (
            (404, "unknown_table"),
            (503, None),
        )


def test_sql_and_rows_show_masked_values_only(fortress: Fortress) -> None:
    visitor, id = fortress.visitor(), id_of(fortress, "Danh sách đã che")
    everything = ask(visitor, f'SELECT * FROM "{id}"')
    assert [column["name"] for column in everything["columns"]] == ["_id", "ho_va_ten"]
    assert {row[1] for row in everything["rows"]} == {"N. T. Q. C."}
    for statement in STATEMENTS:
        assert MARK not in json.dumps(ask(visitor, statement.format(id=id))).lower()
    rows = visitor.get(f"/api/v1/resources/{id}/rows").json
    assert {row["ho_va_ten"] for row in rows["rows"]} == {"N. T. Q. C."}
    for asked in (f"q={PART}", f"where=ho_va_ten contains '{PART}'", f"ho_va_ten__contains={PART}"):
        assert visitor.get(f"/api/v1/resources/{id}/rows?{asked}").json["total"] == 0, asked


def test_the_steward_sees_what_is_held_back(fortress: Fortress) -> None:
    """Else the tests above would prove nothing."""
    steward = fortress.visitor("steward")
    for title in ("Danh sách đang giữ", "Danh sách có bản mới bị giữ"):
        path = PAGE.format(id=id_of(fortress, title))
        with steward.get(f"{path}/download/a.csv") as answer:
            assert MARK in readable(answer)


def ask(visitor: Visitor, statement: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(visitor.client.get("/api/v1/sql", query_string={"q": statement}).data)
    return found
