"""Agencies, with the days between which they exist and what became of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.i18n import language
from portal.model.columns import CreatedAt, Id, Moment, Slug, Values


class Organization(Base):
    """An agency (foaf:Agent). Codes are reused after mergers, so only `id` and `name` identify one.

    Where it does not publish directly, an approver decides on what an editor submits; `may_approve_own` lets
    approvers decide on their own records too.
    """

    __tablename__ = "organization"

    id: Mapped[Id]
    name: Mapped[Slug] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_key: Mapped[str] = mapped_column(String(900), index=True)
    code: Mapped[str | None] = mapped_column(String(40), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organization.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    values: Mapped[Values]
    publishes_directly: Mapped[bool] = mapped_column(default=False)
    may_approve_own: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[CreatedAt]
    modified_at: Mapped[Moment]

    parent: Mapped[Organization | None] = relationship(remote_side="Organization.id")
    successions: Mapped[list[OrganizationSuccession]] = relationship(
        foreign_keys="OrganizationSuccession.predecessor_id",
        back_populates="predecessor",
        cascade="all, delete-orphan",
    )
    predecessions: Mapped[list[OrganizationSuccession]] = relationship(
        foreign_keys="OrganizationSuccession.successor_id", back_populates="successor"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by SQLAlchemy

    @property
    def label(self) -> str:
        """The name in the current language, else in Vietnamese."""
        return (language() == "en" and self.values.get("title_en")) or self.title

    @property
    def short_names(self) -> tuple[str, ...]:
        """What people type in place of the full name."""
        return tuple(self.values.get("short_names") or ())

    def exists_on(self, day: date) -> bool:
        """Whether the agency is in being on `day`."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_to and day > self.valid_to)


class OrganizationSuccession(Base):
    """One agency takes over (part of) another's duties on a day."""

    __tablename__ = "organization_succession"

    predecessor_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    successor_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), primary_key=True, index=True)
    effective_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")

    predecessor: Mapped[Organization] = relationship(
        foreign_keys=[predecessor_id], back_populates="successions"
    )
    successor: Mapped[Organization] = relationship(
        foreign_keys=[successor_id], back_populates="predecessions"
    )
