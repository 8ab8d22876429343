"""Revisions of public records where they need an approval: the public sees the record until then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.access.permissions import Permission, may, require
from portal.catalog.records import Records
from portal.catalog.saving import conflict
from portal.catalog.submissions import refuse_under_review
from portal.catalog.unit import Unit
from portal.catalog.values import full_values, relations_of
from portal.errors import Invalid, NotFound, Problem
from portal.i18n import gettext as _
from portal.metadata.records import Values, check, differences, show
from portal.model import Dataset, WorkingCopy


class WorkingCopies:
    """Keeps what is changed of a public record apart from it."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session
        self._records = Records(unit)

    def revise(self, name: str, values: Mapping[str, Any], *, version: int, reason: str = "") -> bool:
        """Save a form: in the record where the identity may, else in its working copy. Returns whether in a copy.

        Raises what `Records.revise` does.
        """
        record = self._records.find(name)
        if not needs_copy(self._unit, record):
            self._records.revise(name, values, version=version, reason=reason)
            return False
        self._save(record, values, version, reason)
        return True

    def drop(self, name: str) -> None:
        """Give the working copy up; the history keeps what it said. Raises `NotFound`."""
        record = self._records.find(name)
        self._unit.require(Permission.EDIT, record)
        refuse_under_review(self._session, record)
        copy = working_copy(self._session, record)
        if copy is None:
            raise NotFound(_("Bản ghi này không có bản sửa nào."))
        schema = self._unit.schemas.for_catalog(record.catalog)
        lost = differences(schema, copy.base, copy.values)
        self._session.delete(copy)
        self._unit.note("drop_copy", record, changes={n: list(pair) for n, pair in lost.items()})

    def apply(self, record: Dataset) -> None:
        """Put what was approved into the record, if there is a copy. Raises `Invalid`."""
        copy = working_copy(self._session, record)
        if copy is None:
            return
        values = self.merged(record, copy)
        self._session.delete(copy)
        self._records.revise(record.name, values, version=record.version, reason=copy.plan_reason)

    def obstacles(self, record: Dataset) -> list[Problem]:
        """Everything that stands between the copy and the public."""
        copy = working_copy(self._session, record)
        if copy is None:
            return [Problem("state", "state", _("Bản ghi này không có bản sửa nào để trình."))]
        try:
            values = self.merged(record, copy)
        except Invalid as refused:
            return list(refused.problems)
        schema = self._unit.schemas.for_catalog(record.catalog)
        problems = check(self._unit.schemas, schema, values, "publication", before=full_values(record))
        return problems + self._records.plan_problems(record, values, copy.plan_reason)

    def merged(self, record: Dataset, copy: WorkingCopy) -> Values:
        """The record with what the copy changes. Raises `Invalid` for what both have changed since."""
        schema = self._unit.schemas.for_catalog(record.catalog)
        now, wanted = full_values(record), differences(schema, copy.base, copy.values)
        moved = differences(schema, copy.base, now)
        clashes = [n for n in wanted if n in moved and moved[n][1] != wanted[n][1]]
        if clashes:
            raise Invalid([_clash(name, schema.fields[name].label) for name in clashes])
        values = {**now, **{name: new for name, (_old, new) in wanted.items()}}
        return {name: value for name, value in values.items() if value is not None}

    def changes(self, record: Dataset) -> tuple[tuple[str, str, str], ...]:
        """Label, value in public and value in the copy of each field that differs."""
        copy = working_copy(self._session, record)
        if copy is None:
            return ()
        schema = self._unit.schemas.for_catalog(record.catalog)
        found = differences(schema, full_values(record), copy.values)
        return tuple(
            (spec.label, show(self._unit.schemas, spec, old), show(self._unit.schemas, spec, new))
            for name, (old, new) in found.items()
            if (spec := schema.fields[name])
        )

    def _save(self, record: Dataset, values: Mapping[str, Any], version: int, reason: str) -> None:
        self._unit.require(Permission.EDIT, record)
        refuse_under_review(self._session, record)
        schema = self._unit.schemas.for_catalog(record.catalog)
        copy = working_copy(self._session, record)
        public = full_values(record)
        held = copy.version if copy else record.version
        if held != version:
            raise conflict(held, copy.values if copy else public, values)
        relations, problems = relations_of(self._session, self._unit.identity, schema, values)
        problems = check(self._unit.schemas, schema, values, "draft", before=public) + problems
        if problems:
            raise Invalid(problems)
        assert relations.organization is not None
        require(self._unit.identity, Permission.EDIT, relations.organization.id)
        if copy is None:
            copy = WorkingCopy(dataset_id=record.id, base=public)
            self._session.add(copy)
        copy.values, copy.plan_reason = dict(values), reason.strip()
        copy.version = version + 1
        copy.saved_by_id, copy.saved_at = self._unit.identity.user_id, self._unit.now()
        record_id = record.id
        try:
            self._session.flush()
        except (StaleDataError, IntegrityError):
            self._session.rollback()
            stored = self._session.get_one(WorkingCopy, record_id)
            raise conflict(stored.version, stored.values, values) from None
        self._unit.note("revise_copy", record)


def needs_copy(unit: Unit, record: Dataset) -> bool:
    """Whether what the identity changes of the record has to be approved first."""
    return record.is_public and not may(unit.identity, Permission.PUBLISH, record.organization_id)


def working_copy(session: Session, record: Dataset) -> WorkingCopy | None:
    """The working copy of the record."""
    return session.get(WorkingCopy, record.id)


def _clash(name: str, label: str) -> Problem:
    message = _(
        "Mục “%(label)s” của bản đang công bố đã đổi khác từ khi bắt đầu sửa. Hãy mở biểu mẫu, xem lại rồi lưu.",
        label=label,
    )
    return Problem(name, "changed", message)
