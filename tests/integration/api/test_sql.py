"""SQL over HTTP: what is asked, in which form it is answered, and what nobody may ask about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.access.rates import Rates
from portal.catalog.tables import Tables as CatalogTables
from portal.errors import Unavailable
from portal.tabular.sql.pool import MAX_STATEMENT_CHARACTERS
from portal.tabular.sql.rows import MAX_BYTES, MAX_ROWS
from tests.integration.api.conftest import Tables
from tests.live import ROOT
from tests.unit.tabular.sql.attacks import FAILED, REFUSED, STOPPED

JOIN = (
    'SELECT p.ten, sum(t.hoc_sinh) AS tong FROM "truong-hoc" t JOIN "truong-hoc.2" p ON p.ma = t.phuong '
    "GROUP BY 1 ORDER BY 2"
)
ENDLESS = "SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))"
HIDDEN = ("ban-nhap", "chia-se", "da-rut", "da-bo", "khong-bang")


@dataclass
class Asker:
    """A program that asks."""

    tables: Tables

    def get(self, sql: str, **more: str) -> TestResponse:
        return self.tables.client().get("/api/v1/sql", query_string={"q": sql, **more})

    def rows(self, sql: str) -> Any:
        answer = self.get(sql)
        assert answer.status_code == 200, answer.text
        return answer.get_json()["rows"]

    def problems(self, sql: str) -> Any:
        answer = self.get(sql)
        assert answer.status_code in (404, 422), answer.text
        assert answer.mimetype == "application/problem+json"
        return answer.get_json()["errors"]


@pytest.fixture
def asker(tables: Tables) -> Asker:
    return Asker(tables)


def test_the_answer_is_columns_and_rows(asker: Asker, tables: Tables) -> None:
    answer = asker.get(JOIN)
    found = answer.get_json()
    assert found.pop("elapsed_ms") > 0
    assert found == {
        "columns": [{"name": "ten", "type": "text"}, {"name": "tong", "type": "integer"}],
        "row_count": 3,
        "truncated": False,
        "tables": {"truong-hoc": tables.ids["truong-hoc"], "truong-hoc.2": tables.ids["phuong"]},
        "rows": [["Ba Đình", 1450], ["=1+1", 1550], ["Đống Đa", 1650]],
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_table_has_many_names(asker: Asker, tables: Tables) -> None:
    schools, wards = tables.ids["truong-hoc"], tables.ids["phuong"]
    for name in (
        f'"{schools}"',
        f'"{schools.upper()}"',
        '"truong-hoc"',
        '"truong-hoc.1"',
        "truong_hoc",
        "Truong_Hoc",
    ):
        assert asker.rows(f"SELECT count(*) FROM {name}") == [[30]]
    for name in (f'"{wards}"', '"truong-hoc.2"', '"truong_hoc.2"'):
        assert asker.rows(f"SELECT count(*) FROM {name}") == [[3]]


def test_all_columns_are_shown_but_the_one_for_searching(asker: Asker) -> None:
    names = [c["name"] for c in asker.get('FROM "truong-hoc" LIMIT 1').get_json()["columns"]]
    assert names == ["_id", "ten", "phuong", "hoc_sinh", "ngay"]


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_not_public_does_not_exist(asker: Asker, tables: Tables, kind: str) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    asked = tables.ids[kind]
    (problem,) = asker.problems(f'SELECT * FROM "{asked}"')
    (other,) = asker.problems(f'SELECT * FROM "{missing}"')
    assert asker.get(f'SELECT * FROM "{asked}"').status_code == 404
    assert problem["code"] == "unknown_table"
    assert problem["message"].replace(asked, missing) == other["message"]


@pytest.mark.parametrize(
    "name", ["ban-nhap", "chia-se", "da-rut", "truong-hoc.3", "truong-hoc.0", "nope", "nope.7"]
)
def test_names_of_hidden_tables_do_not_exist_either(asker: Asker, name: str) -> None:
    (problem,) = asker.problems(f'SELECT * FROM "{name}"')
    assert problem["message"] == asker.problems('SELECT * FROM "xyz"')[0]["message"].replace("xyz", name)


def test_one_hidden_table_spoils_the_join(asker: Asker) -> None:
    problems = asker.problems('SELECT * FROM "truong-hoc", "ban-nhap", nope')
    assert [p["code"] for p in problems] == ["unknown_table", "unknown_table"]


def test_no_answer_sets_a_cookie(asker: Asker) -> None:
    for sql in ("SELECT 1", 'FROM "ban-nhap"', "DROP TABLE a"):
        assert "Set-Cookie" not in asker.get(sql).headers


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps({"q": "SELECT 7 AS a"}), "application/json"),
        ("SELECT 7 AS a", "text/plain"),
        ("q=SELECT+7+AS+a", "application/x-www-form-urlencoded"),
    ],
)
def test_long_statements_are_posted(tables: Tables, body: str, content_type: str) -> None:
    answer = tables.client().post("/api/v1/sql", data=body, content_type=content_type)
    assert answer.get_json()["rows"] == [[7]]


@pytest.mark.parametrize("body", ["", "[1]", '{"q": [1]}', "{", '{"sql": "SELECT 1"}'])
def test_a_body_without_a_statement_is_answered_with_help(tables: Tables, body: str) -> None:
    answer = tables.client().post("/api/v1/sql", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["code"] == "empty"


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(asker: Asker) -> None:
    answer = asker.get(JOIN, format="csv")
    assert answer.data.decode() == "ten,tong\r\nBa Đình,1450\r\n'=1+1,1550\r\nĐống Đa,1650\r\n"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["X-Truncated"] == "false"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_csv_for_programs_and_for_excel(asker: Asker) -> None:
    assert "\r\n=1+1,1550" in asker.get(JOIN, format="csv", raw="1").text
    assert asker.get(JOIN, format="csv", bom="1").data.startswith(b"\xef\xbb\xbften,")


@pytest.mark.parametrize("kind", ["json", "data"])
def test_everything_may_be_asked_in_the_body(tables: Tables, kind: str) -> None:
    body: dict[str, Any] = {kind: {"q": JOIN, "format": "csv", "raw": 1, "bom": "true"}}
    answer = tables.client().post("/api/v1/sql", **body)
    assert answer.data.decode() == "\ufefften,tong\r\nBa Đình,1450\r\n=1+1,1550\r\nĐống Đa,1650\r\n"


def test_a_switch_that_is_neither_on_nor_off_is_refused(asker: Asker) -> None:
    answer = asker.get("SELECT 1", raw="maybe")
    assert (answer.status_code, answer.get_json()["errors"][0]["path"]) == (422, "raw")


def test_ndjson_is_an_object_per_row(asker: Asker) -> None:
    answer = asker.get(
        "SELECT 1 AS a, 2 AS a, 'Đ' AS b, [1, NULL] AS c, NULL AS d FROM range(2)", format="ndjson"
    )
    assert answer.mimetype == "application/x-ndjson"
    assert answer.text == '{"a":1,"a_2":2,"b":"Đ","c":[1,null],"d":null}\n' * 2


@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_no_form_rounds(asker: Asker, form: str) -> None:
    number = "12345678901234567890.12345678"
    assert number in asker.get(f"SELECT {number}::DECIMAL(38, 8) AS a", format=form).text


@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_nothing_found_is_an_answer_too(asker: Asker, form: str) -> None:
    answer = asker.get("SELECT 1 AS a WHERE false", format=form)
    assert answer.status_code == 200
    assert answer.text.endswith({"json": '"rows": []}', "csv": "a\r\n", "ndjson": ""}[form])


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml", "application/json"),
    ],
)
def test_accept_chooses_the_form(tables: Tables, accept: str, form: str) -> None:
    headers = {"Accept": accept}
    answer = tables.client().get("/api/v1/sql", query_string={"q": "SELECT 1 AS a"}, headers=headers)
    assert answer.mimetype == form
    assert "Accept" in answer.headers["Vary"]


def test_an_unknown_form_is_refused(asker: Asker) -> None:
    answer = asker.get("SELECT 1", format="xml")
    assert (answer.status_code, answer.get_json()["errors"][0]["path"]) == (422, "format")


def test_more_than_ten_thousand_rows_are_cut(asker: Asker) -> None:
    found = asker.get("FROM range(10001)").get_json()
    assert (found["truncated"], found["row_count"], len(found["rows"])) == (True, 10_000, 10_000)
    assert asker.get("FROM range(10001)", format="csv").headers["X-Truncated"] == "true"


def test_what_does_not_end_is_stopped(asker: Asker) -> None:
    (problem,) = asker.problems(ENDLESS)
    assert problem["code"] in ("deadline", "memory")


def test_a_full_queue_asks_to_come_back(asker: Asker, tables: Tables) -> None:
    places = tables.app.extensions["portal"].ports.sql._places
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    try:
        answer = asker.get("SELECT 1")
    finally:
        for _ in range(taken):
            places.release()
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    assert asker.rows("SELECT 1") == [[1]]


@pytest.fixture
def scarce(tables: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rates:
    """Six seconds of SQL a minute: a statement that may run for three costs one when it is quick."""
    made = Rates(tmp_path / "rates", 6, "secret")
    monkeypatch.setitem(tables.app.extensions, "sql_rates", made)
    return made


def test_who_asks_too_much_is_told_when_to_come_back(asker: Asker, tables: Tables, scarce: Rates) -> None:
    # The fifth could not run for its three seconds any more.
    assert [asker.get("SELECT 1").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    answer = asker.get("SELECT 1")
    assert answer.mimetype == "application/problem+json"
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    page = tables.client().get("/sql", query_string={"q": "SELECT 1"})
    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert 0 < int(page.headers["Retry-After"]) <= 10
    assert "Quá nhiều yêu cầu" in page.text


def test_what_runs_long_costs_more(asker: Asker, scarce: Rates) -> None:
    assert asker.get(ENDLESS).status_code == 422
    assert [asker.get("SELECT 1").status_code for _ in range(2)] == [200, 429]


def test_every_address_has_its_own_measure(tables: Tables, scarce: Rates) -> None:
    def ask(address: str) -> list[int]:
        client, environ = tables.client(), {"REMOTE_ADDR": address}
        return [client.get("/api/v1/sql?q=SELECT+1", environ_base=environ).status_code for _ in range(5)]

    assert ask("192.0.2.1") == ask("192.0.2.2") == [200, 200, 200, 200, 429]


def test_a_page_without_a_statement_costs_nothing(tables: Tables, scarce: Rates) -> None:
    assert {tables.client().get("/sql").status_code for _ in range(8)} == {200}


def test_the_page_works_without_scripts(tables: Tables) -> None:
    empty = tables.client().get("/sql")
    assert empty.status_code == 200
    assert "Danh sách phường" in empty.text
    answer = tables.client().get("/sql", query_string={"q": JOIN})
    assert answer.status_code == 200
    assert "<td>Ba Đình</td>" in answer.text
    assert 'class="bar"' in answer.text


def test_the_page_lists_public_tables_only(tables: Tables) -> None:
    for query in ({}, {"find": "truong hoc"}, {"find": "thành phố"}):
        text = tables.client().get("/sql", query_string=query).text
        assert f"resource={tables.ids['truong-hoc']}" in text
        assert [kind for kind in HIDDEN if tables.ids[kind] in text] == []


def test_a_chosen_table_shows_its_columns_and_examples_that_run(tables: Tables, asker: Asker) -> None:
    from portal.web.sql_examples import examples

    page = tables.client().get("/sql", query_string={"resource": tables.ids["truong-hoc"]})
    assert "Số học sinh" in page.text
    with tables.app.test_request_context():
        from portal.http.context import services

        opened = services().asking.table(tables.ids["truong-hoc"])
        assert opened is not None
        made = examples(opened)
    assert len(made) == 5
    for example in made:
        assert asker.rows(example.sql), example.label


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_hidden_table_cannot_be_chosen(tables: Tables, kind: str) -> None:
    page = tables.client().get("/sql", query_string={"resource": tables.ids[kind]})
    assert page.status_code == 200
    assert "Số học sinh" not in page.text


def test_a_table_that_cannot_be_read_now_does_not_close_the_page(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise Unavailable("đang đọc")

    monkeypatch.setattr(CatalogTables, "find", unavailable)
    for query in ({}, {"resource": tables.ids["truong-hoc"]}):
        page = tables.client().get("/sql", query_string=query)
        assert page.status_code == 200
        assert "Danh sách trường" in page.text


def test_the_page_tells_a_mistake_beside_the_statement(tables: Tables) -> None:
    answer = tables.client().get("/sql", query_string={"q": 'SELECT <b> FROM "truong-hoc"'})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "SELECT &lt;b&gt;" in answer.text
    assert "<b> FROM" not in answer.text


def test_the_page_says_when_too_many_ask(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = tables.app.extensions["portal"].ports.sql

    def busy(*_: object) -> None:
        raise Unavailable("đông quá")

    monkeypatch.setattr(pool, "run", busy)
    answer = tables.client().get("/sql", query_string={"q": "SELECT 1"})
    assert (answer.status_code, "đông quá" in answer.text) == (503, True)
    assert "Retry-After" in answer.headers


def test_the_documentation_names_every_reason_for_refusing() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").partition("## Asking in SQL")[2]
    codes = REFUSED | FAILED | STOPPED | {"empty", "too_long"}
    assert {code for code in codes if f"`{code}`" not in page} == set()
    numbers = (f"{MAX_ROWS:,} rows", f"{MAX_BYTES // 10**6} MB", f"{MAX_STATEMENT_CHARACTERS:,} characters")
    assert [number for number in numbers if number not in page] == []
