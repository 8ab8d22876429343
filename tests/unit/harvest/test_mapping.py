"""What becomes of each key of a CKAN package and of a DCAT-US dataset."""

from __future__ import annotations

from typing import Any

import pytest

from portal.harvest import ckan, dcat_us
from portal.harvest.offices import is_personal_mailbox, looks_like_a_person
from portal.harvest.prose import to_text
from portal.harvest.raw import day, span
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms


def package(terms: Terms, **members: Any) -> SourceRecord:
    return ckan.read({"name": "mot-goi", "title": "Một gói dữ liệu", "notes": "", **members}, "dòng 1", terms)


def codes(record: SourceRecord) -> set[str]:
    return {problem.code for problem in record.problems}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"notes": "<p>Mỗi dòng</p>"}, {"description": "Mỗi dòng"}),
        ({"title_translated": {"vi": "Tên khác", "en": "A title"}}, {"title_en": "A title"}),
        ({"tags": [{"name": "xe buýt"}, "điểm dừng"]}, {"tags": ["xe buýt", "điểm dừng"]}),
        ({"groups": [{"name": "x", "title": "GIAO THÔNG"}]}, {"themes": ["transport"]}),
        ({"groups": [{"name": "y-te"}]}, {"themes": ["health"]}),
        ({"license_id": "cc-by"}, {"licence": "cc-by-4.0"}),
        ({"license_id": "CC-BY-4.0"}, {"licence": "cc-by-4.0"}),
        ({"license_url": "http://creativecommons.org/licenses/by/4.0/legalcode"}, {"licence": "cc-by-4.0"}),
        (
            {"license_id": "x", "license_url": "https://opendatacommons.org/licenses/odbl/"},
            {"licence": "odbl-1.0"},
        ),
        ({"license_id": "notspecified"}, {"licence": "unspecified"}),
        ({"license_id": "gpl-3.0"}, {"licence": "unspecified"}),
        ({"extras": [{"key": "frequency", "value": "R/P3M"}]}, {"update_frequency": "quarterly"}),
        ({"extras": {"accrualPeriodicity": "Hàng năm"}}, {"update_frequency": "annual"}),
        ({"frequency": "irregular"}, {"update_frequency": "as-needed"}),
        (
            {"temporal_start": "2020", "temporal_end": "2021-02"},
            {"period": {"start": "2020-01-01", "end": "2021-02-28"}},
        ),
        ({"spatial_text": "Toàn thành phố"}, {"area": "Toàn thành phố"}),
        ({"language": "{vi,en}"}, {"languages": ["vi", "en"]}),
        ({"maintainer": "Phòng Tin học"}, {"contact": "Phòng Tin học"}),
        ({"author": "Phòng Tin học", "maintainer": ""}, {"contact": "Phòng Tin học"}),
        ({"maintainer_email": "tinhoc@so.example.vn"}, {"contact_email": "tinhoc@so.example.vn"}),
        ({"url": "https://so.example.vn/du-lieu"}, {"source_note": "Theo https://so.example.vn/du-lieu"}),
        ({}, {"access_level": "open"}),
    ],
)
def test_members_of_a_package(terms: Terms, members: dict[str, Any], expected: dict[str, Any]) -> None:
    values = package(terms, **members).values
    assert {name: values.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"license_id": "gpl-3.0"}, "unknown"),
        ({"groups": [{"title": "Phép thuật"}]}, "unknown"),
        ({"extras": [{"key": "frequency", "value": "R/P9Y"}]}, "unknown"),
        ({"extras": [{"key": "mùa trăng", "value": "rằm"}]}, "not_taken"),
        ({"maintainer": "Nguyễn Văn A"}, "personal"),
        ({"maintainer_email": "a.nguyen.van@gmail.com"}, "personal"),
        ({"maintainer_email": "không phải thư"}, "email"),
        ({"title": "Rất dài " * 100}, "shortened"),
        ({"private": True}, "private"),
        ({"state": "draft"}, "draft"),
        ({"spatial": '{"type":"Point","coordinates":[105,21]}'}, "not_taken"),
        ({"temporal_start": "2026", "temporal_end": "2020"}, "order"),
        ({"resources": [{"url": "javascript:alert(1)"}]}, "url"),
        ({"resources": [{"url": "file:///etc/passwd"}]}, "url"),
        ({"resources": [{"url": "data:text/html,x"}]}, "url"),
        ({"resources": [{"url": ""}]}, "required"),
        ({"resources": [{"url": "https://a.example/x", "format": "KMZ"}]}, "unknown"),
    ],
)
def test_what_cannot_be_taken_is_reported(terms: Terms, members: dict[str, Any], code: str) -> None:
    assert code in codes(package(terms, **members))


def test_whole_package_loses_nothing_silently(terms: Terms) -> None:
    record = package(
        terms, license_id="cc-zero", isopen=True, num_tags=0, id="1", private=False, state="active"
    )
    assert record.problems == ()


def test_deleted_package_is_refused(terms: Terms) -> None:
    refusal = package(terms, state="deleted").refusal
    assert refusal is not None
    assert refusal.code == "deleted"


