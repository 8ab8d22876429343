"""What happened: the append-only history, and how often records are used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.model.columns import Id
from portal.model.user import User

OF_RECORDS = text("dataset_id IS NOT NULL OR organization_id IS NOT NULL")
"""Acts that may change what pages show; those of accounts alone do not."""


class Activity(Base):
    """One entry of the audit trail; never changed or deleted, which triggers see to.

    `changes` maps a field to `[old, new]`. `user_id` is None for the portal itself and for commands. `origin` is the
    address that the act came from, else `command` or `job`; only administrators see it. `sequence`, `previous_hash`
    and `hash` are set when the entry is written (`portal.model.chain`). A migration that copies this table has to
    make its triggers anew.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_dataset", "dataset_id", "at"),
        Index("ix_activity_organization", "organization_id", "at"),
        Index("ix_activity_user", "user_id", "sequence"),
        Index("ix_activity_of_records", "at", sqlite_where=OF_RECORDS, postgresql_where=OF_RECORDS),
    )

    id: Mapped[Id]
    sequence: Mapped[int] = mapped_column(unique=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    action: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    dataset_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id"))
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organization.id"))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    comment: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    origin: Mapped[str] = mapped_column(String(45), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    user: Mapped[User | None] = relationship()


class ActivityHead(Base):
    """The end of the chain of activities: one row, whose lock lets one transaction at a time add to it."""

    __tablename__ = "activity_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class UsageCount(Base):
    """Page views and downloads of a record on one day."""

    __tablename__ = "usage_count"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
