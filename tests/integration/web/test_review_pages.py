"""The way of a record through approval, page by page, without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import open_engine
from portal.model import Organization
from portal.settings import Settings
from tests.visitors import CONSTRUCTION, DATABASE, Visitor

RECORD = "/dataset/co-so-du-lieu-cap-giay-phep-xay-dung"
SignIn = Callable[[str], Visitor]


@pytest.fixture
def supervised(app: Flask, settings: Settings) -> None:
    """The construction agency publishes only what was approved."""
    engine = open_engine(settings.database_url)
    with Session(engine) as session, session.begin():
        agency = session.scalars(select(Organization).where(Organization.name == CONSTRUCTION)).one()
        agency.publishes_directly = False
    engine.dispose()


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def describe(editor: Visitor, act: str = "publish") -> str:
    """Fill the form in and press the button for `act`; returns where that leads."""
    answer = editor.send("/steward/new/city-databases", {**DATABASE, "do": act})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.usefixtures("supervised")
def test_from_the_form_over_the_approver_to_the_public(sign_in: SignIn, visitor: Visitor) -> None:
    editor, approver = sign_in("steward"), sign_in("colleague")
    assert describe(editor).startswith(f"{RECORD}/submit")
    assert "Trình phê duyệt" in read(editor, f"{RECORD}/submit")
    answer = editor.send(f"{RECORD}/submit", {"comment": "Nhờ xem giúp"})
    assert (answer.status_code, answer.location) == (303, f"{RECORD}/review")
    assert visitor.get(RECORD).status_code == 404

    assert f'href="{RECORD}/review"' in read(approver, "/steward?filter=review")
    assert f'href="{RECORD}/review"' in read(approver, RECORD)
    page = read(approver, f"{RECORD}/review")
    assert "Nhờ xem giúp" in page
    assert 'value="approve"' in page
    assert approver.send(f"{RECORD}/review", {"do": "approve"}).location == RECORD
    assert visitor.get(RECORD).status_code == 200


@pytest.mark.usefixtures("supervised")
def test_a_record_sent_back_says_why_where_it_is_mended(sign_in: SignIn) -> None:
    editor, approver = sign_in("steward"), sign_in("colleague")
    describe(editor)
    editor.send(f"{RECORD}/submit", {})
    refused = approver.send(f"{RECORD}/review", {"do": "ask_changes", "answer": "sai"})
    assert refused.status_code == 422
    assert "từ 10 ký tự" in html.unescape(refused.text)
    assert "sai" in refused.text
    approver.send(
        f"{RECORD}/review", {"do": "ask_changes", "answer": "Thiếu căn cứ pháp lý của việc cấp phép."}
    )
    for path in ("/steward?filter=returned", f"{RECORD}/edit", f"{RECORD}/submit", f"{RECORD}/review"):
        assert "Thiếu căn cứ pháp lý" in read(editor, path), path


@pytest.mark.usefixtures("supervised")
def test_what_waits_is_shown_but_not_edited(sign_in: SignIn) -> None:
    editor = sign_in("steward")
    describe(editor)
    editor.send(f"{RECORD}/submit", {})
    page = read(editor, f"{RECORD}/edit")
    assert 'name="do" value="publish"' not in page
    answer = editor.send(f"{RECORD}/edit", {**DATABASE, "title": "Tên khác", "version": "1"})
    assert answer.status_code == 422
    assert "Hãy rút bản trình về" in html.unescape(answer.text)
    assert "Tên khác" in answer.text
    assert editor.send(f"{RECORD}/review", {"do": "take_back"}).location == f"{RECORD}/edit"
    assert editor.get(f"{RECORD}/publish").status_code in (200, 403)


@pytest.mark.usefixtures("supervised")
def test_an_approver_decides_on_what_the_page_showed(sign_in: SignIn, visitor: Visitor) -> None:
    editor, approver = sign_in("steward"), sign_in("colleague")
    describe(editor)
    editor.send(f"{RECORD}/submit", {})
    shown = re.search(r'name="review" value="([^"]+)"', read(approver, f"{RECORD}/review"))
    assert shown
    editor.send(f"{RECORD}/review", {"do": "take_back"})
    editor.send(f"{RECORD}/submit", {})
    answer = approver.send(f"{RECORD}/review", {"do": "approve", "review": shown.group(1)})
    assert answer.status_code == 422
    assert "Hãy xem bản mới" in html.unescape(answer.text)
    assert visitor.get(RECORD).status_code == 404


@pytest.mark.usefixtures("supervised")
def test_a_bad_day_keeps_what_was_typed(sign_in: SignIn) -> None:
    editor = sign_in("steward")
    describe(editor)
    for day in ("31/02/2027", "01/01/2020"):
        answer = editor.send(f"{RECORD}/submit", {"publish_on": day, "comment": "Gấp"})
        assert answer.status_code == 422
        assert day in answer.text
        assert "Gấp" in html.unescape(answer.text)


@pytest.mark.usefixtures("supervised")
def test_the_right_to_decide_is_the_approvers(sign_in: SignIn) -> None:
    editor = sign_in("steward")
    describe(editor)
    editor.send(f"{RECORD}/submit", {})
    assert 'value="approve"' not in read(editor, f"{RECORD}/review")
    assert editor.send(f"{RECORD}/review", {"do": "approve"}).status_code == 403
    assert sign_in("reader").get(f"{RECORD}/review").status_code == 403
    assert sign_in("teacher").get(f"{RECORD}/review").status_code == 404


def test_an_agency_that_publishes_directly_asks_nobody(steward: Visitor, visitor: Visitor) -> None:
    assert describe(steward) == RECORD
    assert visitor.get(RECORD).status_code == 200


@pytest.mark.usefixtures("supervised")
def test_a_public_record_is_revised_beside_what_the_public_reads(sign_in: SignIn, visitor: Visitor) -> None:
    editor, approver = sign_in("steward"), sign_in("colleague")
    describe(editor)
    editor.send(f"{RECORD}/submit", {})
    approver.send(f"{RECORD}/review", {"do": "approve"})
    version = re.search(r'name="version" value="(\d+)"', editor.get(f"{RECORD}/edit").text)
    assert version
    changed = {**DATABASE, "contact": "Phòng Hạ tầng số", "version": version.group(1)}
    assert editor.send(f"{RECORD}/edit", {**changed, "do": "submit"}).location.startswith(f"{RECORD}/submit")
    for path in (f"{RECORD}/submit", f"{RECORD}/edit"):
        assert "Phòng Hạ tầng số" in read(editor, path), path
    assert "Phòng Hạ tầng số" not in read(visitor, RECORD)
    editor.send(f"{RECORD}/submit", {})
    page = read(approver, f"{RECORD}/review")
    assert "<del>" in page
    assert "Phòng Hạ tầng số</ins>" in page
    approver.send(f"{RECORD}/review", {"do": "approve"})
    assert "Phòng Hạ tầng số" in read(visitor, RECORD)
