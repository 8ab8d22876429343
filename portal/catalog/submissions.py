"""The open submission of a record, which keeps others from changing what an approver reads."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.model import Dataset, Review, ReviewState


def open_review(session: Session, record_id: str) -> Review | None:
    """The submission of the record that is not closed."""
    return session.scalar(select(Review).where(Review.dataset_id == record_id, Review.is_open))


def close_review(session: Session, record: Dataset) -> None:
    """End the open submission of a record that goes out of sight."""
    review = open_review(session, record.id)
    if review is not None:
        review.state, review.is_open = ReviewState.TAKEN_BACK, False


def refuse_under_review(session: Session, record: Dataset, *, but: str = "") -> None:
    """Raise `Invalid` while the record waits for a decision or for its day: what is approved is what was read.

    A submission of the act `but` is no hindrance.
    """
    review = open_review(session, record.id)
    waits = review is not None and review.state in (ReviewState.SUBMITTED, ReviewState.APPROVED)
    if review is not None and waits and review.act != but:
        message = _("Bản ghi đang chờ duyệt hoặc chờ đến ngày công bố. Hãy rút bản trình về trước khi sửa.")
        raise Invalid([Problem("state", "under_review", message)])