def test_private_package_stays_a_draft_without_access_level(terms: Terms) -> None:
    record = package(terms, private=True)
    assert record.stays_draft
    assert "access_level" not in record.values


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"format": "CSV"}, {"format": "csv"}),
        ({"format": ".XLSX"}, {"format": "xlsx"}),
        ({"mimetype": "text/csv; charset=utf-8"}, {"format": "csv"}),
        ({"format": "", "url": "https://a.example/b.geojson?x=1"}, {"format": "geojson"}),
        ({"format": "application/zip"}, {"format": "zip"}),
        ({"format": "Esri REST"}, {"format": "api", "kind": "api"}),
        ({"format": "KMZ"}, {"format": "other"}),
        ({"name": "Danh sách"}, {"title": "Danh sách"}),
        ({"name": "", "url": "https://a.example/du%20lieu.csv"}, {"title": "du lieu.csv"}),
        ({"name": "v1", "format": "csv"}, {"title": "v1 (CSV)"}),
        ({"last_modified": "2026-01-02T03:04:05.678901"}, {"data_date": "2026-01-02"}),
        ({"created": "2025-01-02T03:04:05"}, {"data_date": "2025-01-02"}),
    ],
)
def test_members_of_a_resource(terms: Terms, resource: dict[str, Any], expected: dict[str, Any]) -> None:
    (link,) = package(terms, resources=[{"url": "https://a.example/tai", **resource}]).resources
    assert {name: link.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"keyword": ["trees"]}, {"tags": ["trees"]}),
        ({"theme": ["Transportation", "Nope"]}, {"themes": ["transport"]}),
        ({"accrualPeriodicity": "R/P1M"}, {"update_frequency": "monthly"}),
        ({"modified": "R/P1W"}, {"update_frequency": "weekly"}),
        ({"temporal": "2019-01-01/2020-06-30"}, {"period": {"start": "2019-01-01", "end": "2020-06-30"}}),
        ({"temporal": [{"startDate": "2019"}]}, {"period": {"start": "2019-01-01"}}),
        ({"accessLevel": "restricted public"}, {"access_level": "shared"}),
        ({"accessLevel": "non-public"}, {"access_level": "restricted"}),
        ({"accessLevel": "perhaps"}, {"access_level": None}),
        (
            {"contactPoint": {"fn": "Data Office", "hasEmail": "mailto:d@x.example"}},
            {"contact_email": "d@x.example"},
        ),
        ({"license": "https://creativecommons.org/publicdomain/zero/1.0/"}, {"licence": "cc0-1.0"}),
        ({"dct:title": {"vi": "Tên tiếng Việt", "en": "In English"}}, {"title_en": "In English"}),
        ({"language": ["en-US"]}, {"languages": ["en"]}),
        ({"landingPage": "https://x.example/d"}, {"source_note": "Theo https://x.example/d"}),
    ],
)
def test_members_of_a_dataset(terms: Terms, members: dict[str, Any], expected: dict[str, Any]) -> None:
    values = dcat_us.read({"identifier": "1", **members}, "mục 1", terms).values
    assert {name: values.get(name) for name in expected} == expected


def test_distributions_and_documents_become_links(terms: Terms) -> None:
    record = dcat_us.read(
        {
            "title": "Trees",
            "modified": "2026-05-04",
            "describedBy": "https://x.example/dictionary",
            "distribution": [
                {"downloadURL": "https://x.example/t.csv", "mediaType": "text/csv"},
                {"accessURL": "ftp://x"},
            ],
        },
        "mục 1",
        terms,
    )
    data, dictionary = record.resources
    assert (data["format"], data["data_date"]) == ("csv", "2026-05-04")
    assert dictionary["kind"] == "documentation"
    assert codes(record) == {"url"}


def test_agency_is_named_by_itself_then_by_those_above(terms: Terms) -> None:
    publisher = {"name": "Parks", "subOrganizationOf": {"name": "City"}}
    assert dcat_us.read({"title": "x", "publisher": publisher}, "", terms).agencies == ("Parks", "City")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a < b và c > d", "a < b và c > d"),
        ("**đậm** giữ nguyên", "**đậm** giữ nguyên"),
        ("<p>Một</p><p>Hai<br>Ba</p>", "Một\n\nHai\nBa"),
        ("<ul><li>một</li><li>hai</li></ul>", "- một\n- hai"),
        ('<a href="https://x.example">xem</a>', "[xem](https://x.example)"),
        ('<a href="javascript:alert(1)">xem</a>', "xem"),
        ("<b>x</b><script>alert(1)</script>", "**x**"),
        ("Sở&nbsp;Y tế &amp; CDC", "Sở Y tế & CDC"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("2026-01-02T00:00:00Z", "2026-01-02"), ("2026", "2026-01-01"), ("02/01/2026", "2026-01-02"),
     ("2026-13", None), ("hôm qua", None), (None, None), (20260102, None),
     ({"@value": "2026-01-02"}, "2026-01-02")],
)  # fmt: skip
def test_days(raw: Any, expected: str | None) -> None:
    assert day(raw) == expected


@pytest.mark.parametrize(
    "raw", ["2019/2020", "2019 to 2020", "2019-2020", "2019 – 2020", {"startDate": "2019", "endDate": "2020"}]
)
def test_spans(raw: Any) -> None:
    assert span(raw) == {"start": "2019-01-01", "end": "2020-12-31"}


@pytest.mark.parametrize(
    ("name", "is_person"),
    [("Nguyễn Văn A", True), ("Ông Nam", True), ("Jane Roe", True), ("Phòng Quản lý vận tải", False),
     ("Department of Parks", False), ("Open Data Team", False), ("Văn phòng Sở", False), ("GIS", False)],
)  # fmt: skip
def test_persons_are_told_from_offices(name: str, is_person: bool) -> None:
    assert looks_like_a_person(name) is is_person


def test_personal_mailboxes() -> None:
    found = [
        a
        for a in ("x@gmail.com", "jane.roe@city.example", "open.data@city.example", "vt@so.vn")
        if is_personal_mailbox(a)
    ]
    assert found == ["x@gmail.com", "jane.roe@city.example"]
