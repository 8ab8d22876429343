"""The pages of editions, from the form that issues one to its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tests.visitors import DATABASE, Visitor

EDITIONS = "/catalog/city-databases/editions"
DECISION = {"decision_number": "1234/QĐ-UBND", "decided_on": "2026-01-05", "note": "Lần đầu"}


def test_administrator_issues_and_everybody_reads(
    sign_in: Callable[[str], Visitor], visitor: Visitor
) -> None:
    steward, admin = sign_in("steward"), sign_in("admin")
    made = steward.send("/steward/new/city-databases", DATABASE)
    name = made.location.split("/dataset/")[1].split("/")[0]
    assert admin.send(f"/dataset/{name}/publish", {"do": "publish"}).status_code == 303
    assert "1 bản ghi sẽ có trong bản này" in admin.get(f"{EDITIONS}/issue").text

    refused = admin.send(f"{EDITIONS}/issue", {**DECISION, "decided_on": "hôm nay"})
    assert refused.status_code == 422
    assert "Lần đầu" in refused.text
    assert admin.send(f"{EDITIONS}/issue", DECISION).location.endswith(f"{EDITIONS}/1")

    listed = visitor.get("/catalog/city-databases").text
    assert "1234/QĐ-UBND" in listed
    assert f'href="{EDITIONS}/since"' in listed
    assert "Không có gì khác" in visitor.get(f"{EDITIONS}/since").text
    assert f'href="{EDITIONS}/1"' in visitor.get(EDITIONS).text
    page = visitor.get(f"{EDITIONS}/1").text
    assert DATABASE["title"] in page
    for form in ("csv", "json", "xlsx", "pdf", "ttl"):
        with visitor.get(f"{EDITIONS}/1.{form}") as answer:
            etag, _weak = answer.get_etag()
            assert hashlib.sha256(answer.data).hexdigest() == etag
            assert etag in page
            assert "immutable" in answer.headers["Cache-Control"]
        known = {"If-None-Match": f'"{etag}"'}
        with visitor.client.get(f"{EDITIONS}/1.{form}", headers=known) as again:
            assert again.status_code == 304
    assert visitor.get(f"{EDITIONS}/1.exe").status_code == 404
    for path in (f"{EDITIONS}/1/changes", f"{EDITIONS}/since", f"/en{EDITIONS}/1"):
        assert visitor.get(path).status_code == 200


def test_nobody_else_may_issue(sign_in: Callable[[str], Visitor], visitor: Visitor) -> None:
    assert visitor.get(f"{EDITIONS}/issue").status_code == 302
    assert sign_in("colleague").get(f"{EDITIONS}/issue").status_code == 403
