"""What happened: the append-only history, and how often records are used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.model.columns import Id
from portal.model.user import User


class Activity(Base):
    """One entry of the audit trail; never changed or deleted.

    `changes` maps a field to `[old, new]`. `user_id` is None for the portal itself and for commands.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_dataset", "dataset_id", "at"),
        Index("ix_activity_organization", "organization_id", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    action: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    dataset_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id"))
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organization.id"))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    comment: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    user: Mapped[User | None] = relationship()


class UsageCount(Base):
    """Page views and downloads of a record on one day."""

    __tablename__ = "usage_count"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
