"""Whatever people type or upload is text: it never becomes markup, a script, a header or a formula."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from portal.catalog.markdown import render
from tests.factories import City, add_file, make_draft, make_organization
from tests.integration.security.conftest import Fortress
from tests.visitors import Visitor

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}%(x)s</title></textarea>"
MARKDOWN = (
    f"{EVIL}\n\n[a](javascript:alert(1)) [b](JaVa&#115;cript:alert(1)) [c](data:text/html,x) ![d](//evil/x.png) "
    "[e](//evil) <a href=javascript:alert(1)>f</a> [g]: javascript:alert(1)\n\n<svg/onload=alert(1)>\n\n"
    "[h](vbscript:x) [i]( javascript:alert`1`) `<script>` <javascript:alert(1)>" + " và chữ cho đủ dài" * 3
)
PATHS = (
    "/",
    "/dataset",
    "/dataset/doc",
    "/dataset?tag=x",
    "/catalog/open-data",
    "/organization",
    "/organization/xau",
)


class Watch(HTMLParser):
    """Collects what would run: foreign scripts, handlers, addresses that are programs, images of others."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "nonce" not in given:
            self.found.append(str(attrs))
        if tag in ("img", "iframe", "object", "embed", "base") or any(
            name.startswith("on") for name in given
        ):
            self.found.append(f"{tag} {attrs}")
        for name in ("href", "src", "action", "formaction"):
            scheme = (given.get(name) or "").strip().lower().partition(":")[0]
            if scheme in ("javascript", "data", "vbscript"):
                self.found.append(f"{tag} {attrs}")


def running(html: str) -> list[str]:
    watch = Watch()
    watch.feed(html)
    return watch.found


def test_the_watch_sees_what_it_looks_for() -> None:
    assert len(running(f"<p>{EVIL}<a href=javascript:alert(1)>")) == 3


@pytest.fixture
def poisoned(city: City) -> City:
    """A city in which an agency, a record, a file, its columns and its cells hold scripts."""
    with city.services() as services:
        values = {"description": MARKDOWN, "contact": EVIL}
        make_organization(
            services.unit.session, f"Sở {EVIL}", name="xau", values={**values, "short_names": [EVIL]}
        )
        make_draft(
            services, "doc", organization="xau", title=f"Danh sách {EVIL}", description=MARKDOWN, contact=EVIL,
            tags=["<script>alert(1)</script>", "\"'><b>"], area=EVIL, source_note=MARKDOWN, title_en=f"List {EVIL}",
        )  # fmt: skip
        quoted = EVIL.replace('"', '""')
        table = f'mã,<script>alert(1)</script>,"=HYPERLINK(""http://evil"")"\n1,"{quoted}",=1+1\n'
        add_file(services, "doc", table, f"a{EVIL}.csv", title=f"Tệp {EVIL}", description=MARKDOWN)
        services.records.publish("doc", comment=EVIL)
    city.run_jobs()
    return city


def test_scripts_in_any_field_are_shown_and_never_run(
    poisoned: City, enter: Callable[[str], Visitor]
) -> None:
    with poisoned.services() as services:
        resource = services.records.find("doc").resources[0].id
    file = f"/dataset/doc/resource/{resource}"
    for login in ("", "admin"):
        visitor = enter(login)
        paths = [*PATHS, file, f"{file}?view=columns", f"{file}?view=versions"]
        if login:
            paths += [
                "/steward",
                "/dataset/doc/edit",
                "/dataset/doc/history",
                f"{file}/edit",
                "/dataset/doc/withdraw",
            ]
        for path in (*paths, *(f"/en{p}" for p in paths)):
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            assert running(answer.text) == [], path


@pytest.mark.parametrize(
    "path", ["/dataset?q={}", "/dataset?tag={}", "/catalog/open-data?q={}", "/catalog/open-data?organization={}",
             "/dataset/{}", "/theme/{}", "/nowhere/{}", "/account/sign-in?next={}", "/dataset?sort={}&theme={}"],
)  # fmt: skip
def test_scripts_in_an_address_are_shown_and_never_run(fortress: Fortress, path: str) -> None:
    for evil in (
        EVIL,
        "javascript:alert(1)",
        "'onmouseover='alert(1)",
        "\r\nSet-Cookie: a=b",
        "\0\ufffe\ud800",
    ):
        address = path.replace("{}", quote(evil, safe="", errors="surrogatepass"))
        with fortress.visitor().get(address) as answer:
            assert answer.status_code < 500
            assert running(answer.text) == []
            assert "a=b" not in answer.headers.get("Set-Cookie", "")


def test_feeds_and_documents_stay_well_formed(poisoned: City, enter: Callable[[str], Visitor]) -> None:
    visitor = enter("")
    ElementTree.fromstring(visitor.get("/dataset.atom?q=%3C%00%01%ef%bf%be").data)
    ElementTree.fromstring(visitor.get("/dataset.atom").data)
    assert visitor.get("/dataset/doc.json").json["title"].endswith("</textarea>")


def test_cells_that_a_spreadsheet_would_run_are_disarmed(
    poisoned: City, enter: Callable[[str], Visitor]
) -> None:
    with poisoned.services() as services:
        resource = services.records.find("doc").resources[0].id
    text = enter("").get(f"/dataset/doc/resource/{resource}/download/a.csv?format=csv-excel").text

    assert "\"'=HYPERLINK" in text or "'=HYPERLINK" in text
    assert ",'=1+1" in text


def test_a_file_name_cannot_write_headers(poisoned: City, enter: Callable[[str], Visitor]) -> None:
    with poisoned.services() as services:
        make_draft(services, "ten")
        resource = add_file(services, "ten", filename='../../a"\r\nX-Evil: 1\u202e;đ\0.csv').id
        services.records.publish("ten")
    poisoned.run_jobs()
    with enter("").get(f"/dataset/ten/resource/{resource}/download/..%2f..%2fetc%2fpasswd") as answer:
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="a')
        assert answer.headers["Content-Disposition"].count('"') == 2


@pytest.mark.parametrize(
    "text",
    [
        MARKDOWN,
        "[" * 5000,
        "*" * 5000,
        "> " * 2000,
        "![" * 2000 + "](x)",
        "`" * 4999,
        "|a" * 2000 + "\n" + "|-" * 2000,
    ],
)
def test_markdown_is_harmless_and_quick(text: str) -> None:
    assert running(render(text)) == []
