"""Approval: a record is submitted, sent back or approved, and made public at once or on a day.

In an agency that publishes directly nothing of this is needed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.identity import SYSTEM
from portal.access.permissions import Permission, may
from portal.catalog.pages import CopyNote, ReviewNote
from portal.catalog.records import Records
from portal.catalog.submissions import open_review
from portal.catalog.unit import Unit
from portal.catalog.working_copies import WorkingCopies, working_copy
from portal.errors import Invalid, NotPermitted, Problem
from portal.i18n import gettext as _
from portal.model import Dataset, Review, ReviewState, User

LEAST_CHARS = 10
"""Of the words with which a record is sent back."""
ACTS = ("publish", "promise", "revise")


class Reviews:
    """Submissions and decisions on them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session
        self._records = Records(unit)
        self._copies = WorkingCopies(unit)

    def submit(self, name: str, act: str, comment: str = "", publish_on: date | None = None) -> Review:
        """Ask for the record's publication, for its promise or for what was changed of it to be made public.

        Raises `Invalid` with everything that is missing, for a day that is not to come, and when the record
        waits for a decision already.
        """
        record = self._records.find(name)
        self._unit.require(Permission.SUBMIT, record)
        problems = self._obstacles(record, act) if act in ACTS else [_unknown_act()]
        if publish_on is not None and publish_on <= self._unit.today():
            message = _("Ngày công bố phải sau hôm nay. Để trống nếu muốn công bố ngay khi được duyệt.")
            problems.append(Problem("publish_on", "past", message))
        former = open_review(self._session, record.id)
        if former is not None and former.state != ReviewState.CHANGES_ASKED:
            problems.append(Problem("state", "state", _("Bản ghi này đã trình, đang chờ duyệt.")))
        if problems:
            raise Invalid(problems)
        if former is not None:
            former.is_open = False
            self._session.flush()
        review = Review(
            dataset_id=record.id,
            act=act,
            state=ReviewState.SUBMITTED,
            publish_on=publish_on if act != "promise" else None,
            comment=comment.strip(),
            submitted_by_id=self._unit.identity.user_id,
            submitted_at=self._unit.now(),
        )
        self._session.add(review)
        try:
            self._session.flush()
        except IntegrityError:
            self._session.rollback()
            message = _("Người khác vừa trình bản ghi này.")
            raise Invalid([Problem("state", "state", message)]) from None
        self._unit.note("submit", record, comment=review.comment)
        return review

    def take_back(self, name: str, review_id: str = "") -> None:
        """Take the submission back, to go on editing. `review_id`, if given, is the one that was read."""
        record, review = self._open(name, Permission.SUBMIT, review_id)
        review.state, review.is_open = ReviewState.TAKEN_BACK, False
        self._unit.note("take_back", record)

    def ask_changes(self, name: str, answer: str, review_id: str = "") -> None:
        """Send the record back with what is to be mended. Raises `Invalid` when that is not said."""
        record, review = self._open(name, Permission.APPROVE, review_id)
        if len(answer.strip()) < LEAST_CHARS:
            message = _("Hãy viết cần sửa gì, từ %(n)s ký tự, để người soạn biết.", n=LEAST_CHARS)
            raise Invalid([Problem("answer", "too_short", message)])
        self._send_back(record, review, answer.strip())

    def approve(self, name: str, answer: str = "", review_id: str = "") -> Review:
        """Approve the record; it is public at once, or from its day.

        Raises `NotPermitted` to who submitted it, unless the agency allows that, and `Invalid` for what has
        come in the way since, or when another submission than `review_id` waits by now.
        """
        record, review = self._open(name, Permission.APPROVE, review_id)
        self._refuse_own(record, review)
        review.answer = answer.strip()
        review.decided_by_id, review.decided_at = self._unit.identity.user_id, self._unit.now()
        if review.publish_on is not None and review.publish_on > self._unit.today():
            if problems := self._obstacles(record, review.act):
                raise Invalid(problems)
            review.state = ReviewState.APPROVED
            self._unit.note("approve", record, comment=review.answer)
            return review
        self._unit.note("approve", record, comment=review.answer)
        self._perform(record, review)
        return review

    def due(self) -> list[str]:
        """The names of records that were approved for today or earlier and are not public yet."""
        query = (
            select(Dataset.name)
            .join(Review, Review.dataset_id == Dataset.id)
            .where(
                Review.is_open,
                Review.state == ReviewState.APPROVED,
                Review.publish_on <= self._unit.today(),
            )
        )
        return list(self._session.scalars(query))

    def publish_due(self, name: str) -> bool:
        """Make a record public whose day has come; returns whether that worked.

        What can no longer be published goes back to its agency with the reason.
        """
        record, review = self._open(name, Permission.APPROVE)
        try:
            self._perform(record, review)
        except Invalid as refused:
            reasons = " ".join(problem.message for problem in refused.problems)
            self._send_back(record, review, _("Đến ngày nhưng chưa công bố được: %(why)s", why=reasons))
            return False
        return True

    # -- the parts

    def _open(self, name: str, permission: Permission, review_id: str = "") -> tuple[Dataset, Review]:
        record = self._records.find(name)
        self._unit.require(permission, record)
        review = open_review(self._session, record.id)
        if review is None or review.state not in (ReviewState.SUBMITTED, ReviewState.APPROVED):
            raise Invalid([Problem("state", "state", _("Bản ghi này không có bản trình nào đang chờ."))])
        if review_id and review.id != review_id:
            message = _("Bản trình bạn xem đã được rút về và trình lại. Hãy xem bản mới rồi quyết định.")
            raise Invalid([Problem("state", "another", message)])
        return record, review

    def _perform(self, record: Dataset, review: Review) -> None:
        review.state, review.is_open = ReviewState.DONE, False
        self._session.flush()
        # The approval is the right to publish; who approves need not hold another.
        unit = replace(self._unit, identity=replace(SYSTEM, user_id=review.decided_by_id))
        try:
            WorkingCopies(unit).apply(record)
            if review.act == "promise":
                Records(unit).make_promise(record.name)
            elif review.act == "publish":
                Records(unit).publish(record.name)
        except Invalid:
            review.state, review.is_open = ReviewState.APPROVED, True
            raise

    def _obstacles(self, record: Dataset, act: str) -> list[Problem]:
        problems = [] if act == "revise" else self._records.obstacles(record, act)
        has_copy = working_copy(self._session, record) is not None
        return problems + self._copies.obstacles(record) if has_copy or act == "revise" else problems

    def _send_back(self, record: Dataset, review: Review, answer: str) -> None:
        review.state, review.answer = ReviewState.CHANGES_ASKED, answer
        review.decided_by_id, review.decided_at = self._unit.identity.user_id, self._unit.now()
        self._unit.note("ask_changes", record, comment=answer)

    def _refuse_own(self, record: Dataset, review: Review) -> None:
        identity = self._unit.identity
        is_own = review.submitted_by_id is not None and review.submitted_by_id == identity.user_id
        if is_own and not may_decide(self._unit, record, review):
            raise NotPermitted(_("Người trình không tự duyệt được. Hãy để người phê duyệt khác quyết định."))


