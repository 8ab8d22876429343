"""The job that reads the table in an upload: columns, rows, and what stewards wrote of a column."""

from __future__ import annotations

import json

import pytest

from portal.access.identity import ANONYMOUS
from portal.catalog.downloads import ConvertedDownload
from portal.catalog.exploring import TableRequest
from portal.catalog.pages.exploring import TableRow
from portal.catalog.rereading import read_again, versions_of
from portal.errors import NotFound, Unavailable
from portal.model import DataDictionaryEntry, IngestState
from portal.tabular.options import ColumnOption, ReadingOptions
from tests.factories import CSV, City, add_file, make_draft, make_published, upload

BROKEN = 'a,b\n1,"begins and never ends\n' + "x,y\n" * 50


def resource_id(city: City) -> str:
    with city.services() as services:
        return services.records.find("truong-thpt").resources[0].id


def content(download: ConvertedDownload) -> str:
    export = download.open()
    if export.path is not None:
        return export.path.read_text("utf-8")
    assert export.stream is not None
    return b"".join(export.stream).decode()


def replace(city: City, content: str | bytes, filename: str = "truong.csv") -> None:
    with city.services() as services:
        newer = upload(services, content, filename)
        services.resources.replace_file("truong-thpt", resource_id(city), newer)
    city.run_jobs()


@pytest.fixture
def read(city: City) -> City:
    """A city with a published table that has been read."""
    with city.services() as services:
        make_published(services)
    city.run_jobs()
    return city


def test_table_is_shown_with_its_columns_and_rows(read: City) -> None:
    with read.services(ANONYMOUS) as services:
        page = services.exploring.table(TableRequest(resource_id(read)))
        json_rows = content(services.downloads.conversion("truong-thpt", resource_id(read), "ndjson"))

        assert [c.label for c in page.columns] == ["mã", "tên trường", "số học sinh"]
        assert page.rows[0] == TableRow(1, ("001", "Trường Kim Liên", 1200))
        assert page.row_count == 2
        assert page.columns[0].column.example == "001"
        assert json.loads(json_rows.splitlines()[0]) == {
            "ma": "001",
            "ten_truong": "Trường Kim Liên",
            "so_hoc_sinh": 1200,
        }


def test_until_it_is_read_a_table_has_a_reason_and_no_conversion(city: City) -> None:
    with city.services() as services:
        make_published(services)
    with city.services() as services:
        page = services.reading.resource("truong-thpt", resource_id(city))
        with pytest.raises(Unavailable):
            services.downloads.conversion("truong-thpt", resource_id(city), "json")

    assert (page.has_table, page.no_preview_reason != "") == (False, True)


def test_what_stewards_wrote_of_a_column_survives_a_new_version(read: City) -> None:
    with read.sessions.begin() as session:
        entry = session.get_one(DataDictionaryEntry, (resource_id(read), 2))
        entry.label, entry.unit, entry.description = "Số học sinh", "người", "Đầu năm học"
    replace(read, "tên trường,số học sinh,quận\nKim Liên,1250,Đống Đa\n")
    with read.services() as services:
        columns = services.exploring.columns(resource_id(read)).columns

    assert [c.column.name for c in columns] == ["tên trường", "số học sinh", "quận"]
    assert (columns[1].label, columns[1].unit, columns[1].description) == (
        "Số học sinh",
        "người",
        "Đầu năm học",
    )
    assert (columns[1].column.example, columns[2].label) == ("1250", "quận")


def test_file_that_cannot_be_read_says_so_and_the_older_table_stays(read: City) -> None:
    replace(read, BROKEN, "hong.csv")
    with read.services() as services:
        resource = services.records.find("truong-thpt").resources[0]
        page = services.reading.resource("truong-thpt", resource.id)
        served = services.downloads.conversion("truong-thpt", resource.id, "csv")

        assert resource.current_version is not None
        assert resource.current_version.ingest_state == IngestState.FAILED
        assert page.warnings != ()
        assert (page.resource.table_number, page.resource.row_count) == (1, 2)
        assert services.exploring.table(TableRequest(resource.id)).rows[0].cells[1] == "Trường Kim Liên"
        assert "Kim Liên" in content(served)
        with pytest.raises(NotFound):
            services.downloads.conversion("truong-thpt", resource.id, "csv", number=2)


def test_table_replaced_before_publication_serves_nobody_but_its_agency(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, "truong-thpt", CSV)
    city.run_jobs()
    replace(city, BROKEN, "hong.csv")
    with city.services() as services:
        services.protection.allow_file(
            "truong-thpt", resource_id(city), "Trưởng phòng đã kiểm tra từng dòng của tệp"
        )
        services.records.publish("truong-thpt")

    with city.services(ANONYMOUS) as services:
        page = services.reading.resource("truong-thpt", resource_id(city))
        assert (page.has_table, page.resource.row_count) == (False, None)
        with pytest.raises(NotFound):
            services.downloads.conversion("truong-thpt", resource_id(city), "csv")
    with city.services(city.steward("so-xay-dung")) as services:
        assert services.reading.resource("truong-thpt", resource_id(city)).resource.row_count == 2


