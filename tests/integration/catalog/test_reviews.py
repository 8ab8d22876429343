"""Approval: who submits, who decides, what the public sees meanwhile, and the day of a publication."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.access.identity import ANONYMOUS, SYSTEM, Identity
from portal.assembly import job_handlers
from portal.errors import Invalid, NotFound, NotPermitted
from portal.model import Activity, Catalog, Organization, RecordState, Review, ReviewState, Role
from portal.services import Services
from tests.factories import City, add_file, dataset_values, make_draft

NAME = "truong-thpt"
ANSWER = "Mô tả chưa nói số liệu đến ngày nào."


@pytest.fixture
def agency(city: City) -> City:
    """A city whose first agency publishes only what was approved."""
    with city.services() as services:
        services.organizations.set_approval("so-xay-dung", is_direct=False)
        make_draft(services, NAME)
        add_file(services, NAME)
    city.run_jobs()
    return city


@pytest.fixture
def editor(agency: City) -> Identity:
    return agency.steward("so-xay-dung")


@pytest.fixture
def approver(agency: City) -> Identity:
    return agency.steward("so-xay-dung", role=Role.APPROVER)


def state_of(city: City) -> str:
    with city.services() as services:
        return services.records.find(NAME).state


def submit(city: City, who: Identity, **more: date) -> None:
    with city.services(who) as services:
        services.reviews.submit(NAME, "publish", "Nhờ xem giúp", **more)


def problem_of(error: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    return error.value.problems[0].path, error.value.problems[0].code


def is_public(city: City) -> bool:
    with city.services(ANONYMOUS) as services:
        try:
            services.reading.dataset(NAME)
        except NotFound:
            return False
        return True


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_nobody_of_the_agency_publishes_past_the_approval(agency: City, role: Role) -> None:
    with agency.services(agency.steward("so-xay-dung", role=role)) as services:
        with pytest.raises(NotPermitted):
            services.records.publish(NAME)
        with pytest.raises(NotPermitted):
            services.records.make_promise(NAME)


def test_an_approved_record_is_public_at_once(agency: City, editor: Identity, approver: Identity) -> None:
    submit(agency, editor)
    assert not is_public(agency)
    with agency.services(approver) as services:
        review = services.reviews.approve(NAME)
        assert (review.state, review.is_open) == (ReviewState.DONE, False)
    assert is_public(agency)
    with agency.sessions() as session:
        acts = session.execute(select(Activity.action, Activity.user_id).order_by(Activity.at)).all()
    assert [tuple(a) for a in acts][-3:] == [
        ("submit", editor.user_id),
        ("approve", approver.user_id),
        ("publish", approver.user_id),
    ]


def test_a_promise_may_be_what_is_approved(agency: City, editor: Identity, approver: Identity) -> None:
    with agency.services(editor) as services:
        services.reviews.submit(NAME, "promise")
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    assert state_of(agency) == RecordState.PROMISED


def test_what_waits_stays_as_it_was_read(agency: City, editor: Identity, approver: Identity) -> None:
    submit(agency, editor)
    for who in (editor, approver, SYSTEM):
        with agency.services(who) as services:
            version = services.records.find(NAME).version
            with pytest.raises(Invalid) as revised:
                services.records.revise(NAME, dataset_values(title="Tên khác hẳn"), version=version)
            with pytest.raises(Invalid) as added:
                add_file(services, NAME)
            with pytest.raises(Invalid):
                services.records.discard(NAME)
        assert problem_of(revised) == problem_of(added) == ("state", "under_review")


def test_a_submission_is_taken_back_to_go_on(agency: City, editor: Identity) -> None:
    submit(agency, editor)
    with agency.services(editor) as services:
        services.reviews.take_back(NAME)
        services.records.revise(NAME, dataset_values(title="Tên khác hẳn"), version=_version(services))
        services.reviews.submit(NAME, "publish")


def _version(services: Services) -> int:
    return services.records.find(NAME).version


def test_a_record_sent_back_is_mended_and_submitted_again(
    agency: City, editor: Identity, approver: Identity
) -> None:
    submit(agency, editor)
    with agency.services(approver) as services:
        with pytest.raises(Invalid) as refused:
            services.reviews.ask_changes(NAME, "ừ")
        services.reviews.ask_changes(NAME, ANSWER)
    assert problem_of(refused) == ("answer", "too_short")
    with agency.services(editor) as services:
        note = services.reading.dataset(NAME).review
        assert note is not None
        assert (note.state, note.answer, note.is_waiting) == (ReviewState.CHANGES_ASKED, ANSWER, False)
        assert services.desk.page("returned").total == 1
        services.records.revise(NAME, dataset_values(title="Tên khác hẳn"), version=_version(services))
    submit(agency, editor)
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    assert is_public(agency)


def test_nobody_approves_their_own_record(agency: City, approver: Identity) -> None:
    submit(agency, approver)
    with agency.services(approver) as services:
        assert services.desk.page("review").total == 0
        with pytest.raises(NotPermitted):
            services.reviews.approve(NAME)
    with agency.services(agency.steward("so-xay-dung", role=Role.APPROVER)) as services:
        assert services.desk.page("review").total == 1
        services.reviews.approve(NAME)


def test_an_agency_may_allow_it(agency: City) -> None:
    with agency.services() as services:
        services.organizations.set_approval("so-xay-dung", is_direct=False, may_approve_own=True)
    alone = agency.steward("so-xay-dung", role=Role.APPROVER)
    submit(agency, alone)
    with agency.services(alone) as services:
        assert services.desk.page("review").total == 1
        services.reviews.approve(NAME)
    assert is_public(agency)


@pytest.mark.parametrize(
    ("role", "home"), [(Role.READER, "so-xay-dung"), (Role.APPROVER, "so-giao-duc-va-dao-tao")]
)
def test_strangers_and_readers_take_no_part(agency: City, editor: Identity, role: Role, home: str) -> None:
    submit(agency, editor)
    with agency.services(agency.steward(home, role=role)) as services:
        for act in (
            lambda: services.reviews.submit(NAME, "publish"),
            lambda: services.reviews.approve(NAME),
            lambda: services.reviews.ask_changes(NAME, ANSWER),
            lambda: services.reviews.take_back(NAME),
        ):
            with pytest.raises((NotPermitted, NotFound)):
                act()
    with agency.services(editor) as services, pytest.raises(NotPermitted):
        services.reviews.approve(NAME)


def test_what_lacks_something_is_not_submitted(agency: City, editor: Identity) -> None:
    with agency.services(editor) as services:
        services.records.create(Catalog.OPEN_DATA, dataset_values(licence=None), name="thieu")
        with pytest.raises(Invalid) as refused:
            services.reviews.submit("thieu", "publish")
    assert {p.path for p in refused.value.problems} == {"licence", "resources"}


def test_an_approved_record_waits_for_its_day(agency: City, editor: Identity, approver: Identity) -> None:
    submit(agency, editor, publish_on=date(2026, 12, 1))
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    assert not is_public(agency)
    agency.clock.go_to(date(2026, 11, 30))
    with agency.services() as services:
        assert services.reviews.due() == []
    agency.clock.go_to(date(2026, 12, 1))
    with agency.services() as services:
        assert services.reviews.due() == [NAME]
        assert services.reviews.publish_due(NAME)
        assert services.reviews.due() == []
    assert is_public(agency)


def test_what_cannot_be_published_on_its_day_goes_back(
    agency: City, editor: Identity, approver: Identity
) -> None:
    submit(agency, editor, publish_on=date(2026, 12, 1))
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    with agency.services() as services:
        record = services.records.find(NAME)
        record.values = {k: v for k, v in record.values.items() if k != "licence"}
    agency.clock.go_to(date(2026, 12, 1))
    with agency.services() as services:
        assert not services.reviews.publish_due(NAME)
    with agency.services(editor) as services:
        note = services.reading.dataset(NAME).review
    assert note is not None
    assert note.state is ReviewState.CHANGES_ASKED
    assert "01/12/2026" not in note.answer
    assert note.answer


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 1)])
def test_the_day_is_to_come(agency: City, editor: Identity, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        submit(agency, editor, publish_on=day)
    assert problem_of(refused) == ("publish_on", "past")


def test_a_record_is_submitted_once(agency: City, editor: Identity) -> None:
    submit(agency, editor)
    with pytest.raises(Invalid) as refused:
        submit(agency, agency.steward("so-xay-dung"))
    assert problem_of(refused) == ("state", "state")
    with agency.sessions() as session:
        assert len(session.scalars(select(Review)).all()) == 1


def test_the_worker_publishes_what_is_due_and_no_bad_record_stops_the_others(
    agency: City, editor: Identity, approver: Identity
) -> None:
    with agency.services() as services:
        make_draft(services, "cho-hong", title="Bảng này sẽ thiếu giấy phép")
        add_file(services, "cho-hong")
    agency.run_jobs()
    for name in ("cho-hong", NAME):
        with agency.services(editor) as services:
            services.reviews.submit(name, "publish", publish_on=date(2026, 11, 21))
        with agency.services(approver) as services:
            services.reviews.approve(name)
    with agency.services() as services:
        services.records.find("cho-hong").catalog = "danh-muc-da-bo"
    handlers = job_handlers(agency.ports, agency.sessions)
    handlers.by_name["publish-due"].function([{}])
    assert is_public(agency)


def test_what_was_not_seen_is_not_decided(agency: City, editor: Identity, approver: Identity) -> None:
    submit(agency, editor)
    with agency.services(approver) as services:
        note = services.reading.dataset(NAME).review
    assert note is not None
    with agency.services(editor) as services:
        services.reviews.take_back(NAME)
        services.records.revise(NAME, dataset_values(title="Tên khác hẳn"), version=_version(services))
    submit(agency, editor)
    with agency.services(approver) as services:
        for decide in (
            lambda: services.reviews.approve(NAME, review_id=note.id),
            lambda: services.reviews.ask_changes(NAME, ANSWER, note.id),
        ):
            with pytest.raises(Invalid) as refused:
                decide()
            assert problem_of(refused) == ("state", "another")
    assert not is_public(agency)


def test_a_withdrawn_record_waits_for_nobody(agency: City, editor: Identity, approver: Identity) -> None:
    with agency.services(editor) as services:
        services.reviews.submit(NAME, "promise")
    with agency.services(approver) as services:
        services.reviews.approve(NAME)
    submit(agency, editor)
    with agency.services(approver) as services:
        services.records.withdraw(NAME, "Bản ghi lập nhầm, sẽ thay bằng bản khác.")
        assert services.desk.page("review").total == 0


def test_only_an_administrator_sets_how_an_agency_publishes(agency: City, approver: Identity) -> None:
    with agency.services(approver) as services, pytest.raises(NotPermitted):
        services.organizations.set_approval("so-xay-dung", is_direct=True)
    with agency.sessions() as session:
        found = session.scalars(select(Organization).where(Organization.name == "so-xay-dung")).one()
        assert not found.publishes_directly
