"""Looking into a table in a browser: with scripts the page stays, without them it works the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import accessibility_problems

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def explorer(page: Page, table: str) -> Page:
    """The table, marked so that a test can see whether the page was loaded again."""
    page.goto(table)
    page.evaluate("window.same = true")
    return page


def filter_by_level(page: Page, level: str) -> None:
    """Tick a kind of school in the form of filters."""
    page.get_by_text("Bộ lọc", exact=True).click()
    form = page.locator("#loc form")
    form.locator("summary", has_text="cap_hoc").or_(form.locator("summary", has_text="Cấp học")).first.click()
    form.get_by_role("checkbox", name=re.compile(f"^{level}")).check()
    form.get_by_role("button", name="Lọc").click()


def test_sorting_keeps_page_focus_and_history(explorer: Page) -> None:
    start = explorer.url
    explorer.locator("#x-so_hoc_sinh").click()
    expect(explorer.locator("th[aria-sort=ascending] #x-so_hoc_sinh")).to_be_focused()
    assert explorer.url.endswith("?order_by=so_hoc_sinh")
    explorer.go_back()
    expect(explorer.locator("th[aria-sort]")).to_have_count(0)
    assert explorer.url == start
    assert explorer.evaluate("window.same")


def test_filters_and_chips_change_the_rows_and_say_how_many(explorer: Page) -> None:
    before = explorer.locator("#bao-nhieu").inner_text()
    filter_by_level(explorer, "THPT")
    chip = explorer.locator("a.chip")
    expect(chip).to_have_count(1)
    assert explorer.url.endswith("?cap_hoc__in=THPT")
    expect(explorer.locator("#tin")).to_have_text(explorer.locator("#bao-nhieu").inner_text())
    chip.click()
    expect(explorer.locator("#bao-nhieu")).to_have_text(before)
    assert explorer.evaluate("window.same")


def test_without_scripts_the_same_filters_lead_to_the_same_address(plain_page: Page, table: str) -> None:
    plain_page.goto(table)
    filter_by_level(plain_page, "THPT")
    assert plain_page.url.endswith("?cap_hoc__in=THPT")
    plain_page.locator("#x-so_hoc_sinh").click()
    assert plain_page.url.endswith("?cap_hoc__in=THPT&order_by=so_hoc_sinh")
    plain_page.locator("a.chip").click()
    assert plain_page.url.endswith("?order_by=so_hoc_sinh")


def test_a_row_opens_beside_the_table_and_leads_to_the_next(explorer: Page) -> None:
    explorer.locator("tbody a.row").nth(1).click()
    expect(explorer.locator("#dong")).to_be_focused()
    first = explorer.locator("#dong-ten").inner_text()
    explorer.locator("#dong-sau").click()
    explorer.wait_for_url(re.compile(r"\?row=3#dong$"))
    assert explorer.locator("#dong-ten").inner_text() != first
    assert explorer.evaluate("window.same")


def test_the_first_column_stays_in_view_when_the_table_is_pushed_aside(explorer: Page) -> None:
    explorer.set_viewport_size({"width": 375, "height": 700})
    place = "document.querySelector('tbody th').getBoundingClientRect().left"
    before = explorer.evaluate(place)
    explorer.evaluate("document.querySelector('.scroll').scrollLeft = 300")
    assert explorer.evaluate(place) == before
    assert not explorer.evaluate(SIDEWAYS)


def test_links_to_other_views_load_their_own_page(explorer: Page) -> None:
    explorer.locator(".tabs a", has_text="Các cột").click()
    explorer.wait_for_url(re.compile("view=columns"))
    assert not explorer.evaluate("window.same")


@pytest.mark.parametrize(
    "query", ["?so_lop__gte=12&row=9", "?column=cap_hoc", "?where=x", "?view=api", "?q=khong-co-gi"]
)
def test_nobody_is_shut_out_of_a_table(axe_page: Page, table: str, query: str) -> None:
    for width in (320, 1280):
        axe_page.set_viewport_size({"width": width, "height": 800})
        axe_page.goto(table + query)
        axe_page.locator(".tabs a").first.wait_for()
        assert accessibility_problems(axe_page) == []
        assert not axe_page.evaluate(SIDEWAYS)
