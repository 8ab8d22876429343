"""What visitors and programs read when something goes wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from flask import Flask

from portal.settings import Settings


def break_database(settings: Settings) -> None:
    """Take every table away."""
    with closing(sqlite3.connect(settings.data_dir / "portal.db")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            database.execute(f'DROP TABLE "{name}"')


@pytest.mark.parametrize(
    ("path", "words"),
    [("/nowhere", "Không có trang nào ở địa chỉ này"), ("/en/nowhere", "There is no page at this address")],
)
def test_a_missing_page_helps_on_in_the_reader_s_language(app: Flask, path: str, words: str) -> None:
    answer = app.test_client().get(path)

    assert answer.status_code == 404
    assert words in answer.text
    assert 'role="search"' in answer.text


@pytest.mark.parametrize(
    ("path", "headers"), [("/dataset/nothing.json", {}), ("/nowhere", {"Accept": "application/json"})]
)
def test_programs_get_a_problem_document(app: Flask, path: str, headers: dict[str, str]) -> None:
    answer = app.test_client().get(path, headers=headers)

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["status"] == answer.status_code == 404


def test_a_wrong_method_says_which_are_right(app: Flask) -> None:
    answer = app.test_client().delete("/about")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_strangers_are_led_to_the_sign_in_page(app: Flask) -> None:
    answer = app.test_client().get("/steward")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/sign-in?next=")


@pytest.mark.parametrize("path", ["/", "/dataset", "/catalog/open-data", "/organization", "/dataset/x"])
def test_a_broken_database_still_gets_a_decent_page(app: Flask, settings: Settings, path: str) -> None:
    break_database(settings)

    answer = app.test_client().get(path)

    assert answer.status_code == 503
    assert "Cổng tạm thời chưa phục vụ được" in answer.text
    assert answer.headers["Retry-After"]


def test_pages_that_need_no_data_survive_a_broken_database(app: Flask, settings: Settings) -> None:
    break_database(settings)

    assert app.test_client().get("/health/live").status_code == 200
    assert app.test_client().get("/accessibility").status_code == 200
    assert app.test_client().get("/health/ready").status_code == 503
