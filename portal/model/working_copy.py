"""What an editor has changed of a public record and nobody has approved yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.model.dataset import Dataset
from portal.model.user import User


class WorkingCopy(Base):
    """The values of a record as they are to be. `base` is what the record held when the work began.

    `plan_reason` says why the promised day moves. `version` goes on from the record's, so that a form that was
    opened before the work began is never taken for one of the copy.
    """

    __tablename__ = "working_copy"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    base: Mapped[dict[str, Any]] = mapped_column(JSON)
    plan_reason: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column()
    saved_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    dataset: Mapped[Dataset] = relationship()
    saved_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - read once
