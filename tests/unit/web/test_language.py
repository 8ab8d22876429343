"""Languages in addresses, and the choice of a theme."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.i18n import gettext as _
from portal.i18n import language, use_language
from portal.web.language import in_language


@pytest.mark.parametrize(("path", "expected"), [("/page", "vi"), ("/en/page", "en")])
def test_the_prefix_chooses_the_language(bare_app: Flask, path: str, expected: str) -> None:
    page = bare_app.test_client().get(path).text

    assert f'<html lang="{expected}"' in page
    assert f"<h1>{expected}</h1>" in page


def test_links_keep_the_language_and_assets_do_not(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/en/page").text

    assert 'href="/en/dataset"' in page
    assert 'href="/assets/portal.' in page
    assert "/en/assets" not in page


def test_the_switch_keeps_page_and_query(bare_app: Flask) -> None:
    there = bare_app.test_client().get("/en/page?q=tr%C6%B0%E1%BB%9Dng&theme=no&format=csv&format=xlsx").text
    back = bare_app.test_client().get("/page?q=a%26b").text

    assert 'href="/page?q=tr%C6%B0%E1%BB%9Dng&amp;format=csv&amp;format=xlsx" lang="vi"' in there
    assert 'href="/en/page?q=a%26b" lang="en"' in back


def test_every_page_names_its_other_languages(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/en/page").text
    links = dict(re.findall(r'hreflang="([a-z-]+)" href="http://localhost([^"]+)"', page))

    assert links == {"vi": "/page", "en": "/en/page", "x-default": "/page"}
    assert '<link rel="canonical" href="http://localhost/en/page">' in page


@pytest.mark.parametrize("path", ["/english", "/EN/page", "/enpage", "/vi/page"])
def test_other_first_words_are_no_language(bare_app: Flask, path: str) -> None:
    assert bare_app.test_client().get(path).status_code == 404


def test_what_is_streamed_later_keeps_the_language() -> None:
    with use_language("en"):
        words = in_language(_(text) for text in ("Tìm", "Trang"))

    assert language() == "vi"
    assert list(words) == ["Search", "Page"]


def test_a_theme_is_kept_in_a_cookie_and_leaves_the_address(bare_app: Flask) -> None:
    client = bare_app.test_client()
    answer = client.get("/en/page?q=x&theme=dark")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/page?q=x")
    assert 'data-theme="dark"' in client.get("/page").text
    client.get("/page?theme=auto")
    assert "data-theme" not in client.get("/page").text


@pytest.mark.parametrize("path", ["//evil.example/page?theme=dark", "/\\evil.example?theme=dark"])
def test_choosing_a_theme_never_leaves_the_site(bare_app: Flask, path: str) -> None:
    answer = bare_app.test_client().get(path, base_url="http://localhost")

    assert not re.match(r"(https?:)?//(?!localhost)", answer.headers.get("Location", "/"))
