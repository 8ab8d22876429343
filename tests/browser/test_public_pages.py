"""The public pages in a browser: readable by everyone, in both languages, on every screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import accessibility_problems, html_problems

PAGES = (
    "/",
    "/dataset",
    "/dataset?q=truong+hoc&state=published&format=csv",
    "/dataset?q=xe+bust",
    "/dataset?q=truờng+học",
    "/dataset?q=khong-co-gi-nhu-the&state=overdue&theme=health",
    "/dataset/truong-pho-thong",
    "/dataset/chat-luong-khong-khi-gio",
    "/dataset/diem-trong-giu-xe-2024",
    "/dataset/csdl-dau-tu-cong",
    "/catalog/open-data",
    "/catalog/city-databases?q=dat",
    "/catalog/open-data?state=in_work&q=zzz",
    "/organization",
    "/organization/so-xay-dung",
    "/organization/so-giao-thong-van-tai",
    "/theme",
    "/theme/health",
    "/about",
    "/terms",
    "/accessibility",
    "/styleguide",
    "/nowhere",
)
BOTH = [*PAGES, *(f"/en{path}" for path in PAGES)]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("path", BOTH)
def test_nobody_is_shut_out(axe_page: Page, path: str) -> None:
    axe_page.goto(path)

    assert accessibility_problems(axe_page) == []


@pytest.mark.parametrize("path", BOTH)
def test_pages_fit_the_smallest_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)

    assert not page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("view", ["", "?view=columns", "?view=versions"])
def test_a_table_is_readable_by_everyone(axe_page: Page, table: str, view: str) -> None:
    axe_page.set_viewport_size({"width": 320, "height": 640})
    axe_page.goto(table + view)

    assert accessibility_problems(axe_page) == []
    assert not axe_page.evaluate(SIDEWAYS)


def test_every_page_is_valid_html(page: Page, table: str) -> None:
    paths = [*BOTH, table, f"{table}?view=columns", f"{table}?view=versions"]

    assert html_problems({path: page.request.get(path).text() for path in paths}) == []


def test_dark_pages_keep_their_contrast(axe_page: Page) -> None:
    for path in ("/", "/dataset", "/dataset/chat-luong-khong-khi-gio", "/styleguide"):
        axe_page.goto(f"{path}?theme=dark")
        expect(axe_page.locator("html")).to_have_attribute("data-theme", "dark")
        assert accessibility_problems(axe_page) == [], path


def test_search_filters_and_chips_work_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_role("searchbox").fill("xe buyt")
    plain_page.get_by_role("button", name="Tìm", exact=True).click()
    plain_page.get_by_role("checkbox", name=re.compile("Đã công bố")).check()
    plain_page.get_by_role("button", name="Áp dụng bộ lọc").click()

    assert plain_page.url.endswith("/dataset?q=xe+buyt&state=published")
    plain_page.get_by_role("link", name=re.compile("Đã công bố bỏ lọc")).click()
    assert plain_page.url.endswith("/dataset?q=xe+buyt")


def test_suggestions_are_chosen_with_the_keyboard(page: Page) -> None:
    page.goto("/en/")
    box = page.get_by_role("combobox")
    box.press_sequentially("truong pho", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Enter")

    page.wait_for_url("**/en/dataset/**")


def test_escape_closes_suggestions_and_keeps_the_text(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("truong", delay=20)
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("truong")


def test_ticking_a_filter_searches_and_keeps_the_focus(page: Page) -> None:
    page.goto("/dataset?q=xe")
    box = page.locator("input[type=checkbox][name=catalog][value=open-data]")
    box.check()
    page.wait_for_url("**/dataset?q=xe&catalog=open-data")

    expect(box).to_be_focused()
    expect(box).to_be_checked()


def test_a_misspelt_query_shows_results_for_the_right_one(page: Page) -> None:
    page.goto("/dataset?q=xe+bust")

    expect(page.get_by_text("Đang hiện kết quả cho")).to_be_visible()
    expect(page.locator(".card").first).to_be_visible()


def test_the_language_switch_stays_on_the_page(page: Page) -> None:
    page.goto("/dataset?q=xe&catalog=open-data")
    page.locator(".tools a[hreflang=en]").click()

    page.wait_for_url("**/en/dataset?q=xe&catalog=open-data")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_download_menu_opens_and_closes_with_the_keyboard(page: Page) -> None:
    page.goto("/dataset/truong-pho-thong")
    summary = page.locator("details.menu-of summary").first
    summary.focus()
    summary.press("Enter")
    expect(page.get_by_role("link", name="CSV cho Excel").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="CSV cho Excel").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_pictures_of_the_sprite_are_drawn(page: Page) -> None:
    page.goto("/")
    page.wait_for_load_state("networkidle")
    box = page.locator(".brand__mark use").evaluate("e => e.getBBox().width")

    assert box > 10
