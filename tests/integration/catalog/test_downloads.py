"""Who may download what: published and open data everybody, the rest its agency, withdrawn data nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.access.identity import ANONYMOUS, Identity
from portal.catalog.table_reading import ColumnWords
from portal.errors import Gone, NotFound, Unavailable
from portal.model import Role
from portal.services import Services
from portal.tabular.options import ReadingOptions
from tests.factories import CSV, REASON, City, add_file, make_draft, make_promise, make_published, upload


def resource_of(city: City) -> str:
    with city.services() as services:
        return services.records.find("truong-thpt").resources[0].id


def read(city: City, identity: Identity = ANONYMOUS, number: int | None = None) -> bytes:
    resource_id = resource_of(city)
    with city.services(identity) as services:
        download = services.downloads.original("truong-thpt", resource_id, number)
    with download.open() as file:
        return file.read()


def test_published_open_file_is_for_everybody_as_it_came(city: City) -> None:
    with city.services() as services:
        make_published(services)
    city.run_jobs()

    assert read(city) == read(city, number=1) == CSV.encode()


def test_an_upload_replaced_before_publication_never_becomes_public(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        resource = add_file(services, "truong-thpt", CSV + "004,Cột chưa che,1\n")
        services.resources.replace_file("truong-thpt", resource.id, upload(services))
        services.records.publish("truong-thpt")
        services.resources.replace_file("truong-thpt", resource.id, upload(services, CSV + "005,Mới,2\n"))
        resource_id = resource.id
    city.run_jobs()

    with city.services(ANONYMOUS) as services:
        page = services.reading.resource("truong-thpt", resource_id)
        assert [v.number for v in page.versions] == [3, 2]
    assert read(city, number=2) == CSV.encode()
    with pytest.raises(NotFound):
        read(city, number=1)
    assert b"004" in read(city, city.steward("so-xay-dung"), number=1)


def with_file(state: str, access_level: str) -> Callable[[Services], None]:
    def make(services: Services) -> None:
        make = make_draft if state == "draft" else make_promise
        make(services, access_level=access_level)
        add_file(services, "truong-thpt")
        if state == "published":
            services.records.publish("truong-thpt")

    return make


@pytest.mark.parametrize(
    ("state", "access_level"),
    [("draft", "open"), ("promised", "open"), ("published", "shared"), ("published", "restricted")],
)
def test_other_files_are_for_their_agency_only(city: City, state: str, access_level: str) -> None:
    with city.services() as services:
        with_file(state, access_level)(services)
    city.run_jobs()
    for stranger in (ANONYMOUS, city.steward("so-giao-duc-va-dao-tao", role=Role.APPROVER)):
        with pytest.raises(NotFound):
            read(city, stranger)
        with pytest.raises(NotFound):
            read(city, stranger, number=1)
        with city.services(stranger) as services, pytest.raises(NotFound):
            services.downloads.conversion("truong-thpt", resource_of(city), "csv")
        with city.services(stranger) as services, pytest.raises(NotFound):
            services.reading.resource("truong-thpt", resource_of(city))
        if state != "draft":
            with city.services(stranger) as services:
                assert services.reading.dataset("truong-thpt").resources == ()
                assert services.reading.record("truong-thpt")["resources"] == []

    assert read(city, city.steward("so-xay-dung", role=Role.READER)) == CSV.encode()


def test_withdrawn_file_is_gone_for_everybody(city: City) -> None:
    steward = city.steward("so-xay-dung")
    with city.services() as services:
        make_published(services)
        services.records.withdraw("truong-thpt", REASON)
    for identity in (ANONYMOUS, steward):
        with city.services(identity) as services:
            for act in (services.downloads.original, services.reading.resource):
                with pytest.raises(Gone):
                    act("truong-thpt", resource_of_withdrawn(city))
            with pytest.raises(Gone):
                services.downloads.conversion("truong-thpt", resource_of_withdrawn(city), "csv")
            assert services.reading.dataset("truong-thpt").resources == ()
            assert services.reading.record("truong-thpt")["resources"] == []


def resource_of_withdrawn(city: City) -> str:
    with city.services() as services:
        return services.records.find("truong-thpt").resources[0].id


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_version_that_never_was_is_not_found(city: City, number: int) -> None:
    with city.services() as services:
        make_published(services)
    with pytest.raises(NotFound):
        read(city, number=number)


def test_unknown_conversion_is_not_found_and_names_the_known_ones(city: City) -> None:
    with city.services() as services:
        make_published(services)
    with city.services(ANONYMOUS) as services, pytest.raises(NotFound, match="csv"):
        services.downloads.conversion("truong-thpt", resource_of(city), "exe")


def test_link_has_nothing_to_download(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        link = services.resources.add_link("truong-thpt", {"title": "Bản đồ", "url": "https://a.vn/b"})
        with pytest.raises(NotFound):
            services.downloads.original("truong-thpt", link.id)


def test_lost_file_is_said_before_the_first_byte(city: City) -> None:
    with city.services() as services:
        make_published(services)
    city.run_jobs()
    with city.services() as services:
        version = services.records.find("truong-thpt").resources[0].current_version
        assert version is not None
        assert version.table is not None
        for key in (version.storage_key, version.table.storage_key):
            services.ports.storage.delete(key)
        with pytest.raises(Unavailable):
            services.downloads.original("truong-thpt", resource_of(city))
        with pytest.raises(Unavailable):
            services.downloads.conversion("truong-thpt", resource_of(city), "json")


def test_a_conversion_is_another_one_once_its_columns_mean_something_else(city: City) -> None:
    with city.services() as services:
        make_published(services)
    city.run_jobs()
    resource_id = resource_of(city)
    etags = []
    for meaning in ("code", "name"):
        with city.services() as services:
            resource = services.resources.find("truong-thpt", resource_id)
            names = {entry.name: ColumnWords(semantic=meaning) for entry in resource.known_columns}
            services.table_reading.save(
                "truong-thpt", resource_id, ReadingOptions(), names, version=resource.version
            )
        with city.services() as services:
            etags.append(services.downloads.conversion("truong-thpt", resource_id, "geojson").etag)
    assert etags[0] != etags[1]
