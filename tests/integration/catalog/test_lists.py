"""The official lists: by agency in Vietnamese order, numbered through, with totals that match the rows."""

from __future__ import annotations

from datetime import date

import pytest

from portal.access.identity import ANONYMOUS
from portal.catalog.lists import ListRequest
from portal.catalog.pages import ListPage, ListRow
from portal.errors import NotFound
from portal.i18n import use_language
from portal.model import Catalog
from portal.text import sort_key
from tests.factories import (
    REASON,
    City,
    make_database,
    make_draft,
    make_organization,
    make_promise,
    make_published,
)

OPEN = str(Catalog.OPEN_DATA)
DATABASES = str(Catalog.CITY_DATABASES)


def listed(city: City, catalog: str = OPEN, **request: object) -> ListPage:
    with city.services(ANONYMOUS) as services:
        return services.lists.page(ListRequest(catalog, **request))  # type: ignore[arg-type]


def rows(page: ListPage) -> list[ListRow]:
    return [row for group in page.groups for row in group.rows]


def names(page: ListPage) -> list[str]:
    return [row.name for row in rows(page)]


@pytest.mark.parametrize("catalog", [OPEN, DATABASES])
def test_rows_follow_agencies_and_titles_in_vietnamese_order(sample_city: City, catalog: str) -> None:
    page = listed(sample_city, catalog, per_page=1000)
    agencies = [group.organization.label for group in page.groups]

    assert agencies == sorted(agencies, key=sort_key)
    for group in page.groups:
        assert [row.label for row in group.rows] == sorted((row.label for row in group.rows), key=sort_key)
        assert len(group.rows) == group.total


def test_agencies_with_the_letter_dd_stand_after_d(city: City) -> None:
    with city.services() as services:
        for title in ("Sở Đường sắt", "Sở Du lịch", "Sở Ẩm thực", "Sở Ăn uống"):
            organization = make_organization(services.unit.session, title)
            make_promise(services, f"du-lieu-{organization.name}", organization=organization.name)

    assert [group.organization.label for group in listed(city).groups] == [
        "Sở Ăn uống",
        "Sở Ẩm thực",
        "Sở Du lịch",
        "Sở Đường sắt",
    ]


