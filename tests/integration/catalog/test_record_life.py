"""The life of a record: draft, promise, publication, revision, tombstone; and what may not happen to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.access.identity import ANONYMOUS
from portal.catalog.promise import PublicState
from portal.errors import Invalid, NotFound, NotPermitted
from portal.model import Activity, Catalog, Dataset, PublicationPlan, RecordState, Role
from tests.factories import (
    REASON,
    TODAY,
    City,
    add_file,
    dataset_values,
    make_draft,
    make_promise,
    make_published,
)


def problems_of(error: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {p.path: p.code for p in error.value.problems}


def test_draft_is_seen_by_its_agency_only(city: City) -> None:
    with city.services() as services:
        make_draft(services)
    with city.services(city.steward("so-xay-dung", role=Role.READER)) as services:
        assert services.reading.dataset("truong-thpt").state == PublicState.DRAFT
    for stranger in (ANONYMOUS, city.steward("so-giao-duc-va-dao-tao")):
        with city.services(stranger) as services, pytest.raises(NotFound):
            services.reading.dataset("truong-thpt")


def test_promise_is_public_with_its_day(city: City) -> None:
    with city.services() as services:
        make_promise(services)
    with city.services(ANONYMOUS) as services:
        page = services.reading.dataset("truong-thpt")

    assert (page.state, page.promise.planned_on) == (PublicState.PROMISED, date(2026, 12, 31))
    assert page.promise.days_left == 41
    assert page.promise.inventory == (("csdl-truong-hoc", "Cơ sở dữ liệu trường học"),)


def test_promise_becomes_overdue_by_the_calendar_alone(city: City) -> None:
    with city.services() as services:
        make_promise(services)
    city.clock.go_to(date(2027, 1, 1))
    with city.services(ANONYMOUS) as services:
        page = services.reading.dataset("truong-thpt")

    assert (page.state, page.promise.days_left) == (PublicState.OVERDUE, -1)


def test_moved_promise_keeps_the_old_day_and_the_reason(city: City) -> None:
    with city.services() as services:
        record = make_promise(services)
        services.records.revise(
            "truong-thpt", dataset_values(planned_on="2027-02-28"), version=record.version, reason=REASON
        )
    with city.services(ANONYMOUS) as services:
        page = services.reading.dataset("truong-thpt")

    assert (page.promise.first_planned_on, page.promise.planned_on) == (date(2026, 12, 31), date(2027, 2, 28))
    assert page.promise.moves == 1
    assert [line.action for line in page.plan_history] == ["reschedule", "promise"]
    assert page.plan_history[0].comment == REASON
    assert "31/12/2026" in page.plan_history[0].text


def test_moves_on_one_day_stay_in_order(city: City) -> None:
    with city.services() as services:
        make_promise(services)
        for day in ("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"):
            version = services.records.find("truong-thpt").version
            values = dataset_values(planned_on=day)
            services.records.revise("truong-thpt", values, version=version, reason=REASON)
    with city.services() as services:
        lines = services.reading.dataset("truong-thpt").plan_history

    assert [line.text[-11:-1] for line in lines[:4]] == [
        "30/04/2027",
        "31/03/2027",
        "28/02/2027",
        "31/01/2027",
    ]


def test_public_promise_does_not_move_without_a_reason(city: City) -> None:
    with city.services() as services:
        record = make_promise(services)
        with pytest.raises(Invalid) as error:
            services.records.revise(
                "truong-thpt", dataset_values(planned_on="2027-02-28"), version=record.version, reason="bận"
            )

    assert problems_of(error) == {"plan_reason": "required"}


def test_day_of_a_draft_moves_freely(city: City) -> None:
    with city.services() as services:
        record = make_draft(services)
        services.records.revise(
            "truong-thpt", dataset_values(planned_on="2027-02-28"), version=record.version
        )
        plan = services.unit.session.get_one(PublicationPlan, record.id)

        assert (plan.planned_on, plan.first_planned_on, plan.changes) == (date(2027, 2, 28),) * 2 + ([],)


def test_published_dataset_says_how_it_kept_its_promise(city: City) -> None:
    with city.services() as services:
        make_published(services, planned_on="2026-11-10")
        promise = services.reading.dataset("truong-thpt").promise

    assert (promise.state, promise.published_on, promise.days_late) == (PublicState.PUBLISHED, TODAY, 10)


def test_unpromised_dataset_is_promised_for_the_day_it_is_published(city: City) -> None:
    with city.services() as services:
        make_draft(services, planned_on=None)
        add_file(services, "truong-thpt")
        services.records.publish("truong-thpt")
        promise = services.reading.dataset("truong-thpt").promise

    assert (promise.planned_on, promise.first_planned_on, promise.days_late) == (TODAY, TODAY, 0)


def test_publication_says_everything_that_is_missing_and_changes_nothing(city: City) -> None:
    with city.services() as services:
        make_draft(services, planned_on=None, licence=None, description="Ngắn quá.")
        with pytest.raises(Invalid) as error:
            services.records.publish("truong-thpt")
    with city.services() as services:
        record = services.records.find("truong-thpt")
        assert (record.state, record.plan) == (RecordState.DRAFT, None)

    assert problems_of(error) == {"description": "too_short", "licence": "required", "resources": "required"}


def test_removed_files_do_not_count_for_a_publication(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        resource = add_file(services, "truong-thpt")
        services.resources.remove("truong-thpt", resource.id, "")
        with pytest.raises(Invalid) as error:
            services.records.publish("truong-thpt")

    assert problems_of(error) == {"resources": "required"}


def test_published_record_keeps_what_publication_needs(city: City) -> None:
    with city.services() as services:
        record = make_published(services)
        with pytest.raises(Invalid) as error:
            services.records.revise("truong-thpt", dataset_values(contact=None), version=record.version)

    assert problems_of(error) == {"contact": "required"}


def test_revision_is_written_down_with_old_and_new(city: City) -> None:
    steward = city.steward("so-xay-dung")
    with city.services() as services:
        make_published(services)
    with city.services(steward) as services:
        version = services.records.find("truong-thpt").version
        values = dataset_values(title="Danh sách trường phổ thông công lập")
        services.records.revise("truong-thpt", values, version=version)
        line = services.reading.history("truong-thpt")[0]

    assert (line.action, line.who) == ("revise", steward.login)
    assert ("Danh sách trường trung học phổ thông", "Danh sách trường phổ thông công lập") in {
        detail[1:] for detail in line.details
    }


def test_revision_without_a_difference_leaves_no_trace(city: City) -> None:
    with city.services() as services:
        record = make_published(services)
        modified_at = record.modified_at
        city.clock.pass_days(3)
        services.records.revise("truong-thpt", dataset_values(), version=record.version)
        actions = [line.action for line in services.reading.history("truong-thpt")]

        assert record.modified_at == modified_at
        assert "revise" not in actions


def test_withdrawn_record_keeps_a_page_that_says_when_why_and_what_instead(city: City) -> None:
    with city.services() as services:
        make_published(services)
        make_published(services, "truong-moi", title="Danh sách trường học, bản mới")
        services.records.withdraw("truong-thpt", REASON, replaced_by="truong-moi")
    with city.services(ANONYMOUS) as services:
        page = services.reading.dataset("truong-thpt")

    assert (page.state, page.promise.withdrawn_on, page.withdrawal_reason) == (
        PublicState.WITHDRAWN,
        TODAY,
        REASON,
    )
    assert page.replaced_by is not None
    assert page.replaced_by.name == "truong-moi"
    assert page.resources == ()


def test_withdrawal_needs_a_reason_that_people_can_read(city: City) -> None:
    with city.services() as services:
        make_published(services)
        with pytest.raises(Invalid) as error:
            services.records.withdraw("truong-thpt", "sai", replaced_by="khong-co")

    assert problems_of(error) == {"reason": "too_short", "replaced_by": "unknown"}


def test_draft_cannot_be_withdrawn_nor_a_public_record_discarded(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        with pytest.raises(Invalid) as error:
            services.records.withdraw("truong-thpt", REASON)
        assert problems_of(error) == {"state": "state"}
        services.records.make_promise("truong-thpt")
        with pytest.raises(Invalid) as error:
            services.records.discard("truong-thpt")
        assert problems_of(error) == {"state": "state"}


def test_withdrawn_record_cannot_be_edited(city: City) -> None:
    with city.services() as services:
        record = make_published(services)
        services.records.withdraw("truong-thpt", REASON)
        with pytest.raises(Invalid) as error:
            services.records.revise("truong-thpt", dataset_values(), version=record.version)
        with pytest.raises(NotFound):
            services.forms.edit("truong-thpt")

    assert problems_of(error) == {"state": "state"}


def test_withdrawn_record_is_not_published_again_behind_its_reason(city: City) -> None:
    with city.services() as services:
        make_published(services)
        services.records.withdraw("truong-thpt", REASON)
        with pytest.raises(Invalid) as error:
            services.records.publish("truong-thpt")
        assert services.records.find("truong-thpt").withdrawal_reason == REASON

    assert problems_of(error) == {"state": "state"}


def test_discarded_draft_frees_its_name_and_keeps_its_history(city: City) -> None:
    with city.services() as services:
        old = make_draft(services)
        services.records.discard("truong-thpt")
        with pytest.raises(NotFound):
            services.reading.dataset("truong-thpt")
        new = make_draft(services)
        acts = services.unit.session.scalars(select(Activity.action).where(Activity.dataset_id == old.id))

        assert new.id != old.id
        assert sorted(acts) == ["create", "discard"]


def test_names_come_from_titles_and_are_unique(city: City) -> None:
    with city.services() as services:
        values = dataset_values(title="Đường sắt đô thị: Cát Linh – Hà Đông")
        names = [services.records.create(Catalog.OPEN_DATA, values).name for _ in range(3)]

    assert names == [f"duong-sat-do-thi-cat-linh-ha-dong{end}" for end in ("", "-2", "-3")]


@pytest.mark.parametrize("name", ["", "A", "Hoa", "a b", "../x", "-a", "a" * 101, "trường"])
def test_name_that_is_no_slug_is_refused(city: City, name: str) -> None:
    with city.services() as services, pytest.raises(Invalid) as error:
        make_draft(services, name)

    assert problems_of(error) == {"name": "name"}


def test_taken_name_is_refused(city: City) -> None:
    with city.services() as services, pytest.raises(Invalid) as error:
        make_draft(services, "csdl-truong-hoc")

    assert problems_of(error) == {"name": "taken"}


def test_unknown_agency_and_database_are_refused_together(city: City) -> None:
    with city.services() as services, pytest.raises(Invalid) as error:
        make_draft(services, organization="so-khong-co", databases=["csdl-khong-co"])

    assert problems_of(error) == {"organization": "unknown", "databases": "unknown"}


def test_refused_record_leaves_no_row(city: City) -> None:
    with city.services() as services, pytest.raises(Invalid):
        make_draft(services, title="Ngắn")
    with city.services() as services:
        assert services.unit.session.scalar(select(func.count()).select_from(Dataset)) == 1


def test_steward_changes_nothing_of_another_agency(city: City) -> None:
    with city.services() as services:
        make_published(services)
        version = services.records.find("truong-thpt").version
    with city.services(city.steward("so-giao-duc-va-dao-tao")) as services:
        for act in (
            lambda: services.records.revise("truong-thpt", dataset_values(), version=version),
            lambda: services.records.withdraw("truong-thpt", REASON),
            lambda: add_file(services, "truong-thpt"),
            lambda: services.forms.edit("truong-thpt"),
            lambda: services.reading.history("truong-thpt"),
            lambda: make_draft(services, "cua-so-khac"),
        ):
            with pytest.raises(NotPermitted):
                act()


def test_record_cannot_be_given_to_an_agency_one_does_not_work_for(city: City) -> None:
    with city.services() as services:
        version = make_draft(services).version
    values = dataset_values(organization="so-giao-duc-va-dao-tao")
    with city.services(city.steward("so-xay-dung")) as services, pytest.raises(NotPermitted):
        services.records.revise("truong-thpt", values, version=version)


def test_reader_changes_nothing(city: City) -> None:
    with city.services() as services:
        version = make_draft(services).version
    with city.services(city.steward("so-xay-dung", role=Role.READER)) as services:
        with pytest.raises(NotPermitted):
            services.records.revise("truong-thpt", dataset_values(), version=version)
        with pytest.raises(NotPermitted):
            services.forms.new(Catalog.OPEN_DATA)


def test_data_day_of_a_publication_follows_its_frequency(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, "truong-thpt", data_date="2026-10-31")
        services.records.publish("truong-thpt")
        freshness = services.reading.dataset("truong-thpt").promise.freshness

    assert (freshness.data_on, freshness.due_on) == (date(2026, 10, 31), date(2026, 11, 30))
    assert freshness.days == (date(2026, 11, 30) - TODAY) / timedelta(days=1)
