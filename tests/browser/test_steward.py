"""A steward's day in a real browser: describe, mend, upload, publish, meet a colleague, withdraw."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import accessibility_problems, html_problems
from tests.live import LivePortal

DESCRIPTION = (
    "Danh sách bãi đỗ xe công cộng. Mỗi dòng là một bãi, với địa chỉ và sức chứa. "
    "Lấy từ hồ sơ cấp phép trông giữ xe; chưa có bãi tạm trong dịp lễ hội."
)
FOUND_SECONDS = 10.0


@pytest.fixture
def steward(page: Page, live_portal: LivePortal) -> Page:
    """The page with the sample administrator signed in, who may edit in every agency."""
    sign_in(page, live_portal)
    return page


@pytest.fixture
def colleague(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A second browser with the same rights."""
    context = browser.new_context(base_url=live_portal.url, locale="vi-VN")
    page = context.new_page()
    sign_in(page, live_portal)
    yield page
    context.close()


def sign_in(page: Page, portal: LivePortal) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill(portal.password)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/steward")


def describe(page: Page) -> tuple[str, str]:
    """Save a complete draft under a title of its own; returns title and path of the record."""
    title = f"Bãi đỗ xe công cộng {uuid.uuid4().hex[:8]}"
    page.goto("/steward/new/open-data")
    page.get_by_label("Tên bộ dữ liệu").fill(title)
    page.locator("#f-description").fill(DESCRIPTION)
    page.get_by_role("checkbox", name="Giao thông", exact=True).check()
    page.locator("#f-organization").select_option("so-xay-dung")
    page.locator("#f-contact").fill("Phòng Quản lý vận tải")
    page.get_by_role("searchbox", name="Lọc danh sách theo tên").fill("cap giay phep xay dung")
    page.locator("#f-databases label:visible").first.click()
    page.locator("#f-update_frequency").select_option("monthly")
    page.locator("#f-planned_on").fill("31/12/2027")
    page.locator("#f-licence").select_option("cc-by-4.0")
    press(page, "Lưu nháp")
    page.wait_for_url("**/edit")
    return title, page.url.removesuffix("/edit")


def press(page: Page, name: str) -> None:
    page.locator(".savebar").get_by_role("button", name=name, exact=True).click()


def add_file(page: Page, record: str, body: bytes, name: str = "bãi đỗ.csv") -> None:
    page.goto(f"{record}/resource/new")
    page.get_by_label("Tên tệp cho người đọc").fill("Danh sách bãi đỗ")
    page.locator("#f-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": body})
    page.get_by_role("button", name="Thêm vào bản ghi").click()


def test_errors_are_led_to_and_nothing_typed_is_lost(steward: Page) -> None:
    steward.goto("/steward/new/open-data")
    steward.locator("#f-description").fill(DESCRIPTION)
    steward.locator("#f-planned_on").fill("32/13/2027")
    press(steward, "Lưu nháp")

    summary = steward.locator(".errors")
    expect(summary).to_be_focused()
    expect(steward.locator("#f-description")).to_have_value(DESCRIPTION)
    expect(steward.locator("#f-planned_on")).to_have_value("32/13/2027")
    summary.get_by_role("link", name="Ngày hẹn công bố").click()
    expect(steward.locator("#f-planned_on")).to_be_in_viewport()


def test_from_the_first_word_to_a_withdrawn_page(steward: Page, page: Page) -> None:
    title, record = describe(steward)
    press(steward, "Công bố dữ liệu")
    expect(steward.locator(".errors")).to_contain_text("Cần ít nhất một tệp")

    rows = "".join(f"{n:04d},Bãi số {n},{n * 3}\n" for n in range(40_000))
    add_file(steward, record, f"mã,tên,sức chứa\n{rows}".encode())
    steward.wait_for_url("**/edit#files")
    press(steward, "Công bố dữ liệu")
    steward.wait_for_url(record)
    expect(steward.get_by_role("heading", level=1)).to_have_text(title)

    find(steward, title)

    steward.goto(f"{record}/withdraw")
    steward.get_by_label("Vì sao rút").fill("Danh sách được gộp vào bộ dữ liệu bãi đỗ thông minh.")
    steward.get_by_role("button", name="Rút bản ghi").click()
    steward.wait_for_url(record)
    assert steward.request.get(record).status == 410
    expect(steward.locator("main")).to_contain_text("Danh sách được gộp vào")


def find(page: Page, title: str) -> None:
    """Search until the record is found; fails when that takes too long."""
    deadline = time.monotonic() + FOUND_SECONDS
    while time.monotonic() < deadline:
        page.goto(f"/dataset?q={title.rpartition(' ')[2]}")
        if page.get_by_role("link", name=title).count():
            return
        time.sleep(0.3)
    raise AssertionError(f"{title} was not found within {FOUND_SECONDS} s")


