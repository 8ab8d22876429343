"""Editions: frozen, complete, comparable, and nothing that is not public in them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import delete, select

from portal.access.identity import ANONYMOUS
from portal.catalog.editions import Decision
from portal.cli.checks import check_storage
from portal.cli.parts import Parts
from portal.errors import Invalid, NotFound, NotPermitted
from portal.model import Catalog, Edition, EditionRecord
from portal.model.edition import Issued
from tests.factories import City, add_file, dataset_values, make_draft

SITE = "https://data.example.vn"
FIRST = Decision("1234/QĐ-UBND", date(2026, 1, 5), "Kèm theo danh mục")
SECOND = Decision("99/QĐ-UBND", date(2026, 2, 5))


def make_published(city: City, name: str, **values: object) -> None:
    with city.services() as services:
        make_draft(services, name, **values)
        add_file(services, name)
    city.run_jobs()
    with city.services() as services:
        services.records.publish(name)


def issue(city: City, decision: Decision = FIRST) -> int:
    with city.services() as services:
        return services.editions.issue(Catalog.OPEN_DATA, decision, SITE).number


def content(city: City, form: str, number: int = 1) -> bytes:
    with city.services(ANONYMOUS) as services:
        found = services.editions.file(Catalog.OPEN_DATA, number, form)
    with city.ports.storage.open(found.key) as file:
        data = file.read()
    assert hashlib.sha256(data).hexdigest() == found.key
    assert len(data) == found.size_bytes
    return data


@pytest.fixture
def issued(city: City) -> City:
    """A city with two published datasets and a draft, whose list was issued."""
    make_published(city, "truong-thpt", title="Danh sách trường trung học phổ thông")
    make_published(city, "ben-xe", title="Bến xe khách trên địa bàn")
    with city.services() as services:
        make_draft(services, "ban-nhap", title="Bản nháp không ai được thấy")
    issue(city)
    return city


def test_every_form_holds_the_public_records_and_no_draft(issued: City) -> None:
    rows = list(csv.reader(io.StringIO(content(issued, "csv").decode("utf-8-sig"))))
    titles = ["Bến xe khách trên địa bàn", "Danh sách trường trung học phổ thông"]
    assert [row[2] for row in rows[1:]] == titles
    assert [r["title"] for r in json.loads(content(issued, "json"))["records"]] == titles
    sheet = openpyxl.load_workbook(io.BytesIO(content(issued, "xlsx"))).active
    assert sheet is not None
    assert [sheet.cell(row, 3).value for row in (5, 6)] == titles
    turtle = content(issued, "ttl").decode()
    assert all(f'dct:title "{title}"@vi' in turtle for title in titles)
    assert f"dcat:dataset <{SITE}/dataset/ben-xe>" in turtle
    assert all("nháp" not in content(issued, f).decode() for f in ("csv", "json", "ttl"))


def test_pdf_is_a4_landscape_numbered_and_in_vietnamese(issued: City) -> None:
    book = pypdfium2.PdfDocument(content(issued, "pdf"))
    width, height = book[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    text = " ".join(book[0].get_textpage().get_text_bounded().split())
    assert "Danh mục dữ liệu mở của Thành phố – Bản số 1" in text
    assert "Quyết định số 1234/QĐ-UBND ngày 05/01/2026" in text
    assert f"Trang 1/{len(book)}" in text
    assert "Bến xe khách trên địa bàn" in text
    assert "Sở Xây dựng" in text


def test_edition_stays_and_the_list_says_where_it_differs(issued: City) -> None:
    before = {form: content(issued, form) for form in ("csv", "json", "pdf", "ttl", "xlsx")}
    with issued.services() as services:
        assert services.editions.every(Catalog.OPEN_DATA).since.total == 0
        record = services.records.find("ben-xe")
        values = dataset_values(title="Bến xe và trạm dừng nghỉ")
        services.records.revise("ben-xe", values, version=record.version)
        services.records.withdraw("truong-thpt", "Trùng với danh sách của Bộ, đã bỏ.")
    make_published(issued, "cong-vien", title="Công viên và vườn hoa")

    with issued.services(ANONYMOUS) as services:
        edition, since = services.editions.since_newest(Catalog.OPEN_DATA)
        page = services.editions.page(Catalog.OPEN_DATA, 1)
    assert edition is not None
    assert [m.name for m in since.added] == ["cong-vien"]
    assert [(m.name, m.reason) for m in since.removed] == [
        ("truong-thpt", "Trùng với danh sách của Bộ, đã bỏ.")
    ]
    title = next(f for f in since.changed[0].fields if f.field == "title")
    assert (title.before, title.after) == ("Bến xe khách trên địa bàn", "Bến xe và trạm dừng nghỉ")
    assert page.since == 3
    assert [r.title for r in page.rows] == [
        "Bến xe khách trên địa bàn",
        "Danh sách trường trung học phổ thông",
    ]
    assert {form: content(issued, form) for form in before} == before

    assert issue(issued, SECOND) == 2
    with issued.services(ANONYMOUS) as services:
        _edition, changes = services.editions.changes(Catalog.OPEN_DATA, 2)
        assert changes == since
        assert services.editions.every(Catalog.OPEN_DATA).since.total == 0
        assert services.editions.page(Catalog.OPEN_DATA, 1).since is None


def test_nothing_changes_or_removes_an_edition(issued: City) -> None:
    for mapped in (Edition, EditionRecord):
        with issued.sessions() as session:
            session.delete(session.scalars(select(mapped)).first())
            with pytest.raises(Issued):
                session.flush()
    with issued.sessions() as session:
        session.scalars(select(Edition)).one().decision_number = "1/QĐ"
        with pytest.raises(Issued):
            session.flush()
    with issued.sessions() as session, pytest.raises(Issued):
        session.execute(delete(EditionRecord))


def test_only_administrators_issue(city: City) -> None:
    with pytest.raises(NotPermitted), city.services(city.steward("so-xay-dung")) as services:
        services.editions.issue(Catalog.OPEN_DATA, FIRST, SITE)


@pytest.mark.parametrize(
    ("decision", "problem"),
    [
        (Decision(" ", date(2026, 1, 5)), "decision_number"),
        (Decision(FIRST.number, date(2026, 1, 5)), "decision_number"),
        (Decision("2/QĐ-UBND", None), "decided_on"),
        (Decision("2/QĐ-UBND", date(2999, 1, 1)), "decided_on"),
    ],
)
def test_decision_is_checked(issued: City, decision: Decision, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue(issued, decision)
    assert [p.path for p in refused.value.problems] == [problem]


def test_unknown_edition_is_not_found(issued: City) -> None:
    with issued.services() as services:
        for ask in (lambda e: e.page(Catalog.OPEN_DATA, 2), lambda e: e.every("khac")):
            with pytest.raises(NotFound):
                ask(services.editions)


def test_doctor_misses_a_file_of_an_edition_that_is_gone(issued: City) -> None:
    parts = Parts(issued.settings)
    assert check_storage(parts).is_well
    with issued.services(ANONYMOUS) as services:
        lost = services.editions.file(Catalog.OPEN_DATA, 1, "pdf").key
    path = issued.ports.storage.path(lost)
    assert path is not None
    path.unlink()
    assert lost in check_storage(parts).message
    parts.engine.dispose()


def test_sample_data_says_so_in_what_is_printed(city: City) -> None:
    make_published(city, "truong-thpt", title="Danh sách trường trung học phổ thông", is_sample=True)
    issue(city)
    document = pypdfium2.PdfDocument(content(city, "pdf"))
    assert document[0].get_textpage().get_text_bounded().count("Dữ liệu mô phỏng") == 2
    sheet = openpyxl.load_workbook(io.BytesIO(content(city, "xlsx"))).active
    assert sheet is not None
    assert "Dữ liệu mô phỏng" in str(sheet.cell(2, 1).value)
    assert json.loads(content(city, "json"))["is_sample"] is True
