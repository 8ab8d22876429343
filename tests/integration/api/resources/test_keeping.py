"""Answers that are kept for a moment follow every change at once, and are nobody's but everybody's."""

from __future__ import annotations

import pytest

from tests.factories import REASON
from tests.integration.api.resources.conftest import Schools
from tests.visitors import PASSWORD, Visitor


@pytest.fixture
def own(own: Schools) -> Schools:
    """A portal to change; the first rows of its table have just been asked for."""
    assert own.json("/rows", "limit=1")["version"] == 2
    return own


def test_another_title_shows_at_once(own: Schools) -> None:
    with own.city.services() as services:
        services.resources.find("public", own.ids["public"]).title = "Danh sách mới"
    assert own.json("/rows", "limit=1")["resource"]["title"] == "Danh sách mới"


def test_a_withdrawn_table_is_gone_at_once(own: Schools) -> None:
    with own.city.services() as services:
        services.records.withdraw("public", REASON)
    assert own.get("/rows", "limit=1").status_code == 410


def test_a_removed_table_is_missing_at_once(own: Schools) -> None:
    with own.city.services() as services:
        services.resources.remove("public", own.ids["public"], REASON)
    assert own.get("/rows", "limit=1").status_code == 404


def test_a_closed_table_is_missing_at_once(own: Schools) -> None:
    with own.city.services() as services:
        record = services.records.find("public")
        record.values = {**record.values, "access_level": "shared"}
    assert own.get("/rows", "limit=1").status_code == 404


def test_what_a_steward_sees_is_not_kept_for_others(own: Schools) -> None:
    with own.city.services() as services:
        services.accounts.create("steward", PASSWORD)
        services.accounts.grant("steward", "so-xay-dung", "editor")
    steward = Visitor(own.client)
    assert steward.sign_in("steward").status_code == 303

    answer = steward.get(own.path("/rows?limit=1", "draft"))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert own.get("/rows", "limit=1", "draft").status_code == 404
