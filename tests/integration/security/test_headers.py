"""Every kind of answer carries the headers that keep it harmless."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from tests.integration.security.conftest import Fortress

ALWAYS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}


def answer_of(fortress: Fortress, method: str, path: str, **headers: str) -> TestResponse:
    id = next(i for i in fortress.resources["cong-khai"] if fetches(fortress, i))
    path = path.replace("FILE", f"/dataset/cong-khai/resource/{id}/download/a.csv")
    return fortress.visitor().client.open(path, method=method, headers=headers, buffered=True)


def fetches(fortress: Fortress, id: str) -> bool:
    with fortress.visitor().get(f"/dataset/cong-khai/resource/{id}/download/a.csv") as answer:
        return answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/en/dataset?q=x", {}, 200),
        ("HEAD", "/dataset", {}, 200),
        ("OPTIONS", "/dataset", {}, 200),
        ("TRACE", "/dataset", {}, 405),
        ("POST", "/dataset", {}, 405),
        ("GET", "/dataset.json", {}, 200),
        ("GET", "/dataset.csv", {}, 200),
        ("GET", "/dataset.atom", {}, 200),
        ("GET", "/dataset/suggest?q=a", {}, 200),
        ("GET", "/catalog/open-data.xlsx", {}, 200),
        ("GET", "/dataset/khong-co", {}, 404),
        ("GET", "/dataset/khong-co.json", {}, 404),
        ("GET", "/dataset/da-rut", {}, 410),
        ("GET", "/steward", {}, 302),
        ("GET", "/dataset?theme=dark", {}, 303),
        ("GET", "/account/sign-in", {}, 200),
        ("POST", "/account/sign-in", {}, 400),
        ("GET", "/robots.txt", {}, 200),
        ("GET", "/favicon.ico", {}, 200),
        ("GET", "/assets/khong-co.js", {}, 404),
        ("GET", "/health/live", {}, 200),
        ("GET", "FILE", {}, 200),
        ("HEAD", "FILE", {}, 200),
        ("GET", "FILE", {"Range": "bytes=0-3"}, 206),
        ("GET", "FILE", {"Range": "bytes=999999-"}, 416),
        ("GET", "FILE?format=csv-excel", {}, 200),
        ("GET", "FILE?format=json", {}, 200),
        ("GET", "FILE?format=exe", {}, 404),
    ],
)
def test_nothing_can_be_sniffed_framed_or_run(
    fortress: Fortress, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = answer_of(fortress, method, path, **headers)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Server" not in answer.headers
    if answer.mimetype == "text/html":
        assert "base-uri 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"] == "private, no-cache"
    if path.startswith("FILE") and status < 400:
        assert policy.startswith("sandbox")
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_original_not_sent_again_still_says_it_is_harmless(fortress: Fortress) -> None:
    tag = answer_of(fortress, "GET", "FILE").headers["ETag"]
    answer = answer_of(fortress, "GET", "FILE", **{"If-None-Match": tag})

    assert answer.status_code == 304
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_very_many_ranges_are_no_more_work_than_one(fortress: Fortress) -> None:
    ranges = "bytes=" + ",".join(f"{n}-{n}" for n in range(3000))
    answer = answer_of(fortress, "GET", "FILE", Range=ranges)

    assert answer.status_code in (200, 416)
    assert len(answer.data) < 20_000


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/en//evil.example", "/%5Cevil.example", "/%09/evil.example", "/.//evil.example"],
)
@pytest.mark.parametrize("query", ["theme=dark", ""])
def test_no_redirect_leaves_the_portal(fortress: Fortress, path: str, query: str) -> None:
    # As it comes over the wire: a client would take `//evil.example` for a host.
    raw = {"PATH_INFO": unquote(path), "QUERY_STRING": query, "HTTP_HOST": "evil.example"}
    location = fortress.visitor().client.get("/", environ_overrides=raw).location

    assert location is None or (location.startswith("/") and not location.startswith(("//", "/\\")))


def test_a_host_from_the_request_is_not_believed_once_the_address_is_set(fortress: Fortress) -> None:
    settings = fortress.app.extensions["portal"].ports.settings
    before = settings.site_url
    object.__setattr__(settings, "site_url", "https://dulieu.example.vn")
    try:
        for path in (
            "/dataset?q=a",
            "/dataset.json",
            "/dataset.atom",
            "/dataset/cong-khai.json",
            "/robots.txt",
        ):
            text = fortress.visitor().client.get(path, headers={"Host": "evil.example"}).text
            assert "evil.example" not in text, path
    finally:
        object.__setattr__(settings, "site_url", before)
