"""Files that are no tables: shown where that is safe, else the page says why not and what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.settings import Settings
from tests.browsing import html_problems
from tests.factories import City, add_file, make_database, make_draft
from tests.visitors import Visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><circle r="9"/></svg>'
Put = Callable[..., str]


@pytest.fixture
def city(app: Flask, settings: Settings) -> City:
    return City(settings)


@pytest.fixture
def put(city: City) -> Put:
    """The page of a published file."""

    def publish(filename: str, content: bytes | str) -> str:
        with city.services() as services:
            make_database(services)
            record = make_draft(services)
            file = add_file(services, record.name, content, filename)
            services.records.publish(record.name)
            return f"/dataset/{record.name}/resource/{file.id}"

    return publish


def fetched(visitor: Visitor, address: str) -> TestResponse:
    """The whole answer; the file behind it is closed."""
    with visitor.get(address) as answer:
        assert answer.data
        return answer


def test_a_picture_is_shown_from_an_address_where_it_can_do_nothing(put: Put, visitor: Visitor) -> None:
    address = put("anh.png", PNG)
    assert f'<img src="{address}/preview/anh.png"' in visitor.get(address).text
    answer = fetched(visitor, f"{address}/preview/anh.png")
    assert answer.data == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "inline"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_drawing_may_not_run_its_script(put: Put, visitor: Visitor) -> None:
    address = put("hinh.svg", SVG)
    policy = fetched(visitor, f"{address}/preview/hinh.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_a_pdf_file_is_shown_in_a_frame_of_this_portal_only(put: Put, visitor: Visitor) -> None:
    address = put("van-ban.pdf", PDF)
    page = visitor.get(address)
    assert f'<iframe class="preview preview--document" src="{address}/preview/van-ban.pdf"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert f'href="{address}/download/van-ban.pdf"' in page.text
    answer = fetched(visitor, f"{address}/preview/van-ban.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_other_pages_show_no_frames(put: Put, visitor: Visitor) -> None:
    put("van-ban.pdf", PDF)
    assert "frame-src" not in visitor.get("/").headers["Content-Security-Policy"]


def test_text_is_shown_as_text(put: Put, visitor: Visitor) -> None:
    page = visitor.get(put("ghi-chu.txt", "Dòng một <script>alert(1)</script>\n")).text
    assert "Dòng một &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_long_text_is_cut_between_letters(put: Put, visitor: Visitor) -> None:
    page = visitor.get(put("ghi-chu.txt", "x" + "ữ" * 50_000)).text
    assert "64 KB đầu của tệp." in page
    assert "\ufffd" not in page


def test_only_pictures_and_pdf_files_are_sent_to_be_shown(put: Put, visitor: Visitor) -> None:
    address = put("ghi-chu.txt", "một hai ba bốn\n")
    assert visitor.get(f"{address}/preview/ghi-chu.txt").status_code == 404


def test_where_nothing_can_be_shown_the_page_says_what_to_do(put: Put, visitor: Visitor) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("anh.png", PNG)
    page = visitor.get(put("anh.zip", archive.getvalue())).text
    assert "Tệp nén không xem được trên trang. Hãy tải về rồi giải nén." in page


def test_a_draft_is_not_shown_to_strangers(city: City, visitor: Visitor) -> None:
    with city.services() as services:
        make_database(services)
        record = make_draft(services)
        file = add_file(services, record.name, PNG, "anh.png")
        address = f"/dataset/{record.name}/resource/{file.id}"
    assert visitor.get(f"{address}/preview/anh.png").status_code == 404


@pytest.mark.parametrize(("filename", "content"), [("anh.png", PNG), ("a.pdf", PDF), ("a.txt", "một\n" * 9)])
def test_previews_are_valid_html(put: Put, visitor: Visitor, filename: str, content: bytes | str) -> None:
    assert html_problems({filename: visitor.get(put(filename, content)).text}) == []
