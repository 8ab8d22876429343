"""The front page, agencies and the steward's desk."""

from __future__ import annotations

from datetime import date

import pytest

from portal.access.identity import ANONYMOUS
from portal.catalog.usage import DOWNLOAD, VIEW, UsageCounter
from portal.errors import NotFound, NotPermitted
from portal.model import OrganizationSuccession, Role, UsageCount
from portal.text import sort_key
from tests.factories import (
    REASON,
    TODAY,
    City,
    add_file,
    make_draft,
    make_organization,
    make_promise,
    make_published,
)


def test_front_page_shows_newest_data_and_what_is_overdue(city: City) -> None:
    with city.services() as services:
        for name, day in (("cu", "2025-01-01"), ("moi", "2026-11-01"), ("giua", "2026-05-01")):
            make_draft(services, name)
            add_file(services, name, data_date=day)
            services.records.publish(name)
        make_promise(services, "tre-nhieu", planned_on="2026-06-01")
        make_promise(services, "tre-it", planned_on="2026-11-19")
        make_promise(services, "hom-nay", planned_on=TODAY.isoformat())
    city.run_jobs()
    with city.services(ANONYMOUS) as services:
        page = services.home.page()

    assert [card.name for card in page.newest] == ["moi", "giua", "cu"]
    assert [card.name for card in page.overdue] == ["tre-nhieu", "tre-it"]
    assert (page.totals.published, page.totals.overdue, page.totals.ahead) == (3, 2, 1)
    assert {line.term.code: line.count for line in page.themes if line.count} == {"education": 3}


def test_most_used_counts_a_download_as_three_views(city: City) -> None:
    with city.services() as services:
        ids = {name: make_published(services, name).id for name in ("a1", "b2", "c3")}
        services.unit.session.add_all(
            [
                UsageCount(dataset_id=ids["a1"], day=date(2026, 11, 1), views=5),
                UsageCount(dataset_id=ids["b2"], day=date(2026, 11, 1), downloads=2),
                UsageCount(dataset_id=ids["c3"], day=date(2026, 7, 1), views=500),
            ]
        )
        assert [card.name for card in services.home.page().most_used] == ["b2", "a1"]


def test_uses_are_written_in_batches_and_added_up(city: City) -> None:
    with city.services() as services:
        record = make_published(services)
    counter = UsageCounter()
    assert not counter.is_waiting()
    for kind in (VIEW, VIEW, DOWNLOAD):
        counter.add(record.id, kind)
    assert counter.is_waiting()
    for _ in range(2):
        with city.sessions.begin() as session:
            counter.flush(session)
        counter.add(record.id, VIEW)
    with city.sessions.begin() as session:
        counter.flush(session)
        row = session.query(UsageCount).one()

        assert (row.views, row.downloads) == (4, 1)
        assert not counter.is_waiting()


def test_uses_that_could_not_be_written_are_kept(city: City) -> None:
    counter = UsageCounter()
    counter.add("no such record", VIEW)
    with city.sessions() as session:
        for _ in range(2):
            with pytest.raises(Exception, match="FOREIGN KEY"):
                counter.flush(session)
            session.rollback()


