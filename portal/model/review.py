"""What was submitted for approval, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.model.columns import Id
from portal.model.dataset import Dataset
from portal.model.user import User


class ReviewState(StrEnum):
    """How far a submission is. An approved one waits for its day; only the last two are closed."""

    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    APPROVED = "approved"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class Review(Base):
    """One submission of a record. `act` is what is asked for: `promise` or `publish`.

    A record has at most one that is open. `answer` is what the approver said; `publish_on` the day from which
    an approved record is public, None for at once.
    """

    __tablename__ = "review"

    id: Mapped[Id]
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    publish_on: Mapped[date | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    dataset: Mapped[Dataset] = relationship()
    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


Index(
    "ix_review_open",
    Review.dataset_id,
    unique=True,
    sqlite_where=text("is_open"),
    postgresql_where=text("is_open"),
)
