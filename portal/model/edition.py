"""Editions: a catalog as it was issued by a decision. Written once; nothing here ever changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from portal.db import Base, UtcDateTime
from portal.model.columns import Id


class Edition(Base):
    """A catalog under a decision number and date.

    `files` lists its files in storage (`form`, `key`, `size_bytes`), `changes` is the comparison with the
    edition before as JSON, read only when asked for.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("catalog", "number"),)

    id: Mapped[Id]
    catalog: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    record_count: Mapped[int]
    is_sample: Mapped[bool] = mapped_column(default=False)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)


class EditionRecord(Base):
    """One numbered record of an edition. `facts` holds every field as it was shown, in Vietnamese.

    The record's id is no foreign key: an edition outlives what it lists.
    """

    __tablename__ = "edition_record"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, str]] = mapped_column(JSON)


class Issued(Exception):
    """An edition was to be changed or removed: nothing in the portal may ask for that."""


def _refuse(*_event: object) -> None:
    raise Issued


for _mapped in (Edition, EditionRecord):
    event.listen(_mapped, "before_update", _refuse)
    event.listen(_mapped, "before_delete", _refuse)


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(asked: ORMExecuteState) -> None:
    mapper = asked.bind_mapper
    if (asked.is_update or asked.is_delete) and mapper and mapper.class_ in (Edition, EditionRecord):
        raise Issued
