"""Random acts by random people: nobody does or sees what they may not, nothing is lost, every act is recorded."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access.identity import ANONYMOUS, SYSTEM, Identity
from portal.errors import Conflict, Gone, Invalid, NotFound, NotPermitted
from portal.model import Activity, Catalog, Dataset, RecordState, Review, ReviewState, Role, WorkingCopy
from portal.services import Services
from tests.factories import City, add_file, dataset_values

NAME = "truong-thpt"
AGENCY, OTHER = "so-xay-dung", "so-giao-duc-va-dao-tao"
LONG = "Số liệu nguồn bị sai nên phải làm lại từ đầu."
PUBLIC = (RecordState.PROMISED, RecordState.PUBLISHED)
WORKERS = ("editor", "approver", "second approver", "admin")
APPROVERS = ("approver", "second approver", "admin")
PEOPLE = (*WORKERS, "reader", "stranger", "nobody")
STEPS = 60


class Life:
    """One record and the people around it; remembers what the public was ever shown and who submitted."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.random = city, random.Random(seed)
        self.is_direct = seed % 3 == 0
        self.direct = WORKERS if self.is_direct else ("admin",)
        roles = {"editor": Role.EDITOR, "reader": Role.READER}
        roles |= {"approver": Role.APPROVER, "second approver": Role.APPROVER}
        with city.services() as services:
            services.organizations.set_approval(AGENCY, is_direct=self.is_direct)
            services.records.create(Catalog.OPEN_DATA, dataset_values(), name=NAME)
            add_file(services, NAME)
        city.run_jobs()
        self.people: dict[str, Identity] = {who: city.steward(AGENCY, role=r) for who, r in roles.items()}
        self.people |= {"stranger": city.steward(OTHER, role=Role.APPROVER)}
        self.people |= {"nobody": ANONYMOUS, "admin": SYSTEM}
        self.submitter, self.submitted_title, self.public_title, self.acts = "", "", "", self.count()
        self.done: list[str] = []

    def step(self) -> None:
        """One act by somebody; those who may act come more often, or little would ever come of it."""
        who = self.random.choice((*WORKERS, *WORKERS, *PEOPLE))
        acts = (self.revise, self.submit, self.submit, self.decide, self.decide, self.decide, self.at_once)
        self.random.choice(acts)(who)
        if self.random.random() < 0.1:
            self.city.clock.pass_days(1)
            self.try_("admin", publish_due, ("admin",), shows=True, may_be_idle=True)

    def revise(self, who: str) -> None:
        title = f"Danh sách trường, bản {self.random.randrange(1000)}"
        goes_live = self.record().state in PUBLIC and who in self.direct

        def act(services: Services) -> None:
            version = services.forms.edit(NAME).version
            services.working_copies.revise(NAME, dataset_values(title=title), version=version)

        # The same words once more are no change.
        if self.try_(who, act, WORKERS, may_be_idle=True) and goes_live:
            self.public_title = title

    def submit(self, who: str) -> None:
        act, days = self.random.choice(("publish", "promise", "revise")), self.random.choice((None, None, 1))
        day = self.city.clock.moment.date() + timedelta(days=days) if days else None
        if self.try_(who, lambda s: s.reviews.submit(NAME, act, publish_on=day), WORKERS):
            self.submitter, self.submitted_title = who, self.title()

    def decide(self, who: str) -> None:
        match self.random.choice(("approve", "approve", "approve", "send back", "take back")):
            case "approve":
                others = {*APPROVERS} - ({self.submitter} - {"admin"})
                self.try_(who, lambda s: s.reviews.approve(NAME), others, shows=True)
            case "send back":
                if self.try_(who, lambda s: s.reviews.ask_changes(NAME, LONG), APPROVERS):
                    self.submitted_title = ""
            case "take back":
                if self.try_(who, lambda s: s.reviews.take_back(NAME), WORKERS):
                    self.submitted_title = ""

    def at_once(self, who: str) -> None:
        match self.random.choice(("publish", "promise", "drop", "drop", "withdraw")):
            case "publish":
                self.try_(who, lambda s: s.records.publish(NAME), self.direct, shows=True)
            case "promise":
                self.try_(who, lambda s: s.records.make_promise(NAME), self.direct, shows=True)
            case "drop":
                self.try_(who, lambda s: s.working_copies.drop(NAME), WORKERS)
            case "withdraw" if len(self.done) > STEPS // 3:
                self.try_(who, lambda s: s.records.withdraw(NAME, LONG), {*self.direct, *APPROVERS})

    def try_(
        self,
        who: str,
        act: Callable[[Services], Any],
        allowed: Collection[str],
        *,
        shows: bool = False,
        may_be_idle: bool = False,
    ) -> bool:
        """Do it; returns whether it happened. Whoever may not is refused, and a refusal changes nothing."""
        before = self.record()
        try:
            with self.city.services(self.people[who]) as services:
                act(services)
        except (Invalid, Conflict, NotPermitted, NotFound):
            assert self.record().version == before.version
            assert self.count() == self.acts
            return False
        assert who in allowed
        count, after = self.count(), self.record()
        assert count > self.acts or may_be_idle
        self.acts = count
        if shows and after.state in PUBLIC and after.version != before.version:
            self.public_title = after.title
            # What is approved is what was submitted.
            assert self.submitted_title in ("", after.title)
        if shows:
            self.submitted_title = self.submitted_title if self.is_waiting() else ""
        self.done.append(f"{who}: {before.state} to {after.state}")
        return True

    def look(self) -> None:
        """What always holds."""
        state = self.record().state
        with self.city.services(ANONYMOUS) as services:
            try:
                page = services.reading.dataset(NAME)
            except NotFound:
                assert state == RecordState.DRAFT
            except Gone:
                assert state == RecordState.WITHDRAWN
            else:
                assert state in PUBLIC or state == RecordState.WITHDRAWN
                assert page.label == self.public_title
                assert (page.review, page.working_copy) == (None, None)
        with self.city.sessions() as session:
            most = 0 if state == RecordState.WITHDRAWN else 1
            assert (session.scalar(select(func.count(Review.id)).where(Review.is_open)) or 0) <= most
            for review in session.scalars(select(Review).where(Review.state == ReviewState.DONE)):
                assert review.decided_by_id is None or review.decided_by_id != review.submitted_by_id

    def record(self) -> Dataset:
        with self.city.sessions() as session:
            return session.scalars(select(Dataset).where(Dataset.name == NAME)).one()

    def title(self) -> str:
        """The title as the agency would have it."""
        with self.city.sessions() as session:
            copy = session.scalars(select(WorkingCopy)).first()
            return str(copy.values["title"]) if copy else self.record().title

    def is_waiting(self) -> bool:
        with self.city.sessions() as session:
            waiting = (ReviewState.SUBMITTED, ReviewState.APPROVED)
            return (
                session.scalar(select(Review.id).where(Review.is_open, Review.state.in_(waiting))) is not None
            )

    def count(self) -> int:
        with self.city.sessions() as session:
            return session.scalar(select(func.count()).select_from(Activity)) or 0


def publish_due(services: Services) -> None:
    """What the worker does each night."""
    for name in services.reviews.due():
        services.reviews.publish_due(name)


@pytest.mark.parametrize("seed", range(16))
def test_any_sequence_of_acts(city: City, seed: int) -> None:
    life = Life(city, seed)
    for _ in range(STEPS):
        life.step()
        life.look()
    assert len(life.done) > STEPS // 10, life.done
