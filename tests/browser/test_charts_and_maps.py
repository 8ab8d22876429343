"""Charts and maps in a browser: really drawn, under the portal's policy, on every screen, with and without scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import accessibility_problems, html_problems
from tests.live import LivePortal

BARS = "chart=bar&x=cap_hoc&y=sum(so_hoc_sinh)"
SCHOOLS_THCS = f"cap_hoc__in={quote('THCS')}"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
COLOURS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) found.add(data.slice(at, at + 3).join());
  return found.size;
}"""


@pytest.fixture
def phone(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A page on a small screen that is touched."""
    context = browser.new_context(
        base_url=live_portal.url, locale="vi-VN", viewport={"width": 360, "height": 640}, has_touch=True
    )
    yield context.new_page()
    context.close()


def drawn(page: Page, path: str) -> Page:
    """The page once its chart is drawn."""
    page.goto(path)
    expect(page.locator("figure[data-drawn]")).to_be_visible()
    return page


@pytest.mark.parametrize(
    "chart",
    [
        "",
        BARS,
        f"{BARS}&series=loai_hinh",
        "chart=bar&x=cap_hoc&y=avg(so_hoc_sinh)&series=loai_hinh",
        "chart=line&x=ngay_cap_nhat&step=month",
        "chart=area&x=nam_thanh_lap&series=cap_hoc",
        "chart=histogram&x=so_hoc_sinh",
        "chart=scatter&x=so_lop&y=sum(so_hoc_sinh)",
    ],
)
def test_a_chart_is_drawn_without_a_word_on_the_console(page: Page, table: str, chart: str) -> None:
    drawn(page, f"{table}?view=chart&{chart}")

    assert page.locator("canvas").evaluate(COLOURS) > 3
    expect(page.locator("[data-still]")).to_have_count(0)


def test_a_drawing_follows_the_width_of_its_place(page: Page, table: str) -> None:
    drawn(page, f"{table}?view=chart&{BARS}")
    page.set_viewport_size({"width": 360, "height": 640})

    page.wait_for_function("document.querySelector('canvas').clientWidth < 360")
    assert not page.evaluate(SIDEWAYS)


def test_what_the_pointer_is_on_is_written(page: Page, table: str) -> None:
    drawn(page, f"{table}?view=chart&{BARS}")
    page.locator("canvas").hover(position={"x": 160, "y": 20})

    expect(page.locator("[data-pointed]")).to_contain_text("Tổng: ")


def test_a_drawing_can_be_taken_along(page: Page, table: str) -> None:
    drawn(page, f"{table}?view=chart&{BARS}")
    found = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind).click()
        found[kind] = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename == f"truong-pho-thong.{kind.lower()}"

    assert b"<svg" in found["SVG"][:200]
    assert b"THCS" in found["SVG"]
    assert found["PNG"].startswith(b"\x89PNG")
    assert len(found["PNG"]) > 3000


def test_a_chart_is_chosen_without_scripts(plain_page: Page, table: str) -> None:
    plain_page.goto(f"{table}?view=chart&{SCHOOLS_THCS}")
    plain_page.get_by_label("Kiểu").select_option("bar")
    plain_page.get_by_label("Nhóm theo").select_option("loai_hinh")
    plain_page.get_by_label("Tính").select_option("sum(so_hoc_sinh)")
    plain_page.get_by_role("button", name="Vẽ").click()

    expect(plain_page.locator("figure svg.plot rect").first).to_be_visible()
    expect(plain_page.get_by_role("rowheader", name="Công lập", exact=True)).to_be_visible()
    assert SCHOOLS_THCS in plain_page.url
    plain_page.get_by_role("link", name="THCS bỏ lọc").click()
    assert SCHOOLS_THCS not in plain_page.url
    assert "x=loai_hinh" in plain_page.url


def test_a_map_shows_every_row_of_the_filter_in_clusters(page: Page, table: str) -> None:
    with page.expect_response("**/map.json?*") as answer:
        page.goto(f"{table}?view=map&{SCHOOLS_THCS}")
    counted = sum(cluster["count"] for cluster in answer.value.json()["clusters"])
    expect(page.locator("[data-map][data-drawn]")).to_be_visible()

    assert page.locator(".map-cluster").count() > 3
    expect(page.locator("path.land")).to_be_visible()
    page.get_by_role("link", name="Xem những dòng này trong bảng").click()
    assert SCHOOLS_THCS in page.url
    expect(page.get_by_text(f"{counted:,}".replace(",", ".")).first).to_be_visible()


def open_a_row(page: Page) -> None:
    """Press the first cluster until a lone row appears, and that one."""
    page.locator(".map-cluster, .map-place").first.wait_for()
    for _step in range(12):
        if page.locator(".map-place").count():
            break
        with page.expect_response("**/map.json?*"):
            page.locator(".map-cluster").first.press("Enter")
        page.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
    page.locator(".map-place").first.press("Enter")


def test_a_cluster_opens_until_a_row_does(page: Page, table: str) -> None:
    page.goto(f"{table}?view=map&q=Trường THCS Ngọc Lâm")
    open_a_row(page)

    card = page.locator(".leaflet-popup")
    expect(card).to_contain_text("Ngọc Lâm")
    card.get_by_role("link", name="Xem cả dòng").click()
    page.wait_for_url("**/resource/*row=*")


def test_a_map_moved_under_an_open_card_is_filled_when_the_card_closes(page: Page, table: str) -> None:
    page.goto(f"{table}?view=map&q=Trường THCS Ngọc Lâm")
    open_a_row(page)
    page.locator(".leaflet-popup dl").wait_for()
    page.locator("[data-map]").press("ArrowRight")
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)

    with page.expect_response("**/map.json?*"):
        page.locator(".leaflet-popup-close-button").click()


def test_a_map_is_seen_without_scripts(plain_page: Page, table: str) -> None:
    plain_page.goto(f"{table}?view=map")

    expect(plain_page.get_by_role("img", name="có vị trí")).to_be_visible()
    assert plain_page.locator("svg.map circle.dot").count() > 3


@pytest.mark.parametrize("view", ["chart", "map"])
def test_both_fit_a_phone_and_everyone_can_use_them(
    phone: Page, axe_page: Page, table: str, view: str
) -> None:
    path = f"{table}?view={view}&{SCHOOLS_THCS}"
    phone.goto(path)
    phone.locator("[data-drawn]").wait_for()
    assert not phone.evaluate(SIDEWAYS)

    axe_page.goto(path)
    axe_page.locator("[data-drawn]").wait_for()
    assert accessibility_problems(axe_page) == []
    assert html_problems({view: axe_page.request.get(path).text()}) == []


@pytest.fixture
def other_site() -> Iterator[tuple[str, list[str]]]:
    """A server of another origin: its address, and a list whose one entry is the HTML it sends."""
    page: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page[0].encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", page
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("view", ["chart", "map"])
def test_another_site_shows_them_in_a_frame(
    page: Page, table: str, other_site: tuple[str, list[str]], view: str
) -> None:
    page.goto(f"{table}?view={view}")
    page.get_by_text("Liên kết và mã nhúng").click()
    code = page.get_by_label("Mã nhúng vào trang khác").input_value()
    address, sent = other_site
    sent.append(f"<!doctype html><title>Báo</title>{code}")
    page.goto(address)

    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-drawn]")).to_be_visible()
    expect(frame.get_by_text("Nguồn: ")).to_be_visible()
    embedded = page.locator("iframe").get_attribute("src")
    assert embedded
    assert html_problems({view: page.request.get(embedded).text()}) == []
