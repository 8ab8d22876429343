"""The SQL page in a browser: with and without scripts, with the keyboard, on a phone."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import accessibility_problems, html_problems

BARS = "SELECT * FROM (VALUES ('Ba Đình', 3), ('Đống Đa', 5)) t(phuong, so_truong)"
LINE = "SELECT 2000 + range AS nam, range * range AS so FROM range(12)"
WRONG = "SELECT nope_of_a_name_so_long_that_no_phone_shows_it_in_one_line FROM (SELECT 1 AS a)"
PATHS = ("/sql", *(f"/sql?{urlencode({'q': sql})}" for sql in (BARS, LINE, WRONG, "FROM nope")))
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("path", [*PATHS, *(f"/en{path}" for path in PATHS[:2])])
def test_nobody_is_shut_out(axe_page: Page, path: str) -> None:
    axe_page.set_viewport_size({"width": 320, "height": 640})
    axe_page.goto(path)
    assert accessibility_problems(axe_page) == []
    assert not axe_page.evaluate(SIDEWAYS)


def test_every_state_is_valid_html(page: Page) -> None:
    assert html_problems({path: page.request.get(path).text() for path in PATHS}) == []


def test_a_statement_runs_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/sql")
    plain_page.get_by_role("textbox", name="Câu lệnh").fill(BARS)
    plain_page.get_by_role("button", name="Chạy").click()
    expect(plain_page.get_by_role("heading", name="2 dòng")).to_be_visible()
    expect(plain_page.get_by_role("cell", name="Đống Đa")).to_be_visible()
    expect(plain_page.locator("figure .bar")).to_have_count(2)
    expect(plain_page.get_by_role("textbox", name="Câu lệnh")).to_have_value(BARS)


def test_the_keyboard_runs_it_and_is_not_trapped(page: Page) -> None:
    page.goto("/sql")
    box = page.get_by_role("textbox", name="Câu lệnh")
    box.fill(LINE)
    box.press("Control+Enter")
    expect(page.get_by_role("heading", name="12 dòng")).to_be_visible()
    expect(page.get_by_role("img", name="từ 2000 đến 2011")).to_be_visible()
    box.focus()
    box.press("Tab")
    expect(page.get_by_role("button", name="Chạy")).to_be_focused()
    expect(box).to_have_value(LINE)


def test_statements_are_remembered_on_this_machine_until_forgotten(page: Page) -> None:
    for sql in (BARS, LINE, BARS):
        page.goto(f"/sql?{urlencode({'q': sql})}")
    page.goto("/sql")
    history = page.get_by_role("region", name="Câu lệnh đã chạy")
    expect(history.get_by_role("link")).to_have_text([BARS, LINE])
    history.get_by_role("link").last.click()
    expect(page.get_by_role("textbox", name="Câu lệnh")).to_have_value(LINE)
    history.get_by_role("button", name="Xóa").click()
    expect(history).to_be_hidden()
    page.goto("/sql")
    expect(history).to_be_hidden()


def test_a_statement_that_failed_is_not_remembered(page: Page) -> None:
    page.goto(f"/sql?{urlencode({'q': WRONG})}")
    expect(page.get_by_role("alert")).to_contain_text("LINE 1")
    expect(page.get_by_role("textbox", name="Câu lệnh")).to_have_value(WRONG)
    expect(page.get_by_role("region", name="Câu lệnh đã chạy")).to_be_hidden()


def test_the_link_to_a_result_leads_to_it(page: Page) -> None:
    page.goto(f"/sql?{urlencode({'q': BARS, 'find': 'truong'})}")
    address = page.get_by_role("link", name="Liên kết tới kết quả này").get_attribute("href")
    assert address is not None
    page.goto(address)
    expect(page.get_by_role("cell", name="Đống Đa")).to_be_visible()
    file = page.request.get(page.get_by_role("link", name="Tải CSV").get_attribute("href") or "")
    assert file.body().decode("utf-8-sig") == "phuong,so_truong\r\nBa Đình,3\r\nĐống Đa,5\r\n"
