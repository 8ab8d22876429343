"""Files and links of a record: added, replaced, ordered, taken off; no byte ever uploaded is lost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.errors import Invalid, NotFound
from portal.model import ResourceVersion
from tests.factories import CSV, REASON, TODAY, City, add_file, make_draft, make_published, upload

XLSX_HEAD = b"PK\x03\x04"
LINK = {"title": "Bản đồ trường học", "url": "https://ban-do.example.vn/truong", "format": "wms"}


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [p.code for p in error.value.problems]


def test_file_shows_size_type_and_title_from_its_name(city: City) -> None:
    with city.services() as services:
        make_published(services)
        add_file(services, "truong-thpt", filename="Danh_sách trường 2026.csv")
        card = services.reading.dataset("truong-thpt").resources[1]

    assert card.label == "Danh sách trường 2026"
    assert card.filename == "Danh_sách trường 2026.csv"
    assert (card.size_bytes, card.format and card.format.code) == (len(CSV.encode()), "csv")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\nam\\số liệu.csv", "số liệu.csv"),
        ('a"b<c>|?*:.csv', "abc.csv"),
        ("tên\n có\x00 dòng.csv", "tên có dòng.csv"),
        ("hoà bình.csv", "hòa bình.csv"),
        ("x" * 400 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_name_of_a_file_is_made_safe(city: City, sent: str, kept: str) -> None:
    with city.services() as services:
        make_draft(services)
        resource = add_file(services, "truong-thpt", filename=sent)

        assert resource.current_version is not None
        assert resource.current_version.filename == kept


def test_file_that_is_not_what_its_name_says_is_refused(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        with pytest.raises(Invalid) as error:
            add_file(services, "truong-thpt", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "bang.csv")
        assert services.records.find("truong-thpt").resources == []

    assert [p.path for p in error.value.problems] == ["file"]


def test_replaced_file_keeps_the_old_version_under_its_number(city: City) -> None:
    with city.services() as services:
        make_published(services)
        resource = services.records.find("truong-thpt").resources[0]
        city.clock.pass_days(40)
        newer = upload(services, CSV + "003,Trường Ba Đình,800\n", "truong-moi.csv")
        services.resources.replace_file("truong-thpt", resource.id, newer)
    with city.services() as services:
        page = services.reading.resource("truong-thpt", resource.id)
        old = services.downloads.original("truong-thpt", resource.id, 1)
        new = services.downloads.original("truong-thpt", resource.id)

        assert [(v.number, v.is_current) for v in page.versions] == [(2, True), (1, False)]
        with old.open() as file:
            assert (file.read().decode(), old.filename) == (CSV, "truong.csv")
        assert new.filename == "truong-moi.csv"


def test_replacing_makes_the_data_fresh(city: City) -> None:
    with city.services() as services:
        make_published(services)
        resource = services.records.find("truong-thpt").resources[0]
        city.clock.pass_days(40)
        newer = upload(services, CSV + "\n")
        services.resources.replace_file("truong-thpt", resource.id, newer, date(2026, 12, 25))
        record = services.records.find("truong-thpt")

        assert (record.data_changed_on, record.due_on) == (date(2026, 12, 25), date(2027, 1, 25))


def test_link_needs_a_web_address(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        resource = services.resources.add_link("truong-thpt", LINK)
        assert (resource.url, resource.format) == (LINK["url"], "wms")
        for address in (None, "", "javascript:alert(1)", "ftp://a.vn", "https://"):
            with pytest.raises(Invalid):
                services.resources.add_link("truong-thpt", {**LINK, "url": address})


def test_formats_and_data_day_come_from_data_not_from_documentation(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, "truong-thpt", data_date="2026-10-01")
        add_file(services, "truong-thpt", data_date="2026-09-01")
        add_file(services, "truong-thpt", b'{"a": 1}', "a.json", data_date="2026-11-01", kind="documentation")
        record = services.records.find("truong-thpt")

        assert (record.formats, record.data_changed_on) == (["csv"], date(2026, 10, 1))


def test_data_without_a_day_is_as_old_as_its_upload(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, "truong-thpt")

        assert services.records.find("truong-thpt").data_changed_on == TODAY


def test_removed_file_leaves_the_page_and_stays_stored(city: City) -> None:
    with city.services() as services:
        make_published(services)
        kept = add_file(services, "truong-thpt", data_date="2026-01-01")
        gone = services.records.find("truong-thpt").resources[0]
        services.resources.remove("truong-thpt", gone.id, REASON)
    with city.services() as services:
        page = services.reading.dataset("truong-thpt")
        keys = services.unit.session.scalars(select(ResourceVersion.storage_key)).all()

        assert [card.id for card in page.resources] == [kept.id]
        assert services.records.find("truong-thpt").data_changed_on == date(2026, 1, 1)
        assert all(map(services.ports.storage.exists, keys))
        assert len(keys) == 2
        with pytest.raises(NotFound):
            services.reading.resource("truong-thpt", gone.id)
        with pytest.raises(NotFound):
            services.downloads.original("truong-thpt", gone.id)


def test_published_record_keeps_one_file_and_says_why_another_goes(city: City) -> None:
    with city.services() as services:
        make_published(services)
        only = services.records.find("truong-thpt").resources[0]
        with pytest.raises(Invalid) as error:
            services.resources.remove("truong-thpt", only.id, REASON)
        assert codes(error) == ["last"]
        add_file(services, "truong-thpt")
        with pytest.raises(Invalid) as error:
            services.resources.remove("truong-thpt", only.id, " ")
        assert codes(error) == ["too_short"]


def test_files_move_up_and_down_but_not_over_the_edge(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        ids = {add_file(services, "truong-thpt", title=f"Tệp {n}").id: n for n in (1, 2, 3)}
        first, _, third = ids

    def order() -> list[int]:
        with city.services() as services:
            return [ids[card.id] for card in services.reading.dataset("truong-thpt").resources]

    for resource_id, up, expected in (
        (first, True, [1, 2, 3]),
        (third, True, [1, 3, 2]),
        (third, True, [3, 1, 2]),
        (third, False, [1, 3, 2]),
        (first, False, [3, 1, 2]),
    ):
        with city.services() as services:
            services.resources.move("truong-thpt", resource_id, up=up)
        assert order() == expected


def test_file_of_another_record_is_not_found(city: City) -> None:
    with city.services() as services:
        make_published(services)
        make_published(services, "truong-khac")
        other = services.records.find("truong-khac").resources[0].id
        for act in (services.reading.resource, services.resources.find, services.downloads.original):
            with pytest.raises(NotFound):
                act("truong-thpt", other)


def test_revised_title_is_written_into_the_history(city: City) -> None:
    with city.services() as services:
        make_published(services)
        resource = services.records.find("truong-thpt").resources[0]
        services.resources.revise(
            "truong-thpt", resource.id, {"title": "Danh sách trường, 11/2026"}, version=resource.version
        )
        line = services.reading.history("truong-thpt")[0]

    assert (line.action, line.details[0][1:]) == ("revise_resource", ("truong", "Danh sách trường, 11/2026"))


def test_bad_description_of_a_file_changes_nothing(city: City) -> None:
    with city.services() as services:
        make_published(services)
    with city.services() as services:
        resource = services.records.find("truong-thpt").resources[0]
        with pytest.raises(Invalid):
            services.resources.revise("truong-thpt", resource.id, {"title": "x"}, version=resource.version)
    with city.services() as services:
        assert services.records.find("truong-thpt").resources[0].title == "truong"