def test_column_that_returns_has_what_was_written_of_it(read: City) -> None:
    with read.sessions.begin() as session:
        session.get_one(DataDictionaryEntry, (resource_id(read), 2)).label = "Số học sinh"
    replace(read, "mã\n001\n")
    with read.services() as services:
        assert [c.column.name for c in services.exploring.columns(resource_id(read)).columns] == ["mã"]
    replace(read, CSV)
    with read.services() as services:
        columns = services.exploring.columns(resource_id(read)).columns

    assert [c.column.name for c in columns] == ["mã", "tên trường", "số học sinh"]
    assert columns[2].label == "Số học sinh"


def test_failed_reading_waits_on_the_desk(read: City) -> None:
    replace(read, BROKEN, "hong.csv")
    with read.services() as services:
        page = services.desk.page("failed")

    assert [(line.card.name, line.tone) for line in page.lines] == [("truong-thpt", "overdue")]
    assert "hong.csv" in page.lines[0].task


def test_file_that_is_no_table_is_offered_as_it_is(city: City) -> None:
    with city.services() as services:
        make_published(services)
    replace(city, "<kml><Document/></kml>", "truong.kml")
    with city.services() as services:
        resource = services.records.find("truong-thpt").resources[0]
        page = services.reading.resource("truong-thpt", resource.id)

        assert [link.format for link in page.resource.downloads] == [""]
        with pytest.raises(NotFound):
            services.downloads.conversion("truong-thpt", resource.id, "json")


def test_reading_twice_changes_nothing(read: City) -> None:
    with read.services() as services:
        version = services.records.find("truong-thpt").resources[0].current_version_id
        services.unit.outbox.add("ingest", {"version_id": version})
        services.unit.outbox.add("ingest", {"version_id": "unknown"})
    read.run_jobs()
    with read.services() as services:
        assert services.reading.resource("truong-thpt", resource_id(read)).resource.row_count == 2


def test_lost_table_is_made_anew_from_the_original(read: City) -> None:
    with read.services() as services:
        found = services.tables.find(resource_id(read))
        services.ports.storage.delete(found.table.version)
        with pytest.raises(Unavailable):
            services.tables.find(resource_id(read))
        assert read_again(services.unit, versions_of(services.unit, [resource_id(read)])) == 1
    read.run_jobs()

    with read.services(ANONYMOUS) as services:
        assert services.tables.find(resource_id(read)).table.path.is_file()


def tables(city: City) -> list[str]:
    """The stored tables of the versions, newest first."""
    with city.services() as services:
        versions = services.resources.find("truong-thpt", resource_id(city)).versions
        return [version.table.storage_key for version in versions if version.table]


def protect_names(city: City, how: str) -> None:
    with city.services() as services:
        services.table_reading.save(
            "truong-thpt",
            resource_id(city),
            ReadingOptions(columns={"tên trường": ColumnOption(protection=how)}),
            {},
            version=services.resources.find("truong-thpt", resource_id(city)).version,
        )
    city.run_jobs()


def test_table_that_was_replaced_is_deleted_unless_another_version_has_the_same(read: City) -> None:
    with read.services() as services:
        storage = services.ports.storage
    (whole,) = tables(read)
    protect_names(read, "drop")
    (without_names,) = tables(read)
    assert (storage.exists(whole), storage.exists(without_names)) == (False, True)

    replace(read, CSV)
    assert tables(read) == [without_names, without_names]
    protect_names(read, "mask")
    assert tables(read)[1] == without_names != tables(read)[0]
    assert all(map(storage.exists, tables(read)))


def test_table_serves_while_it_is_read_again(read: City) -> None:
    with read.services() as services:
        read_again(services.unit, versions_of(services.unit, None))
    with read.services(ANONYMOUS) as services:
        assert services.tables.find(resource_id(read)).table.row_count == 2
        assert services.tables.find(resource_id(read), number=1).table.row_count == 2


def test_new_version_says_which_columns_changed(read: City) -> None:
    replace(read, "mã,số học sinh,quận\n001,nhiều,Đống Đa\n")
    with read.services() as services:
        version = services.records.find("truong-thpt").resources[0].current_version
        assert version is not None
        assert version.ingest_report["changes"] == {
            "added": ["quận"],
            "removed": ["tên trường"],
            "retyped": ["số học sinh"],
        }