def test_agencies_stand_in_vietnamese_order_with_those_merged_apart(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        page = services.organizations.all()
    labels = [line.organization.label for line in page.current]

    assert labels == sorted(labels, key=sort_key)
    assert "Sở Tài nguyên và Môi trường" not in labels
    assert "so-tai-nguyen-va-moi-truong" in [succession.former.name for succession in page.former]
    assert sum(line.totals.published for line in page.current) > 30


def test_page_of_an_agency_names_predecessors_and_counts(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        page = services.organizations.page("so-nong-nghiep-va-moi-truong")
        former = services.organizations.page("so-tai-nguyen-va-moi-truong")

    assert "so-tai-nguyen-va-moi-truong" in [p.former.name for p in page.predecessors]
    assert [link.name for link in former.successors] == ["so-nong-nghiep-va-moi-truong"]
    assert former.succeeded_on == date(2025, 3, 1)
    assert (len(page.cards), page.totals.promised) == (6, page.totals.promised)
    assert all(card.organization.name == page.organization.name for card in (*page.cards, *page.databases))


def test_agency_shows_its_next_promise_and_no_drafts(city: City) -> None:
    with city.services() as services:
        make_promise(services, "sau", planned_on="2027-03-01")
        make_promise(services, "truoc", planned_on="2026-12-01")
        make_promise(services, "tre", planned_on="2026-10-01")
        make_draft(services, "nhap", planned_on="2026-11-25")
    with city.services(ANONYMOUS) as services:
        page = services.organizations.page("so-xay-dung")

    assert page.upcoming is not None
    assert page.upcoming.name == "truoc"
    assert "nhap" not in [card.name for card in page.cards]
    with city.services(ANONYMOUS) as services, pytest.raises(NotFound):
        services.organizations.page("so-khong-co")


def test_form_offers_only_agencies_in_being(city: City) -> None:
    with city.services() as services:
        make_organization(services.unit.session, "Sở Thương mại", valid_to=date(2025, 2, 28))
        agencies = services.forms.new("open-data").references["organization"]

    assert list(agencies) == ["so-giao-duc-va-dao-tao", "so-xay-dung"]


def test_form_of_a_steward_of_one_agency_is_filled_with_it(city: City) -> None:
    with city.services(city.steward("so-xay-dung")) as services:
        form = services.forms.new("open-data")

    assert form.values["organization"] == "so-xay-dung"
    assert form.values["access_level"] == "open"
    assert list(form.references["databases"]) == ["csdl-truong-hoc"]


def test_form_of_a_record_lists_what_publication_needs(city: City) -> None:
    with city.services() as services:
        make_draft(services, licence=None, description="Ngắn quá.")
        form = services.forms.edit("truong-thpt")

    assert {path for _, path, _ in form.missing} == {"licence", "description"}


def test_desk_sorts_what_waits_into_piles(city: City) -> None:
    with city.services() as services:
        make_promise(services, "tre", planned_on="2026-11-01")
        make_promise(services, "sap-toi", planned_on="2026-12-01")
        make_promise(services, "con-lau", planned_on="2027-12-01")
        make_draft(services, "nhap", planned_on=None)
        make_draft(services, "cham")
        add_file(services, "cham", data_date="2026-01-01")
        services.records.publish("cham")
        make_draft(services, "bo", planned_on=None)
        services.records.discard("bo")
        make_promise(services, "so-khac", organization="so-giao-duc-va-dao-tao", planned_on="2026-11-01")
    with city.services(city.steward("so-xay-dung")) as services:
        pages = {name: services.desk.page(name) for name in ("", "overdue", "soon", "late", "draft", "all")}

    found = {name: [line.card.name for line in page.lines] for name, page in pages.items()}
    assert found["overdue"] == ["tre"]
    assert found["soon"] == ["sap-toi"]
    assert found["late"] == ["cham"]
    assert found["draft"] == ["nhap"]
    assert set(found[""]) == {"tre", "sap-toi", "cham", "nhap"}
    assert set(found["all"]) == {"tre", "sap-toi", "con-lau", "nhap", "cham", "csdl-truong-hoc"}
    assert all(
        pages[""].counts[name] == len(found[name]) for name in ("overdue", "soon", "late", "draft", "all")
    )
    assert [entry[2].name for entry in pages[""].calendar] == ["sap-toi"]


def test_desk_calls_data_late_when_its_badge_does(city: City) -> None:
    with city.services() as services:
        make_draft(services, "thang")
        add_file(services, "thang", data_date="2026-10-19")
        services.records.publish("thang")

    lines = []
    for _ in range(3):
        with city.services() as services:
            page = services.desk.page("late")
            card = services.desk.page("all").lines[0].card
            lines.append((str(card.promise.freshness.state), page.total, page.counts["late"]))
        city.clock.pass_days(1)

    assert lines == [("soon", 0, 0), ("late", 1, 1), ("late", 1, 1)]


def test_desk_tells_the_most_urgent_thing_of_a_record(city: City) -> None:
    with city.services() as services:
        make_promise(services, planned_on="2026-11-01")
        line = services.desk.page("overdue").lines[0]

    assert (line.tone, "19" in line.task) == ("overdue", True)


def test_desk_is_for_those_who_work_in_an_agency(city: City) -> None:
    with city.services(city.steward()) as services, pytest.raises(NotPermitted):
        services.desk.page()
    with city.services(ANONYMOUS) as services, pytest.raises(NotPermitted):
        services.desk.page()


def test_desk_finds_by_words_of_the_title(city: City) -> None:
    with city.services() as services:
        make_draft(services, "mot", title="Danh sách cầu vượt")
        make_draft(services, "hai", title="Danh sách hầm chui")
        assert [line.card.name for line in services.desk.page("all", "CẦU vuot").lines] == ["mot"]


def test_merged_agencies_lead_to_all_their_successors(city: City) -> None:
    with city.services() as services:
        session = services.unit.session
        old = make_organization(session, "Sở Quy hoạch", valid_to=date(2025, 2, 28))
        for name in ("Sở Kiến trúc", "Sở Nhà đất"):
            new = make_organization(session, name)
            step = OrganizationSuccession(
                predecessor_id=old.id, successor_id=new.id, effective_on=date(2025, 3, 1)
            )
            session.add(step)
        session.flush()
        page = services.organizations.page("so-quy-hoach")

    assert {link.name for link in page.successors} == {"so-kien-truc", "so-nha-dat"}


def test_withdrawn_record_leaves_every_overview(city: City) -> None:
    with city.services() as services:
        make_published(services)
        services.records.withdraw("truong-thpt", REASON)
    city.run_jobs()
    with city.services(ANONYMOUS) as services:
        home, agency = services.home.page(), services.organizations.page("so-xay-dung")

        assert (home.newest, home.totals.published, home.totals.withdrawn) == ((), 0, 1)
        assert (agency.cards, agency.totals.withdrawn) == ((), 1)
        assert services.reading.dataset("csdl-truong-hoc").drawn_from_it == ()


def test_reader_may_open_the_desk(city: City) -> None:
    with city.services(city.steward("so-xay-dung", role=Role.READER)) as services:
        assert [link.name for link in services.desk.page().organizations] == ["so-xay-dung"]
