"""What holds for every answer of the API: problem documents, languages, who may read it, how often one may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from portal.api.v1 import index
from portal.app import create_app
from portal.settings import Settings

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def make_client(settings: Settings) -> MakeClient:
    """A program that asks a portal with these settings; its database has no tables."""
    settings.data_dir.mkdir(parents=True)

    def make(**more: object) -> FlaskClient:
        return create_app(replace(settings, secret_key="only for this test", **more)).test_client()

    return make


@pytest.fixture
def client(make_client: MakeClient) -> FlaskClient:
    return make_client()


def test_the_index_links_to_itself_by_its_public_address(make_client: MakeClient) -> None:
    answer = make_client(site_url="https://dulieu.example.vn").get("/en/api/v1/")
    assert answer.get_json()["links"]["self"] == "https://dulieu.example.vn/api/v1/"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/api/v2/"])
@pytest.mark.parametrize("accept", ["text/html", "*/*", ""])
def test_an_unknown_address_is_a_problem_document_even_for_browsers(
    client: FlaskClient, path: str, accept: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})

    assert answer.status_code == answer.get_json()["status"] == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["title"] == "Không tìm thấy"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/")

    assert answer.status_code == answer.get_json()["status"] == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "accepted", "title"),
    [
        ("/api/x", "", "Không tìm thấy"),
        ("/api/x", "en-GB,en;q=0.9,vi;q=0.2", "Not found"),
        ("/api/x", "fr", "Không tìm thấy"),
        ("/api/x?lang=en", "vi", "Not found"),
        ("/api/x?lang=vi", "en", "Không tìm thấy"),
        ("/api/x?lang=zz", "en", "Not found"),
        ("/en/api/x", "vi", "Not found"),
    ],
)
def test_the_language_is_asked_for_or_accepted(
    client: FlaskClient, path: str, accepted: str, title: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": accepted})

    assert answer.get_json()["title"] == title
    assert "Accept-Language" in answer.headers["Vary"]


def test_pages_do_not_heed_the_language_of_the_browser(client: FlaskClient) -> None:
    client.get("/api/x?lang=en")
    answer = client.get("/nowhere", headers={"Accept-Language": "en"})
    assert "Không có trang nào" in answer.text


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing"])
def test_pages_of_every_origin_may_read_answers_and_errors(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://elsewhere.example"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert {"ETag", "Link", "RateLimit", "Retry-After"} <= set(
        headers["Access-Control-Expose-Headers"].split(", ")
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Set-Cookie" not in headers


def test_a_browser_may_ask_beforehand(client: FlaskClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/", headers=asked)

    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_pages_stay_closed_to_other_origins(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/about").headers


def test_answers_say_how_much_may_still_be_asked(make_client: MakeClient) -> None:
    answer = make_client(api_requests_per_minute=5).get("/api/v1/")

    assert answer.headers["RateLimit-Policy"] == '"address";q=5;w=60'
    assert answer.headers["RateLimit"] == '"address";r=4;t=12'


def test_who_asks_too_much_is_told_when_to_come_back(make_client: MakeClient) -> None:
    client = make_client(api_requests_per_minute=2)
    answers = [client.get("/api/v1/") for _ in range(3)]

    assert [a.status_code for a in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused.mimetype == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 30
    assert refused.headers["RateLimit"].startswith('"address";r=0;')
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options("/api/v1/").status_code == 200
    assert client.get("/about").status_code == 200


def test_addresses_behind_a_trusted_proxy_are_told_apart(make_client: MakeClient) -> None:
    client = make_client(api_requests_per_minute=1, trusted_proxies=1)

    def status(address: str) -> int:
        return client.get("/api/v1/", headers={"X-Forwarded-For": address}).status_code

    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [200, 429, 200]


def test_without_a_proxy_nobody_chooses_an_address(make_client: MakeClient) -> None:
    client = make_client(api_requests_per_minute=1)
    statuses = [
        client.get("/api/v1/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)
    ]
    assert statuses == [200, 429]


def test_the_limit_can_be_taken_away(make_client: MakeClient) -> None:
    client = make_client(api_requests_per_minute=0)
    answers = [client.get("/api/v1/") for _ in range(20)]

    assert {a.status_code for a in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_a_broken_database_is_told_with_when_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/api/v1/resources/x/rows")

    assert answer.status_code == answer.get_json()["status"] == 503
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Retry-After"]
    assert answer.get_json()["incident"]
    assert "no such table" not in answer.text


def test_a_mistake_of_ours_is_told_without_its_details(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(index, "paths")
    answer = client.get("/api/v1/", headers={"Accept": "text/html"})

    assert answer.status_code == answer.get_json()["status"] == 500
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["incident"]
    assert "paths" not in answer.text
