"""Searching inside the data: a dataset is found by what its tables hold, and the result says in which column."""

from __future__ import annotations

import pytest

from portal.access.identity import ANONYMOUS, Identity
from portal.catalog.pages import FoundInside, SearchPage
from portal.catalog.searching import SearchRequest
from portal.model import DataDictionaryEntry, Role
from tests.factories import CSV, City, add_file, make_promise, make_published, upload

HOSPITALS = "mã,tên cơ sở,số giường\n01,Bệnh viện Bạch Mai,1900\n02,Bệnh viện Việt Đức,1500\n"


def search(city: City, text: str, identity: Identity = ANONYMOUS) -> SearchPage:
    with city.services(identity) as services:
        return services.searching.page(SearchRequest.parse({"q": [text]}))


def resource_id(city: City) -> str:
    with city.services() as services:
        return services.records.find("truong-thpt").resources[0].id


@pytest.fixture
def hospitals(city: City) -> City:
    """A city whose published dataset holds a table of hospitals, of which its description says nothing."""
    with city.services() as services:
        make_published(services)
        resource = services.records.find("truong-thpt").resources[0]
        services.resources.replace_file("truong-thpt", resource.id, upload(services, HOSPITALS))
    city.run_jobs()
    return city


@pytest.mark.parametrize("text", ["Bệnh viện Bạch Mai", "benh vien bach mai", '"Bạch Mai"', "bạch mai"])
def test_dataset_is_found_by_a_value_and_says_in_which_column(hospitals: City, text: str) -> None:
    page = search(hospitals, text)

    assert [card.name for card in page.cards] == ["truong-thpt"]
    place = FoundInside(resource_id(hospitals), "ten_co_so", "tên cơ sở", "Bệnh viện Bạch Mai")
    assert page.inside == {page.cards[0].id: place}


def test_dataset_is_found_by_the_label_of_a_column(hospitals: City) -> None:
    with hospitals.sessions.begin() as session:
        session.get_one(DataDictionaryEntry, (resource_id(hospitals), 2)).label = "Giường điều trị nội trú"
    reindex(hospitals)
    page = search(hospitals, "giường nội trú")

    assert page.inside[page.cards[0].id] == FoundInside(
        resource_id(hospitals), "so_giuong", "Giường điều trị nội trú"
    )


def test_words_of_the_title_need_no_place(hospitals: City) -> None:
    page = search(hospitals, "trường")
    assert page.cards
    assert page.inside == {}


def test_column_switched_off_is_not_searched(hospitals: City) -> None:
    with hospitals.sessions.begin() as session:
        session.get_one(DataDictionaryEntry, (resource_id(hospitals), 1)).is_searchable = False
    reindex(hospitals)

    assert search(hospitals, "Bạch Mai").cards == ()


def test_values_of_a_table_that_is_not_public_are_found_by_nobody(city: City) -> None:
    with city.services() as services:
        make_promise(services)
        add_file(services, "truong-thpt", HOSPITALS.replace("Bạch Mai", "Hippocrates"))
    city.run_jobs()
    steward = city.steward("so-xay-dung", role=Role.EDITOR)

    assert search(city, "Hippocrates").cards == search(city, "Hippocrates", steward).cards == ()


def test_new_version_forgets_the_values_of_the_old_one(hospitals: City) -> None:
    with hospitals.services() as services:
        newer = upload(services, CSV)
        services.resources.replace_file("truong-thpt", resource_id(hospitals), newer)
    hospitals.run_jobs()

    assert search(hospitals, "Bạch Mai").cards == ()
    assert search(hospitals, "Kim Liên").cards != ()


def reindex(city: City) -> None:
    with city.services() as services:
        record = services.records.find("truong-thpt")
        services.unit.outbox.add("index", {"id": record.id})
    city.run_jobs()
