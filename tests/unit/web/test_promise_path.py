"""The four stops of a record's page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.web import samples
from portal.web.promise_path import path_title, stops

pytestmark = pytest.mark.usefixtures("in_request")


def test_a_kept_promise_runs_from_inventory_to_fresh_data() -> None:
    line = stops(samples.KEPT)

    assert [s.name for s in line] == ["Kiểm kê", "Hẹn công bố", "Công bố", "Dữ liệu mới nhất"]
    assert [s.css for s in line] == ["line__stop p-done"] * 4
    assert line[2].verdict == "Sớm 19 ngày"
    assert line[3].verdict == "Đúng kỳ"


def test_a_broken_promise_says_how_long_and_keeps_its_first_date() -> None:
    line = stops(samples.OVERDUE)

    assert line[1].css == "line__stop p-done seg-late"
    assert "<del>" in line[1].lines[0]
    assert "31/03/2026" in line[1].lines[0]
    assert (line[2].symbol, line[2].verdict) == ("late", "Quá hạn 51 ngày")


def test_a_withdrawn_record_ends_with_its_withdrawal() -> None:
    line = stops(samples.WITHDRAWN)

    assert {s.tone for s in line} == {"void"}
    assert line[-1].name == "Đã rút"
    assert path_title(samples.WITHDRAWN) == "Từ kiểm kê đến lúc rút"


def test_missing_facts_are_said_not_hidden() -> None:
    line = stops(replace(samples.BARE, published_on=None))

    assert [s.date.striptags() for s in line] == ["Chưa nêu nguồn", "Không hẹn trước", "–", "Chưa ghi ngày"]


def test_sources_are_linked(in_request: Flask) -> None:
    assert 'href="/dataset/co-so-du-lieu-nganh-giao-duc"' in stops(samples.KEPT)[0].lines[0]