def test_numbers_run_on_across_agencies_and_pages(sample_city: City) -> None:
    whole = listed(sample_city, per_page=1000)
    pages = [listed(sample_city, per_page=7, page=number) for number in range(1, -(-whole.total // 7) + 1)]
    joined = [row for page in pages for row in rows(page)]

    assert [row.number for row in joined] == list(range(1, whole.total + 1))
    assert [row.name for row in joined] == names(whole)
    assert pages[0].pages == len(pages)
    for page in pages:
        assert all(
            g.total == {w.organization: w.total for w in whole.groups}[g.organization] for g in page.groups
        )


@pytest.mark.parametrize("page", [-5, 0, 10**9])
def test_page_beyond_the_ends_is_the_nearest_one(sample_city: City, page: int) -> None:
    found = listed(sample_city, per_page=10, page=page)

    assert found.page == (found.pages if page > 1 else 1)
    assert rows(found)


def test_totals_are_the_numbers_of_rows(sample_city: City) -> None:
    totals = listed(sample_city).totals
    by_state = {
        state: listed(sample_city, state=state).total
        for state in ("published", "promised", "in_work", "overdue", "withdrawn")
    }

    assert by_state == {
        "published": totals.published,
        "promised": totals.ahead,
        "in_work": totals.in_work,
        "overdue": totals.overdue,
        "withdrawn": totals.withdrawn,
    }
    assert listed(sample_city).total == sum(by_state.values())
    assert totals.promised == totals.published + totals.ahead + totals.in_work + totals.overdue
    assert totals.on_time + totals.data_late == totals.published
    assert totals.databases == listed(sample_city, DATABASES).total


def test_state_filter_agrees_with_the_badges(sample_city: City) -> None:
    for state in ("published", "promised", "in_work", "overdue", "withdrawn"):
        assert {str(row.promise.state) for row in rows(listed(sample_city, state=state))} == {state}


def test_totals_of_a_chosen_agency_are_its_own(sample_city: City) -> None:
    page = listed(sample_city, organization="so-xay-dung")

    assert [group.organization.name for group in page.groups] == ["so-xay-dung"]
    assert page.total == page.totals.promised + page.totals.withdrawn


def test_words_of_the_title_filter_without_accents(sample_city: City) -> None:
    found = listed(sample_city, text="xe BUYT")

    assert found.total > 0
    assert all("xe buýt" in row.label.lower() for row in rows(found))
    assert listed(sample_city, text="zzz").total == 0
    assert listed(sample_city, text="  ").total == listed(sample_city).total


def test_unknown_agency_has_no_rows_and_an_unknown_list_no_page(city: City) -> None:
    assert listed(city, DATABASES, organization="so-khong-co").total == 0
    with pytest.raises(NotFound):
        listed(city, "secret-list")


def test_drafts_are_in_no_list(city: City) -> None:
    with city.services() as services:
        make_draft(services)
    with city.services(ANONYMOUS) as services:
        assert list(services.lists.document(ListRequest(OPEN))) == []
    assert listed(city).total == 0


def test_new_record_is_counted_at_once(city: City) -> None:
    assert listed(city).totals.promised == 0
    with city.services() as services:
        make_promise(services)
    page = listed(city)

    assert (page.total, page.totals.promised, page.totals.ahead) == (1, 1, 1)


def test_totals_follow_the_calendar(city: City) -> None:
    with city.services() as services:
        make_promise(services)
        make_published(services, "truong-khac", title="Danh sách trường tiểu học")
    city.clock.go_to(date(2027, 1, 1))
    totals = listed(city).totals

    assert (totals.ahead, totals.overdue, totals.published) == (0, 1, 1)
    assert (totals.on_promise, totals.on_time, totals.data_late) == (1, 0, 1)


def test_cells_show_terms_days_and_databases(city: City) -> None:
    with city.services() as services:
        make_promise(services)
    page = listed(city)
    cells = dict(zip((c.name for c in page.columns), rows(page)[0].cells, strict=True))

    assert cells["update_frequency"] == "Hằng tháng"
    assert cells["planned_on"] == "31/12/2026"
    assert cells["databases"] == "Cơ sở dữ liệu trường học"


def test_labels_follow_the_language(city: City) -> None:
    with city.services() as services:
        make_promise(services, title_en="Upper secondary schools")
    with use_language("en"):
        page = listed(city)

    assert rows(page)[0].label == "Upper secondary schools"
    assert "Monthly" in rows(page)[0].cells


def test_table_and_document_hold_the_whole_list(sample_city: City) -> None:
    page = listed(sample_city, per_page=1000)
    with sample_city.services(ANONYMOUS) as services:
        header, lines = services.lists.table(ListRequest(OPEN, per_page=3, page=2))
        table = list(lines)
        documents = list(services.lists.document(ListRequest(OPEN), "https://data.example.vn"))

    assert {len(line) for line in table} == {len(header)}
    assert [line[0] for line in table] == [row.number for row in rows(page)]
    assert [line[2] for line in table] == [row.label for row in rows(page)]
    assert [document["name"] for document in documents] == names(page)
    assert [document["number"] for document in documents] == [row.number for row in rows(page)]
    assert [str(row.promise.state) for row in rows(page)] == [document["state"] for document in documents]


def test_document_of_a_record_is_complete(city: City) -> None:
    with city.services() as services:
        record = make_promise(services)
        values = services.forms.edit("truong-thpt").values
        services.records.revise(
            "truong-thpt", {**values, "planned_on": "2027-01-15"}, version=record.version, reason=REASON
        )
    with city.services(ANONYMOUS) as services:
        document = next(services.lists.document(ListRequest(OPEN), "https://x.vn"))
        assert document == {"number": 1, **services.reading.record("truong-thpt", "https://x.vn")}

    assert document["plan"]["changes"] == [
        {"on": "2026-11-20", "from": "2026-12-31", "to": "2027-01-15", "reason": REASON}
    ]
    assert document["databases"][0]["url"] == "https://x.vn/dataset/csdl-truong-hoc"
    assert document["organization"]["url"] == "https://x.vn/organization/so-xay-dung"


def test_exported_days_are_days(city: City) -> None:
    with city.services() as services:
        make_published(services)
    with city.services(ANONYMOUS) as services:
        header, lines = services.lists.table(ListRequest(OPEN))
        line = dict(zip(header, next(lines), strict=True))

    assert line["Ngày hẹn công bố"] == date(2026, 12, 31)
    assert line["Ngày công bố"] == date(2026, 11, 20)


def test_databases_have_a_list_of_their_own(city: City) -> None:
    with city.services() as services:
        make_database(services, "csdl-cau-duong", title="Cơ sở dữ liệu cầu đường")

    assert names(listed(city, DATABASES)) == ["csdl-cau-duong", "csdl-truong-hoc"]
