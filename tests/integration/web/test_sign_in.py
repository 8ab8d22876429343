"""Signing in: sessions, throttling, safe ways on, and forms that must be ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.access.accounts import Accounts
from portal.db import now, open_engine
from portal.settings import Settings
from tests.visitors import PASSWORD, Visitor

OURS = {"Origin": "http://localhost"}
"""What a browser says with a form of this portal."""


def cookie(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("portal")
    return found.value if found else ""


def accounts_of(settings: Settings, act: Callable[[Accounts], object]) -> None:
    engine = open_engine(settings.database_url)
    with Session(engine) as session, session.begin():
        act(Accounts(session, settings, now))
    engine.dispose()


def test_visitor_gets_no_cookie(visitor: Visitor) -> None:
    assert "Set-Cookie" not in visitor.get("/").headers


def test_desk_asks_to_sign_in_and_leads_back(visitor: Visitor) -> None:
    asked = visitor.get("/steward?filter=draft")
    assert asked.location == "/account/sign-in?next=/steward?filter%3Ddraft"

    answer = visitor.sign_in("steward", next="/steward?filter=draft")

    assert answer.location == "/steward?filter=draft"
    assert visitor.get(answer.location).status_code == 200


def test_english_desk_leads_back_to_english(visitor: Visitor) -> None:
    assert visitor.get("/en/steward").location == "/en/account/sign-in?next=/en/steward"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "\\evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "/%2f/evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        " /x",
        "x" * 3000,
    ],
)
def test_next_never_leaves_the_portal(visitor: Visitor, target: str) -> None:
    assert visitor.sign_in("steward", next=target).location == "/steward"


def test_wrong_password_says_how_many_tries_are_left(visitor: Visitor) -> None:
    answer = visitor.sign_in("steward", "wrong password")

    assert answer.status_code == 422
    assert "Bạn còn thử được 2 lần" in answer.text
    assert 'value="steward"' in answer.text
    assert "wrong password" not in answer.text


def test_too_many_wrong_passwords_pause_even_across_browsers(app: Flask, visitor: Visitor) -> None:
    for _ in range(3):
        visitor.sign_in("steward", "wrong password")

    answer = Visitor(app.test_client()).sign_in("steward")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300


def test_session_is_renewed_at_sign_in(visitor: Visitor) -> None:
    token = visitor.token()
    before = cookie(visitor)

    visitor.sign_in("steward")
    reused = visitor.client.post("/account/sign-out", data={"csrf_token": token})

    assert cookie(visitor) != before
    assert reused.status_code == 400


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    answer = visitor.sign_in("steward")

    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Path=/" in flags


def test_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, steward: Visitor) -> None:
    copied = cookie(steward)
    steward.send("/account/sign-out", {}, form="/steward")

    thief = Visitor(app.test_client())
    thief.client.set_cookie("portal", copied)

    assert thief.get("/steward").status_code == 302


def test_new_password_ends_other_sessions_but_not_this_one(
    steward: Visitor, sign_in: Callable[[str], Visitor]
) -> None:
    elsewhere = sign_in("steward")
    new = {"current": PASSWORD, "password": "hoàn toàn khác 2026", "again": "hoàn toàn khác 2026"}

    answer = steward.send("/account", new)

    assert answer.status_code == 303
    assert steward.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"current": "wrong", "password": "hoàn toàn khác 2026", "again": "hoàn toàn khác 2026"},
            "hiện tại chưa đúng",
        ),
        (
            {"current": PASSWORD, "password": "hoàn toàn khác 2026", "again": "khác nữa 2026 x"},
            "không giống nhau",
        ),
        ({"current": PASSWORD, "password": "ngắn", "again": "ngắn"}, "cần từ 10"),
    ],
)
def test_password_is_changed_only_with_care(steward: Visitor, values: dict[str, str], message: str) -> None:
    answer = steward.send("/account", values)

    assert answer.status_code == 422
    assert message in answer.text


def test_disabled_account_is_out_at_once(steward: Visitor, settings: Settings) -> None:
    accounts_of(settings, lambda accounts: accounts.disable("steward"))

    assert steward.get("/steward").status_code == 302


def test_form_without_token_is_refused(steward: Visitor) -> None:
    answer = steward.client.post("/account/sign-out")

    assert answer.status_code == 400
    assert steward.get("/steward").status_code == 200


def test_form_of_an_earlier_session_can_be_sent_again(steward: Visitor) -> None:
    typed = {"title": "Một tên đã gõ xong", "csrf_token": "stale"}

    answer = steward.client.post(
        "/steward/new/open-data", data=typed, headers={"Sec-Fetch-Site": "same-origin"}
    )
    from_elsewhere = steward.client.post(
        "/steward/new/open-data", data=typed, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert "Một tên đã gõ xong" in answer.text
    assert "Một tên đã gõ xong" not in from_elsewhere.text


def test_what_was_typed_survives_the_end_of_the_session(visitor: Visitor) -> None:
    typed = {"title": "Một tên đã gõ xong", "themes": ["transport", "health"], "do": "save"}
    asked = visitor.client.post("/steward/new/open-data", data=typed, headers=OURS)
    assert asked.status_code == 401
    assert "Một tên đã gõ xong" in asked.text

    kept = {f"kept.{name}": value for name, value in typed.items()}
    resumed = visitor.sign_in("steward", next="/steward/new/open-data", **kept)

    assert resumed.status_code == 200
    assert 'action="/steward/new/open-data"' in resumed.text
    assert resumed.text.count('name="themes"') == 2


def test_words_of_another_site_are_never_carried(visitor: Visitor) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = visitor.client.post("/steward/new/open-data", data={"title": "Lạ"}, headers=headers)
        assert answer.status_code == 303
        assert "Lạ" not in answer.text


def test_guessing_the_current_password_is_slowed_down_too(steward: Visitor) -> None:
    guess = {"current": "wrong", "password": "hoàn toàn khác 2026", "again": "hoàn toàn khác 2026"}
    for _ in range(3):
        steward.send("/account", guess)

    answer = steward.send("/account", {**guess, "current": PASSWORD})

    assert answer.status_code == 422
    assert "Đã thử sai quá nhiều lần" in answer.text


def test_password_is_never_carried_along(visitor: Visitor) -> None:
    typed = {"password": "tuyệt mật", "title": "x"}

    answer = visitor.client.post("/steward/new/open-data", data=typed, headers=OURS)

    assert "tuyệt mật" not in answer.text


def test_newcomer_without_agency_is_told_so(sign_in: Callable[[str], Visitor]) -> None:
    newcomer = sign_in("newcomer")

    assert newcomer.get("/steward").status_code == 403
    assert newcomer.get("/account").status_code == 200


def test_signed_in_pages_stay_out_of_shared_caches(steward: Visitor) -> None:
    for path in ("/steward", "/", "/dataset.json"):
        assert steward.get(path).headers["Cache-Control"] == "private, no-cache"


def test_broken_session_is_no_session(app: Flask) -> None:
    for value in ("", "x", "eyJfdXNlcl9pZCI6IjEifQ.x.x", "é" * 10):
        visitor = Visitor(app.test_client())
        visitor.client.set_cookie("portal", value)
        assert visitor.get("/steward").status_code == 302
