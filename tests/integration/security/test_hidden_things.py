"""What the public may not see is nowhere: not on a page, in a file, a feed, a suggestion, a number or an error."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.integration.security.conftest import LURE, MARK, Fortress
from tests.visitors import Visitor

HIDDEN = ("ban-nhap", "csdl-nhap")
SEARCHED = (
    "",
    f"q={LURE}",
    f"q={LURE[:4]}&state=draft",
    f"q=%22{LURE}%22&tag={LURE}",
    "sort=title&state=withdrawn&per_page=1000",
    "organization=so-xay-dung",
)


def addresses(fortress: Fortress, rule: Rule) -> Iterator[str]:
    """Every address of a route that can be made from what the city holds, hidden or not."""
    values: Mapping[str, list[str]] = {
        "name": [*fortress.names, "so-xay-dung", "education", "khong-co"],
        "resource_id": [id for ids in fortress.resources.values() for id in ids],
        "id": [id for ids in fortress.resources.values() for id in ids],
        "filename": [f"{LURE}.csv"],
        "number": ["1", "2"],
        "catalog": ["open-data", "city-databases"],
        "row_id": ["1"],
        "format": ["csv", "xlsx"],
        "form": ["csv", "json", "xlsx", "pdf", "ttl"],
    }
    parts = rule.rule.replace(">", "<").split("<")
    names = sorted(rule.arguments)
    for chosen in product(*(values[name] for name in names)):
        given = dict(zip(names, chosen, strict=True))
        id = given.get("resource_id") or given.get("id")
        # A file is tried through its own record and through an open one.
        name = given.get("name", "cong-khai")
        if id and name != "cong-khai" and id not in fortress.resources.get(name, ()):
            continue
        yield "".join(given[p.rpartition(":")[2]] if at % 2 else p for at, p in enumerate(parts))


def readable(answer: TestResponse) -> str:
    """Headers and body as text, workbooks unpacked."""
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}\n{body.decode('utf-8', 'replace')}".lower()


def leaks(visitor: Visitor, fortress: Fortress) -> list[str]:
    """The addresses at which `visitor` finds a mark."""
    rules = [
        r
        for r in fortress.app.url_map.iter_rules()
        if "GET" in (r.methods or ()) and r.endpoint != "assets.send"
    ]
    found = []
    for rule in rules:
        for address in addresses(fortress, rule):
            is_search = not rule.arguments or rule.endpoint.startswith("lists.")
            wanted = SEARCHED if is_search else ("", "format=csv", "view=versions", "view=columns")
            for query in wanted if is_search or "resource" in address else ("",):
                path = f"{address}?{query}" if query else address
                with visitor.get(path) as answer:
                    # 503 where a file is still being looked at.
                    assert answer.status_code < 500 or answer.status_code == 503, path
                    if MARK in readable(answer):
                        found.append(f"{answer.status_code} {path}")
    return found


@pytest.mark.parametrize("login", ["", "teacher"])
def test_no_address_shows_anything_hidden(fortress: Fortress, login: str) -> None:
    """To strangers, and to those of another agency."""
    visitor = fortress.visitor(login)
    # Their own name they may see.
    own = {"teacher": ["200 /steward", "200 /account"]}.get(login, [])
    assert [leak for leak in leaks(visitor, fortress) if not leak.startswith(tuple(own))] == []


def test_the_marks_are_there_for_those_who_may_see_them(fortress: Fortress) -> None:
    """Else the test above would prove nothing."""
    found = leaks(fortress.visitor("reader"), fortress)
    assert {"200 /dataset/ban-nhap", "200 /dataset/ban-nhap.json", f"200 /dataset.csv?q={LURE}"} <= set(found)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_record_is_told_apart_from_none_by_nothing(fortress: Fortress, name: str) -> None:
    visitor = fortress.visitor()
    for path in (
        "/dataset/{}",
        "/dataset/{}.json",
        "/dataset/{}/resource/x/download/a.csv",
        "/en/dataset/{}",
    ):
        hidden, missing = visitor.get(path.format(name)), visitor.get(path.format("khong-co"))
        assert hidden.status_code == missing.status_code == 404
        assert set(hidden.headers.keys()) == set(missing.headers.keys())


def test_hidden_records_are_in_no_count(fortress: Fortress) -> None:
    visitor = fortress.visitor()
    found = visitor.get("/dataset.json?per_page=100").json
    public = {"csdl-truong-hoc", "da-hen", "chia-se", "cong-khai"}
    assert {r["name"] for r in found["results"]} == public
    assert found["total"] == len(public)
    for values in found["facets"].values():
        assert all(v["count"] <= len(public) for v in values)
        assert not any(MARK in v["value"] or MARK in v["label"] for v in values)
    assert visitor.get(f"/dataset.json?q={LURE}").json["total"] == 0
    assert not any(visitor.get(f"/dataset/suggest?q={LURE[:5]}").json.values())


@pytest.mark.parametrize("name", ["da-hen", "chia-se"])
def test_files_not_open_yet_cannot_be_fetched_by_their_address(fortress: Fortress, name: str) -> None:
    visitor = fortress.visitor()
    for id in fortress.resources[name]:
        for path in ("", "/download/a.csv", "/version/1/a.csv", "/download/a.csv?format=json"):
            assert visitor.get(f"/dataset/{name}/resource/{id}{path}").status_code == 404
            # Nor through a record whose files are open.
            assert visitor.get(f"/dataset/cong-khai/resource/{id}{path}").status_code == 404


def test_a_draft_shown_to_its_agency_stays_out_of_caches_and_other_origins(fortress: Fortress) -> None:
    reader = fortress.visitor("reader")
    resource = fortress.resources["ban-nhap"][0]
    for path in (
        "/dataset/ban-nhap.json",
        f"/dataset/ban-nhap/resource/{resource}/download/a.csv",
        "/dataset.json",
    ):
        with reader.get(path) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-cache"
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert "Cross-Origin-Resource-Policy" not in answer.headers
