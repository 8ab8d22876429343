"""Files, lists and feeds of the sample city, as programs fetch them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from xml.etree import ElementTree as Xml

import pytest
from openpyxl import load_workbook

from tests.live import LivePortal

SCHOOLS = "/dataset/truong-pho-thong"
WITHDRAWN = "/dataset/diem-trong-giu-xe-2024"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes


@pytest.fixture
def fetch(live_portal: LivePortal) -> object:
    def get(path: str, method: str = "GET", **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("http") else live_portal.url + path
        request = urllib.request.Request(address, method=method, headers=names)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    return get


def first_file(fetch: object) -> dict[str, object]:
    record = json.loads(fetch(f"{SCHOOLS}.json").body)  # type: ignore[operator]
    file: dict[str, object] = record["resources"][0]
    return file


def test_an_original_arrives_whole_with_its_name_type_and_hash(fetch) -> None:
    file = first_file(fetch)
    answer = fetch(file["url"])

    assert hashlib.sha256(answer.body).hexdigest() == file["sha256"]
    assert int(answer.headers["Content-Length"]) == file["size_bytes"]
    assert answer.headers["ETag"] == f'"{file["sha256"]}"'
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_original_can_be_resumed_and_is_not_sent_twice(fetch) -> None:
    url = first_file(fetch)["url"]
    whole = fetch(url)
    tag, moment = whole.headers["ETag"], whole.headers["Last-Modified"]

    part = fetch(url, Range="bytes=100-199", If_Range=tag)
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert fetch(url, Range="bytes=100-199", If_Range='"other"').status == 200
    assert fetch(url, Range="bytes=999999999-").status == 416
    assert fetch(url, If_None_Match=tag).status == 304
    assert fetch(url, If_Modified_Since=moment).status == 304
    head = fetch(url, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))


def test_a_table_comes_in_other_forms_and_keeps_its_zeros(fetch) -> None:
    url = first_file(fetch)["url"]

    plain = fetch(f"{url}?format=csv").body
    excel = fetch(f"{url}?format=csv-excel").body
    rows = json.loads(fetch(f"{url}?format=json").body)
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert excel.startswith(b"\xef\xbb\xbf")
    assert all(row["ma_truong"].startswith("0") for row in rows)
    assert fetch(f"{url}?format=nothing").status == 404


def test_the_first_version_keeps_its_address(fetch) -> None:
    file = first_file(fetch)

    assert fetch(file["version_url"]).headers["ETag"] == f'"{file["sha256"]}"'


@pytest.mark.parametrize("path", [WITHDRAWN, f"{WITHDRAWN}.json", f"/en{WITHDRAWN}"])
def test_a_withdrawn_record_is_gone_but_says_why(fetch, path: str) -> None:
    answer = fetch(path)

    assert answer.status == 410
    assert len(answer.body) > 500


@pytest.mark.parametrize(("catalog", "most"), [("open-data", 200), ("city-databases", 100)])
def test_the_lists_are_whole_in_every_form(fetch, catalog: str, most: int) -> None:
    table = fetch(f"/catalog/{catalog}.csv").body
    records = json.loads(fetch(f"/catalog/{catalog}.json").body)["records"]
    sheet = load_workbook(io.BytesIO(fetch(f"/catalog/{catalog}.xlsx").body)).active

    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert table.startswith(b"\xef\xbb\xbf")
    assert 40 <= len(records) <= most
    assert len(rows) - 1 == len(records) == sheet.max_row - 4
    assert [r["number"] for r in records] == list(range(1, len(records) + 1))


def test_search_results_agree_in_every_form(fetch) -> None:
    found = json.loads(fetch("/dataset.json?q=xe+buyt&per_page=100").body)
    rows = list(csv.reader(io.StringIO(fetch("/dataset.csv?q=xe+buyt").body.decode("utf-8-sig"))))
    feed = Xml.fromstring(fetch("/dataset.atom?q=xe+buyt&per_page=100").body)
    names = [r["name"] for r in found["results"]]

    assert found["total"] == len(names) > 0
    assert [row[1] for row in rows[1:]] == names
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == len(names)


@pytest.mark.parametrize(
    "text", ["%22", "%00", "(((", "*:*", "a" * 10_000, "%F0%9F%9A%8C", "%ff%fe", "q=q&q"]
)
def test_garbage_in_a_query_gets_a_page(fetch, text: str) -> None:
    for ending in ("", ".json", ".atom"):
        assert (
            fetch(f"/dataset{ending}?q={text}&page=99999999999999999999&organization=%00&per_page=-1").status
            == 200
        )


def test_suggestions_speak_while_typing(fetch) -> None:
    found = json.loads(fetch("/dataset/suggest?q=tru").body)

    assert set(found) == {"datasets", "organizations", "themes", "words"}
    assert found["datasets"]


def test_operators_can_ask_after_its_health(fetch) -> None:
    assert json.loads(fetch("/health/live").body)["status"] == "alive"
    assert json.loads(fetch("/health/ready").body)["status"] == "ready"


@pytest.mark.parametrize(
    ("prefix", "words"), [("", ("Dùng chung", "Dùng riêng")), ("/en", ("Shared", "Restricted"))]
)
def test_a_database_says_in_words_how_its_items_are_shared(
    fetch, prefix: str, words: tuple[str, ...]
) -> None:
    page = fetch(f"{prefix}/dataset/csdl-tai-san-cong").body.decode()

    assert ">restricted<" not in page
    assert all(word in page for word in words)


def test_a_list_of_several_pages_can_be_printed_whole(fetch) -> None:
    page = fetch("/catalog/open-data").body.decode()
    total = len(json.loads(fetch("/catalog/open-data.json").body)["records"])

    assert f"/catalog/open-data?per_page={total}" in page
    assert 'rel="next"' not in fetch(f"/catalog/open-data?per_page={total}").body.decode()


def test_a_merged_agency_leads_to_its_successor(fetch) -> None:
    page = fetch("/organization/so-thong-tin-va-truyen-thong").body.decode()

    assert page.count('href="/organization/so-khoa-hoc-va-cong-nghe"') == 2
    assert 'class="keys' not in page


def test_vietnamese_text_is_marked_on_an_english_page(fetch) -> None:
    assert '<p class="lead" lang="vi">' in fetch(f"/en{SCHOOLS}").body.decode()
    assert '<p class="lead">' in fetch(SCHOOLS).body.decode()