def test_progress_is_shown_while_a_file_travels(steward: Page) -> None:
    _, record = describe(steward)
    steward.goto(f"{record}/resource/new")
    steward.locator("#f-title").fill("Danh sách bãi đỗ")
    body = b"a,b\n" + b"1,2\n" * 2_000_000
    steward.locator("#f-file").set_input_files({"name": "lon.csv", "mimeType": "text/csv", "buffer": body})
    seen: list[str] = []
    steward.expose_function("saw", lambda text: seen.append(text))
    steward.evaluate(
        """() => new MutationObserver(() => saw(document.querySelector('[data-said]').textContent))
            .observe(document.querySelector('[data-said]'), {childList: true})"""
    )
    steward.get_by_role("button", name="Thêm vào bản ghi").click()
    steward.wait_for_url("**/edit#files")

    assert "Đang tải lên" in seen
    expect(steward.locator("#files")).to_contain_text("lon.csv, 8,0 MB")


def test_refused_file_stays_chosen(steward: Page) -> None:
    _, record = describe(steward)
    add_file(steward, record, b"MZ\x90\x00 a program", "bang.csv")

    expect(steward.locator(".errors")).to_be_focused()
    expect(steward.get_by_label("Tên tệp cho người đọc")).to_have_value("Danh sách bãi đỗ")
    assert steward.evaluate("document.querySelector('#f-file').files[0].name") == "bang.csv"

    steward.locator("#f-file").set_input_files(
        {"name": "bang.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    steward.get_by_role("button", name="Thêm vào bản ghi").click()
    steward.wait_for_url("**/edit#files")


def test_two_editors_meet_on_a_page_that_shows_both_sides(steward: Page, colleague: Page) -> None:
    _, record = describe(steward)
    colleague.goto(f"{record}/edit")
    colleague.locator("#f-contact").fill("Phòng Một")
    colleague.locator("#f-area").fill("Nội thành")
    press(colleague, "Lưu nháp")
    colleague.wait_for_load_state()

    steward.locator("#f-contact").fill("Phòng Hai")
    press(steward, "Lưu nháp")
    expect(steward.get_by_role("heading", level=1)).to_have_text("Có người vừa lưu trước bạn")
    expect(steward.locator("main")).to_contain_text("Phòng Một")
    expect(steward.locator("main")).to_contain_text("Phòng Hai")
    steward.get_by_role("button", name="Lưu theo lựa chọn trên").click()
    steward.wait_for_url("**/edit")

    expect(steward.locator("#f-contact")).to_have_value("Phòng Hai")
    expect(steward.locator("#f-area")).to_have_value("Nội thành")


def test_rows_of_a_table_are_added_in_place(steward: Page) -> None:
    steward.goto("/steward/new/city-databases")
    rows = steward.locator("#f-data_items tbody tr")
    before = rows.count()
    steward.get_by_role("button", name="Thêm dòng").click()

    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("input").first).to_be_focused()
    ids = steward.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_everything_works_without_javascript(browser: Browser, live_portal: LivePortal) -> None:
    context = browser.new_context(base_url=live_portal.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_portal)
    page.goto("/steward/new/open-data")
    page.get_by_label("Tên bộ dữ liệu").fill(f"Bãi đỗ xe {uuid.uuid4().hex[:8]}")
    page.locator("#f-organization").select_option("so-xay-dung")
    page.locator("#f-title").press("Enter")
    page.wait_for_url("**/edit")
    record = page.url.removesuffix("/edit")
    add_file(page, record, b"a,b\n1,2\n")
    page.wait_for_url("**/edit#files")
    expect(page.locator("#files")).to_contain_text("bãi đỗ.csv")
    context.close()


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_accessible_and_valid(axe_page: Page, live_portal: LivePortal, language: str) -> None:
    sign_in(axe_page, live_portal)
    paths = ("steward", "steward/new/open-data", "steward/new/city-databases", "account")
    record = axe_page.request.get("/dataset.json?catalog=open-data&state=published").json()["results"][0][
        "name"
    ]
    paths += tuple(f"dataset/{record}/{part}" for part in ("edit", "withdraw", "history", "resource/new"))
    pages = {}
    for path in paths:
        axe_page.goto(f"{language}/{path}")
        assert accessibility_problems(axe_page) == [], path
        pages[path] = axe_page.request.get(f"{language}/{path}").text()

    assert html_problems(pages) == []


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_scrolls_sideways(steward: Page, width: int) -> None:
    steward.set_viewport_size({"width": width, "height": 800})
    for path in ("/steward", "/steward/new/open-data", "/steward/new/city-databases", "/account"):
        steward.goto(path)
        assert steward.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
