"""The audit trail as administrators search it, and what of it others see."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import now, open_engine
from portal.model import Activity
from portal.model.chain import hash_of
from portal.settings import Settings
from portal.web.audit import FIELDS
from tests.visitors import DATABASE, PASSWORD, Visitor

SignIn = Callable[[str], Visitor]
RECORD = "co-so-du-lieu-cap-giay-phep-xay-dung"
TRAIL = "/admin/audit"


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def rows(visitor: Visitor, query: str = "") -> list[dict[str, object]]:
    """What the export of a search gives."""
    return [json.loads(line) for line in visitor.get(f"{TRAIL}.ndjson{query}").text.splitlines()]


@pytest.mark.parametrize("path", [TRAIL, f"{TRAIL}.csv", f"{TRAIL}.ndjson"])
def test_only_administrators_see_the_trail(path: str, sign_in: SignIn, visitor: Visitor) -> None:
    assert visitor.get(path).status_code == 302
    for login in ("steward", "colleague", "newcomer"):
        assert sign_in(login).get(path).status_code == 403, login
    assert sign_in("admin").get(path).status_code == 200


def test_signing_in_and_out_leaves_traces_without_secrets(sign_in: SignIn, visitor: Visitor) -> None:
    visitor.sign_in("steward", "sai-mật-khẩu-này")
    visitor.sign_in("mật khẩu gõ nhầm chỗ", "x")
    steward = sign_in("steward")
    values = {"current": PASSWORD, "password": "mật khẩu mới rất dài", "again": "mật khẩu mới rất dài"}
    steward.send("/account", values)
    steward.send("/account/sign-out", {}, form="/account")

    found = rows(sign_in("admin"))
    acts = [(r["action"], r["person"], r["subject"], r["origin"]) for r in found]
    assert acts[1:7] == [
        ("account-sign-out", "steward", "steward", "127.0.0.1"),
        ("account-sign-out", "steward", "steward", "127.0.0.1"),
        ("account-password", "steward", "steward", "127.0.0.1"),
        ("account-sign-in", "steward", "steward", "127.0.0.1"),
        ("account-refused", None, None, "127.0.0.1"),
        ("account-refused", None, "steward", "127.0.0.1"),
    ]
    assert not any("mật khẩu" in str(row) or "sai-mật" in str(row) for row in found)


def test_trail_is_searched_by_person_agency_record_action_period_and_text(sign_in: SignIn) -> None:
    sign_in("steward").send("/steward/new/city-databases", {**DATABASE, "do": "draft"})
    admin = sign_in("admin")
    for query, is_found in (
        ("person=steward", True),
        ("person=teacher", False),
        ("organization=so-xay-dung", True),
        ("organization=so-giao-duc-va-dao-tao", False),
        (f"record={RECORD}", True),
        (f"record=/dataset/{RECORD}", True),
        ("record=khac", False),
        ("action=create", True),
        ("action=publish", False),
        ("since=2020-01-01&until=2099-01-01", True),
        ("since=2099-01-01", False),
        ("until=2020-01-01", False),
        ("q=127.0.0.1", True),
        ("q=100%25", False),
    ):
        found = [row["record"] for row in rows(admin, f"?{query}")]
        assert (RECORD in found) == is_found, query
        page = read(admin, f"{TRAIL}?{query}")
        assert (f'href="/dataset/{RECORD}"' in page) == is_found, query


def test_pages_follow_one_another_without_gap_or_repetition(sign_in: SignIn, settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    with Session(engine) as session, session.begin():
        session.add_all(Activity(at=now(), action="test", comment=f"lần {n}.") for n in range(120))
    engine.dispose()
    admin, path, seen = sign_in("admin"), f"{TRAIL}?action=test", []
    for _page in range(3):
        page = read(admin, path)
        seen += [n for n in range(119, -1, -1) if f"lần {n}." in page]
        path = page.partition('rel="next" href="')[2].partition('"')[0]
    assert seen == list(range(119, -1, -1))
    assert path == ""


def test_export_holds_all_that_the_hashes_were_made_of(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    found = rows(admin)
    for row in found:
        assert hash_of({**row, "at": datetime.fromisoformat(str(row["at"]))}) == row["hash"]
    table = list(csv.DictReader(io.StringIO(admin.get(f"{TRAIL}.csv").data.decode("utf-8-sig"))))
    assert [int(row["sequence"]) for row in table] == [row["sequence"] for row in found]


@pytest.mark.parametrize(
    "value", ["", "'", "%", "\0", "9" * 30, "-1", "9999-12-31", "0001-01-01", "x" * 5000]
)
def test_garbage_is_answered(value: str, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    for name in (*FIELDS, "before"):
        assert admin.client.get(TRAIL, query_string={name: value}).status_code == 200, name


def test_public_history_shows_neither_addresses_nor_accounts_nor_comments(
    sign_in: SignIn, visitor: Visitor, settings: Settings
) -> None:
    colleague = sign_in("colleague")
    colleague.send("/steward/new/city-databases", {**DATABASE, "do": "publish"})
    colleague.send(f"/dataset/{RECORD}/publish", {"comment": "lời bàn riêng của cơ quan"})
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        assert "publish" in session.scalars(select(Activity.action)).all()
    engine.dispose()

    page = read(visitor, f"/dataset/{RECORD}")
    assert "Công bố." in page
    for hidden in ("127.0.0.1", "colleague", "lời bàn riêng", "Lập bản nháp."):
        assert hidden not in page
    # Nor does the agency's own history show from where its people work.
    assert "127.0.0.1" not in read(colleague, f"/dataset/{RECORD}/history")