def may_decide(unit: Unit, record: Dataset, review: Review) -> bool:
    """Whether the identity may approve this submission."""
    identity = unit.identity
    if not may(identity, Permission.APPROVE, record.organization_id):
        return False
    is_own = review.submitted_by_id is not None and review.submitted_by_id == identity.user_id
    return not is_own or identity.is_administrator or record.organization.may_approve_own


def review_note(unit: Unit, record: Dataset) -> ReviewNote | None:
    """The open submission of the record, for those who work on it."""
    review = open_review(unit.session, record.id)
    if review is None:
        return None
    is_waiting = review.state in (ReviewState.SUBMITTED, ReviewState.APPROVED)
    return ReviewNote(
        id=review.id,
        state=ReviewState(review.state),
        act=review.act,
        publish_on=review.publish_on,
        comment=review.comment,
        submitted_by=_name(review.submitted_by),
        submitted_at=review.submitted_at,
        answer=review.answer,
        decided_by=_name(review.decided_by),
        decided_at=review.decided_at,
        may_decide=is_waiting and may_decide(unit, record, review),
        may_take_back=is_waiting and may(unit.identity, Permission.SUBMIT, record.organization_id),
    )


def copy_note(unit: Unit, record: Dataset) -> CopyNote | None:
    """What is changed of the record and not approved, for those who work on it."""
    copy = working_copy(unit.session, record)
    if copy is None:
        return None
    return CopyNote(
        _name(copy.saved_by), copy.saved_at, WorkingCopies(unit).changes(record), copy.plan_reason
    )


def _name(user: User | None) -> str:
    return (user.display_name or user.login) if user else _("Cổng dữ liệu")


def _unknown_act() -> Problem:
    return Problem("act", "unknown", _("Hãy chọn công bố dữ liệu hoặc chỉ công bố lời hẹn."))
