"""The promise: when a dataset is to be published, and every change of that day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.model.columns import CreatedAt, Id
from portal.model.dataset import Dataset


class PublicationPlan(Base):
    """The promise of one open dataset. Whether it is kept or overdue follows from facts and is not stored.

    `expected_on` is the agency's new estimate once the promised day is past; it never replaces `planned_on`.
    """

    __tablename__ = "publication_plan"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    planned_on: Mapped[date] = mapped_column(index=True)
    first_planned_on: Mapped[date]
    promised_on: Mapped[date | None]
    is_in_work: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    late_reason_on: Mapped[date | None]
    expected_on: Mapped[date | None]

    dataset: Mapped[Dataset] = relationship(back_populates="plan")
    changes: Mapped[list[PlanChange]] = relationship(
        back_populates="plan",
        order_by="(PlanChange.changed_on, PlanChange.created_at)",
        cascade="all, delete-orphan",
    )


class PlanChange(Base):
    """One move of the promised day, with its reason."""

    __tablename__ = "plan_change"

    id: Mapped[Id]
    dataset_id: Mapped[str] = mapped_column(
        ForeignKey("publication_plan.dataset_id", ondelete="CASCADE"), index=True
    )
    changed_on: Mapped[date]
    old_date: Mapped[date]
    new_date: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[CreatedAt]

    plan: Mapped[PublicationPlan] = relationship(back_populates="changes")
