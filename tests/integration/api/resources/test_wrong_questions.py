"""Questions that are wrong, or about what cannot be had: told where, in a problem document, never run as SQL."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.api.resources.conftest import Schools

WORDS = [
    "quan",
    "diem",
    "'Ba'",
    "and",
    "not",
    "(",
    ")",
    "in",
    "=",
    ">",
    "-",
    "*",
    ",",
    "sum",
    "_id",
    "1e9",
    "\0",
    '"',
    "%",
]


@pytest.mark.parametrize(
    ("arguments", "path", "code", "position"),
    [
        ("where=diem > ", "where", "syntax", 8),
        ("where=diemm > 3", "where", "unknown_column", 1),
        ("where=quan = 'Ba", "where", "unclosed_quote", 8),
        ("select=ma,khong_co", "select", "unknown_column", 4),
        ("aggregate=total(diem)", "aggregate", "unknown_function", 1),
        ("limit=10001", "limit", "bad_number", None),
        ("limit=-1", "limit", "bad_number", None),
        ("offset=x", "offset", "bad_number", None),
        ("cursor=abc", "cursor", "bad_cursor", None),
        ("khong_co__gt=1", "khong_co__gt", "unknown_column", None),
        ("diem__like=1", "diem__like", "unknown_operator", None),
        ("diem__gt=x", "diem__gt", "bad_value", None),
        ("nothing=1", "nothing", "unknown_argument", None),
        ("format=pdf", "format", "unknown_format", None),
        ("version=x", "version", "bad_number", None),
        ("raw=maybe", "raw", "bad_value", None),
    ],
)
def test_errors_point_at_the_place(
    api: Schools, arguments: str, path: str, code: str, position: int | None
) -> None:
    (error,) = api.errors("/rows", arguments)
    assert (error["path"], error["code"], error.get("position")) == (path, code, position)
    assert error["message"]


def test_errors_speak_the_language_of_the_asker(api: Schools) -> None:
    answer = api.get("/rows", "where=diem > ", accept_language="en")
    assert "position 8" in answer.get_json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE x; --",
        "1 = 1; SELECT 1",
        "quan = read_text('/etc/passwd')",
        "(SELECT 1)",
        '"_search" = 1',
    ],
)
def test_what_is_asked_never_becomes_sql(api: Schools, text: str) -> None:
    assert api.get("/rows", {"where": text}).status_code == 422
    assert api.json("/rows", {"quan__exact": text})["total"] == 0
    for name in ("select", "group_by", "order_by", "aggregate"):
        assert api.get("/rows", {name: text}).status_code == 422


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["select", "where", "group_by", "aggregate", "order_by", "q", "cursor", "diem__in", "limit"]
    ),
    value=st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).map(" ".join),
)
def test_whatever_is_asked_is_answered_or_refused(api: Schools, name: str, value: str) -> None:
    answer = api.get("/rows", {name: value.encode("utf-8", "replace")})
    assert answer.status_code in (200, 422), (name, value, answer.text)


@pytest.mark.parametrize(
    ("which", "status"),
    [("draft", 404), ("shared", 404), ("withdrawn", 410), ("unread", 503), ("picture", 404)],
)
@pytest.mark.parametrize(
    "part", ["", "/rows", "/rows/1", "/columns", "/profile", "/facets?facet=ma", "/export.csv"]
)
def test_what_cannot_be_had_is_said_in_a_problem_document(
    api: Schools, which: str, status: int, part: str
) -> None:
    answer = api.client.get(api.path(part, which))

    assert answer.status_code == answer.get_json()["status"] == status
    assert answer.mimetype == "application/problem+json"
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_an_unknown_resource_is_not_found(api: Schools) -> None:
    assert api.client.get("/api/v1/resources/nope/rows").status_code == 404
