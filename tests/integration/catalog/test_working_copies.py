"""A public record where changes need an approval: the public reads what was approved, nothing typed is lost."""

from __future__ import annotations

import pytest

from portal.access.identity import ANONYMOUS, Identity
from portal.errors import Conflict, Invalid, NotPermitted
from portal.model import RecordState, ReviewState, Role
from portal.services import Services
from tests.factories import REASON, City, add_file, dataset_values, make_promise

NAME = "truong-thpt"
NEW_TITLE = "Danh sách trường trung học phổ thông công lập"


@pytest.fixture
def agency(city: City) -> City:
    """A promised record with a file, in an agency that publishes only what was approved."""
    with city.services() as services:
        make_promise(services, NAME)
        add_file(services, NAME)
        services.organizations.set_approval("so-xay-dung", is_direct=False)
    city.run_jobs()
    return city


@pytest.fixture
def editor(agency: City) -> Identity:
    return agency.steward("so-xay-dung")


@pytest.fixture
def approver(agency: City) -> Identity:
    return agency.steward("so-xay-dung", role=Role.APPROVER)


def revise(services: Services, version: int | None = None, reason: str = "", **values: object) -> bool:
    held = services.forms.edit(NAME).version if version is None else version
    return services.working_copies.revise(NAME, dataset_values(**values), version=held, reason=reason)


def public_title(city: City) -> str:
    with city.services(ANONYMOUS) as services:
        return services.reading.dataset(NAME).label


def test_the_public_reads_the_old_words_until_the_new_ones_are_approved(
    agency: City, editor: Identity, approver: Identity
) -> None:
    before = public_title(agency)
    with agency.services(editor) as services:
        assert revise(services, title=NEW_TITLE)
        form = services.forms.edit(NAME)
        note = services.reading.dataset(NAME).working_copy
    assert form.values["title"] == NEW_TITLE
    assert note is not None
    assert [(old, new) for _label, old, new in note.changes] == [(before, NEW_TITLE)]
    assert public_title(agency) == before

    with agency.services(editor) as services:
        services.reviews.submit(NAME, "revise")
    assert public_title(agency) == before
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    assert public_title(agency) == NEW_TITLE
    with agency.services(editor) as services:
        page = services.reading.dataset(NAME)
        assert (page.working_copy, page.review) == (None, None)
        assert services.records.find(NAME).state == RecordState.PROMISED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_nobody_of_the_agency_changes_the_public_record_itself(agency: City, role: Role) -> None:
    with agency.services(agency.steward("so-xay-dung", role=role)) as services:
        version = services.records.find(NAME).version
        with pytest.raises(NotPermitted):
            services.records.revise(NAME, dataset_values(title=NEW_TITLE), version=version)


def test_a_publication_takes_the_changes_along(agency: City, editor: Identity, approver: Identity) -> None:
    with agency.services(editor) as services:
        revise(services, title=NEW_TITLE)
        services.reviews.submit(NAME, "publish")
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
        assert services.records.find(NAME).state == RecordState.PUBLISHED
    assert public_title(agency) == NEW_TITLE


def test_a_copy_sent_back_is_where_the_work_goes_on(
    agency: City, editor: Identity, approver: Identity
) -> None:
    with agency.services(editor) as services:
        revise(services, title=NEW_TITLE)
        services.reviews.submit(NAME, "revise")
        with pytest.raises(Invalid):
            revise(services, title="Tên khác hẳn")
    with agency.services(approver) as services:
        services.reviews.ask_changes(NAME, "Tên này dài quá, hãy rút gọn.")
    with agency.services(editor) as services:
        assert services.forms.edit(NAME).values["title"] == NEW_TITLE
        revise(services, title="Trường trung học phổ thông")
        assert services.reviews.submit(NAME, "revise").state == ReviewState.SUBMITTED


def test_new_data_comes_while_the_description_is_read(agency: City, editor: Identity) -> None:
    with agency.services(editor) as services:
        revise(services, title=NEW_TITLE)
        services.reviews.submit(NAME, "revise")
        add_file(services, NAME)


def test_two_editors_meet(agency: City, editor: Identity) -> None:
    other = agency.steward("so-xay-dung")
    with agency.services(editor) as services:
        opened = services.forms.edit(NAME).version
        revise(services, opened, title=NEW_TITLE)
    with agency.services(other) as services, pytest.raises(Conflict) as clash:
        revise(services, opened, title="Tên khác hẳn")
    assert clash.value.theirs["title"] == NEW_TITLE
    assert clash.value.yours["title"] == "Tên khác hẳn"


def test_what_both_sides_changed_is_not_overwritten(
    agency: City, editor: Identity, approver: Identity
) -> None:
    with agency.services(editor) as services:
        revise(services, title=NEW_TITLE, contact="Phòng Mới")
        services.reviews.submit(NAME, "revise")
        services.reviews.take_back(NAME)
    with agency.services() as services:
        version = services.records.find(NAME).version
        services.records.revise(NAME, dataset_values(title="Tên của quản trị"), version=version)
    with agency.services(editor) as services, pytest.raises(Invalid) as refused:
        services.reviews.submit(NAME, "revise")
    assert [(p.path, p.code) for p in refused.value.problems] == [("title", "changed")]
    with agency.services(editor) as services:
        revise(services, title="Tên của quản trị", contact="Phòng Mới")
        services.reviews.submit(NAME, "revise")
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    with agency.services() as services:
        record = services.records.find(NAME)
        assert (record.title, record.values["contact"]) == ("Tên của quản trị", "Phòng Mới")


def test_a_moved_promise_needs_its_reason_and_shows_it(
    agency: City, editor: Identity, approver: Identity
) -> None:
    with agency.services(editor) as services:
        revise(services, planned_on="2027-02-28")
        with pytest.raises(Invalid) as refused:
            services.reviews.submit(NAME, "revise")
        revise(services, planned_on="2027-02-28", reason=REASON)
        services.reviews.submit(NAME, "revise")
    assert [p.path for p in refused.value.problems] == ["plan_reason"]
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    with agency.services(ANONYMOUS) as services:
        assert services.reading.dataset(NAME).plan_history[0].comment == REASON


def test_a_copy_given_up_is_kept_in_the_history(agency: City, editor: Identity) -> None:
    with agency.services(editor) as services:
        revise(services, title=NEW_TITLE)
        services.working_copies.drop(NAME)
        page = services.reading.dataset(NAME)
        assert page.working_copy is None
        assert services.forms.edit(NAME).values["title"] == page.label
        history = services.reading.history(NAME)
    assert NEW_TITLE in str(history)
    with agency.services(ANONYMOUS) as services:
        assert NEW_TITLE not in str(services.reading.dataset(NAME))


def test_another_order_of_choices_is_no_change(agency: City, editor: Identity) -> None:
    with agency.services() as services:
        values = dataset_values(themes=["health", "education"])
        services.records.revise(NAME, values, version=services.records.find(NAME).version)
    with agency.services(editor) as services:
        revise(services, themes=["education", "health"])
        note = services.reading.dataset(NAME).working_copy
    assert note is not None
    assert note.changes == ()


def test_there_is_nothing_to_submit_without_a_change(agency: City, editor: Identity) -> None:
    with agency.services(editor) as services, pytest.raises(Invalid):
        services.reviews.submit(NAME, "revise")
