"""The index is derived: it is compared with the database, mended, built anew, and moves with the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from portal.catalog.indexing import IndexReport
from portal.catalog.searching import SearchRequest
from portal.search.protocol import SearchDocument
from portal.text import sort_key
from tests.factories import City, dataset_values, make_draft, make_promise, make_published


def check(city: City) -> IndexReport:
    with city.indexing() as indexing:
        return indexing.check()


def synchronise(city: City) -> IndexReport:
    with city.indexing() as indexing:
        return indexing.synchronise()


def total(city: City, **filters: str) -> int:
    with city.services() as services:
        return services.searching.page(SearchRequest(filters={k: (v,) for k, v in filters.items()})).total


@pytest.fixture
def indexed(city: City) -> City:
    """A database, a promise and a draft, all in the index."""
    with city.services() as services:
        make_promise(services, "hen")
        make_draft(services, "nhap")
    with city.indexing() as indexing:
        indexing.rebuild()
    return city


def test_index_after_a_rebuild_is_current(indexed: City) -> None:
    assert check(indexed) == IndexReport(records=3, missing=0, stale=0, surplus=0)
    assert check(indexed).is_current


def test_lost_updates_are_found_and_mended(indexed: City) -> None:
    with indexed.services() as services:
        make_published(services, "moi")
        values = dataset_values(title="Danh sách trường, tên mới")
        services.records.revise("hen", values, version=services.records.find("hen").version)
        services.records.discard("nhap")
    expected = IndexReport(records=3, missing=1, stale=1, surplus=1)

    assert check(indexed) == expected
    assert synchronise(indexed) == expected
    assert check(indexed).is_current
    assert total(indexed) == 3


def test_foreign_entry_is_deleted(indexed: City) -> None:
    indexed.ports.search.index([SearchDocument("unknown", "Không có trong cơ sở dữ liệu")])

    assert synchronise(indexed).surplus == 1
    assert total(indexed) == 3


def test_passing_day_makes_a_promise_overdue_in_the_index(indexed: City) -> None:
    assert (total(indexed, state="promised"), total(indexed, state="overdue")) == (1, 0)
    indexed.clock.go_to(date(2027, 1, 1))

    assert check(indexed).stale == 1
    synchronise(indexed)
    assert (total(indexed, state="promised"), total(indexed, state="overdue")) == (0, 1)


def test_passing_day_makes_data_late_in_the_index(indexed: City) -> None:
    with indexed.services() as services:
        make_published(services, "hang-thang")
    indexed.run_jobs()
    assert total(indexed, freshness="late") == 0
    indexed.clock.go_to(date(2026, 12, 22))
    synchronise(indexed)

    assert total(indexed, freshness="late") == 1


def test_ordinary_work_leaves_the_index_current(indexed: City) -> None:
    with indexed.services() as services:
        make_published(services, "cong-bo")
        services.records.make_promise("nhap")
        services.records.withdraw("hen", "Trùng với một bộ dữ liệu khác của thành phố.")
    indexed.run_jobs()

    assert check(indexed) == IndexReport(records=3, missing=0, stale=0, surplus=0)


def test_years_come_from_the_period_and_the_newest_data(city: City) -> None:
    with city.services() as services:
        make_promise(services, "ky", period={"start": "2019-01-01", "end": "2021-12-31"})
        make_published(services, "den-nay", period={"start": "2025-05-01"})
        make_published(services, "chi-co-cuoi", period={"end": "2018-12-31"})
        make_published(services, "khong-ky")
    city.run_jobs()
    found = {str(year): total(city, year=str(year)) for year in range(2017, 2028)}

    assert {year: n for year, n in found.items() if n} == {
        "2018": 1,
        "2019": 1,
        "2020": 1,
        "2021": 1,
        "2025": 1,
        "2026": 2,
    }


def test_results_sort_by_title_as_the_lists_do(indexed: City) -> None:
    with indexed.services() as services:
        for title in ("Đường bộ cao tốc", "Dân số theo phường", "Ẩm thực đường phố", "Âm thanh môi trường"):
            make_promise(services, f"sap-{title[:3].encode().hex()}", title=title)
    indexed.run_jobs()
    with indexed.services() as services:
        labels = [card.label for card in services.searching.page(SearchRequest(sort="title")).cards]

    assert labels == sorted(labels, key=sort_key)
    assert labels[0] == "Âm thanh môi trường"
