"""The audit trail for administrators: searched, page by page, and taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, false, or_, select
from sqlalchemy.orm import aliased

from portal.catalog.unit import Unit
from portal.errors import NotPermitted
from portal.exchange.json_lines import stream_json_lines
from portal.exchange.tables import stream_csv
from portal.i18n import TIME_ZONE
from portal.i18n import gettext as _
from portal.model import Activity, Dataset, Organization, User

PER_PAGE = 50
BATCH = 1000
MOST_LETTERS = 200
ACTOR, SUBJECT = aliased(User), aliased(User)
COLUMNS = {
    "sequence": Activity.sequence,
    "at": Activity.at,
    "action": Activity.action,
    "person": ACTOR.login,
    "subject": SUBJECT.login,
    "organization": Organization.name,
    "record": Dataset.name,
    "resource_id": Activity.resource_id,
    "comment": Activity.comment,
    "changes": Activity.changes,
    "origin": Activity.origin,
    "id": Activity.id,
    "user_id": Activity.user_id,
    "dataset_id": Activity.dataset_id,
    "organization_id": Activity.organization_id,
    "subject_id": Activity.subject_id,
    "previous_hash": Activity.previous_hash,
    "hash": Activity.hash,
}
"""An export's columns; with them everything that the hash was made of is there."""


@dataclass(frozen=True)
class AuditQuestion:
    """What is looked for; empty means all. `before` is the number under which a page begins."""

    person: str = ""
    organization: str = ""
    record: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    before: int | None = None


@dataclass(frozen=True)
class AuditEntry:
    """One act: who did what to what, when and from where."""

    sequence: int
    at: datetime
    action: str
    person: str
    subject: str
    organization: str
    record: str
    comment: str
    changes: Mapping[str, Any]
    origin: str
    hash: str


@dataclass(frozen=True)
class AuditPage:
    """Some entries, newest first. `next_before` begins the next page, None on the last."""

    question: AuditQuestion
    entries: tuple[AuditEntry, ...]
    next_before: int | None
    actions: tuple[str, ...]


class Audit:
    """What administrators may ask the audit trail."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def page(self, question: AuditQuestion) -> AuditPage:
        """The entries that meet the question. Raises `NotPermitted`."""
        self._require_administrator()
        rows = self._unit.session.execute(_query(question).limit(PER_PAGE + 1)).mappings().all()
        entries = tuple(_entry(row) for row in rows[:PER_PAGE])
        following = entries[-1].sequence if len(rows) > PER_PAGE else None
        actions = self._unit.session.scalars(select(Activity.action).distinct().order_by(Activity.action))
        return AuditPage(question, entries, following, tuple(actions))

    def export(self, question: AuditQuestion) -> Iterator[dict[str, Any]]:
        """All entries that meet the question, newest first, as plain values. Raises `NotPermitted` at once."""
        self._require_administrator()
        return self._rows(replace(question, before=None))

    def ndjson(self, question: AuditQuestion) -> Iterator[bytes]:
        """`export` as newline-delimited JSON."""
        return stream_json_lines(self.export(question))

    def csv(self, question: AuditQuestion) -> Iterator[bytes]:
        """`export` as a table; changes are JSON in one column."""
        rows = self.export(question)
        return stream_csv(tuple(COLUMNS), (tuple(_cell(value) for value in row.values()) for row in rows))

    def _rows(self, question: AuditQuestion) -> Iterator[dict[str, Any]]:
        while True:
            rows = self._unit.session.execute(_query(question).limit(BATCH)).mappings().all()
            for row in rows:
                yield {**row, "at": row["at"].isoformat(timespec="microseconds")}
            if len(rows) < BATCH:
                return
            question = replace(question, before=rows[-1]["sequence"])

    def _require_administrator(self) -> None:
        if not self._unit.identity.is_administrator:
            raise NotPermitted(_("Chỉ quản trị viên xem được nhật ký kiểm toán."))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _query(question: AuditQuestion) -> Select[*tuple[Any, ...]]:
    query = (
        select(*(column.label(name) for name, column in COLUMNS.items()))
        .select_from(Activity)
        .outerjoin(ACTOR, ACTOR.id == Activity.user_id)
        .outerjoin(SUBJECT, SUBJECT.id == Activity.subject_id)
        .outerjoin(Dataset, Dataset.id == Activity.dataset_id)
        .outerjoin(Organization, Organization.id == Activity.organization_id)
        .order_by(Activity.sequence.desc())
    )
    if question.before is not None:
        query = query.where(Activity.sequence < question.before)
    if question.person:
        query = query.where(or_(ACTOR.login == question.person, SUBJECT.login == question.person))
    if question.organization:
        query = query.where(Organization.name == question.organization)
    if question.record:
        query = query.where(Dataset.name == question.record)
    if question.action:
        query = query.where(Activity.action == question.action)
    if question.since:
        query = query.where(Activity.at >= _midnight(question.since))
    if question.until:
        is_last = question.until == date.max
        query = query.where(
            false() if is_last else Activity.at < _midnight(question.until + timedelta(days=1))
        )
    return _with_text(query, question.text[:MOST_LETTERS])


def _with_text(query: Select[*tuple[Any, ...]], text: str) -> Select[*tuple[Any, ...]]:
    if not text:
        return query
    # Changes are stored as JSON, where letters outside ASCII are escaped.
    escaped = json.dumps(text)[1:-1]
    return query.where(
        or_(
            Activity.comment.icontains(text, autoescape=True),
            cast(Activity.changes, String).icontains(escaped, autoescape=True),
            Activity.origin == text,
        )
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), TIME_ZONE)


def _entry(row: Mapping[Any, Any]) -> AuditEntry:
    names = ("sequence", "at", "action", "comment", "changes", "origin", "hash")
    values: dict[str, Any] = {name: row[name] for name in names}
    values |= {name: row[name] or "" for name in ("person", "subject", "organization", "record")}
    return AuditEntry(**values)
