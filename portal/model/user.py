"""Those who sign in, and what they are in which agency."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.model.columns import CreatedAt, Id
from portal.model.organization import Organization


class Role(StrEnum):
    """What somebody is in one agency. Administrators are marked on the user, not here."""

    READER = "reader"
    EDITOR = "editor"
    APPROVER = "approver"


class User(Base):
    """An account. `session_epoch` goes up when the password changes, which ends all older sessions."""

    __tablename__ = "user"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(255))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Membership(Base):
    """A user's role in an agency."""

    __tablename__ = "membership"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))

    user: Mapped[User] = relationship(back_populates="memberships")
    organization: Mapped[Organization] = relationship()


class SignInAttempt(Base):
    """A wrong password, kept until the pause it may cause has passed."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class EndedSession(Base):
    """A session that was signed out before its cookie ran out; kept until then. `id` is a hash of its own."""

    __tablename__ = "ended_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
