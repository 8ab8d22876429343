"""Describe, promise, publish and withdraw records: every change of a record's state passes here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission, require
from portal.access.visibility import known
from portal.catalog.exposure import findings_of
from portal.catalog.plan import set_plan
from portal.catalog.promise import due_day
from portal.catalog.saving import conflict, saving
from portal.catalog.submissions import close_review, refuse_under_review
from portal.catalog.unit import Unit
from portal.catalog.values import full_values, relations_of, set_relations
from portal.errors import Invalid, NotFound, Problem
from portal.i18n import gettext as _
from portal.metadata.records import Values, check, differences
from portal.metadata.specification import RecordSchema, Stage
from portal.model import Catalog, Dataset, Exposure, RecordState, Resource
from portal.text import slugify, sort_key


class Records:
    """The life of a record, from draft to tombstone."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def find(self, name: str) -> Dataset:
        """The record called `name`, if the identity may know of it. Raises `NotFound`."""
        visible = known(self._unit.identity)
        record = self._session.scalar(select(Dataset).where(Dataset.name == name, visible))
        if record is None:
            raise NotFound(_("Không có bản ghi nào tên “%(name)s”.", name=name[:100]))
        return record

    def create(
        self,
        catalog: str,
        values: Mapping[str, Any],
        *,
        name: str | None = None,
        tolerate: frozenset[str] = frozenset(),
    ) -> Dataset:
        """A new draft. Raises `Invalid`, or `NotPermitted` outside one's agencies.

        `tolerate` names problem codes that do not stop it (an import tolerates `too_short`).
        """
        schema = self._unit.schemas.for_catalog(catalog)
        relations, problems = relations_of(self._session, self._unit.identity, schema, values)
        problems = check(self._unit.schemas, schema, values, "draft") + problems
        problems += self._name_problems(name)
        if problems := [p for p in problems if p.code not in tolerate]:
            raise Invalid(_in_order(schema, problems))
        assert relations.organization is not None
        require(self._unit.identity, Permission.EDIT, relations.organization.id)
        title = str(values["title"])
        record = Dataset(
            name=name or self._free_name(title),
            catalog=catalog,
            state=RecordState.DRAFT,
            created_at=self._unit.now(),
            modified_at=self._unit.now(),
        )
        set_relations(record, relations)
        self._apply(record, schema, values)
        self._session.add(record)
        set_plan(self._unit, record, values)
        self._flush_new()
        self._unit.note("create", record)
        return record

    def revise(
        self,
        name: str,
        values: Mapping[str, Any],
        *,
        version: int,
        reason: str = "",
        tolerate: frozenset[str] = frozenset(),
    ) -> Dataset:
        """Save new values over version `version`; problems with a code of `tolerate` do not stop it.

        Of a public record the public sees them at once (see `WorkingCopies` for who may not do that).

        Raises `Conflict` when somebody saved since, `Invalid` when a public record would break a rule, and
        `Invalid` on `plan_reason` when a public promise is moved without a reason.
        """
        record = self.find(name)
        self._unit.require(Permission.PUBLISH if record.is_public else Permission.EDIT, record)
        self._refuse_withdrawn(record)
        refuse_under_review(self._session, record)
        schema = self._unit.schemas.for_catalog(record.catalog)
        before = full_values(record)
        self._refuse_stale(record, version, before, values)
        relations, problems = relations_of(self._session, self._unit.identity, schema, values)
        stage: Stage = "draft" if record.state == RecordState.DRAFT else "publication"
        found = check(self._unit.schemas, schema, values, stage, before=before) + problems
        found += self.plan_problems(record, values, reason)
        if found := [p for p in found if p.code not in tolerate]:
            raise Invalid(_in_order(schema, found))
        assert relations.organization is not None
        require(self._unit.identity, Permission.EDIT, relations.organization.id)
        with saving(self._session, record, values):
            set_relations(record, relations)
            self._apply(record, schema, values)
            set_plan(self._unit, record, values, reason)
            if changes := differences(schema, before, full_values(record)):
                record.modified_at = self._unit.now()
                self._unit.note("revise", record, comment=reason, changes=_json(changes))
        return record

    def make_promise(self, name: str, comment: str = "") -> Dataset:
        """Make a draft of the open-data list public as a promise. Raises `Invalid` with what is missing."""
        record = self.find(name)
        self._unit.require(Permission.PUBLISH, record)
        refuse_under_review(self._session, record)
        if problems := self.obstacles(record, "promise"):
            raise Invalid(problems)
        assert record.plan is not None
        with saving(self._session, record):
            record.state = RecordState.PROMISED
            record.plan.promised_on = record.plan.promised_on or self._unit.today()
            record.plan.first_planned_on = record.plan.planned_on
            record.modified_at = self._unit.now()
            self._unit.note("promise", record, comment=comment)
        return record

    def publish(self, name: str, comment: str = "", *, tolerate: frozenset[str] = frozenset()) -> Dataset:
        """Publish the record. Raises `Invalid` with everything that is missing.

        A dataset that nobody promised is promised for the day it is published. `tolerate` names problem codes
        that do not stop it (an import tolerates `too_short`).
        """
        record = self.find(name)
        self._unit.require(Permission.PUBLISH, record)
        refuse_under_review(self._session, record)
        if problems := [p for p in self.obstacles(record, "publish") if p.code not in tolerate]:
            raise Invalid(problems)
        promised_on = self._unit.today().isoformat()
        moment = self._unit.now()
        with saving(self._session, record):
            record.state = RecordState.PUBLISHED
            record.published_at = record.published_at or moment
            record.withdrawn_at, record.withdrawal_reason, record.replaced_by = None, "", None
            if record.plan is None:
                set_plan(self._unit, record, {"planned_on": promised_on})
            if record.plan is not None:
                if record.plan.promised_on is None:
                    record.plan.first_planned_on = record.plan.planned_on
                record.plan.promised_on = record.plan.promised_on or self._unit.today()
            record.modified_at = moment
            self._unit.note("publish", record, comment=comment)
        return record

    def withdraw(self, name: str, reason: str, replaced_by: str | None = None) -> Dataset:
        """Replace a public record by a tombstone that says why. Raises `Invalid` without a reason."""
        record = self.find(name)
        self._unit.require(Permission.WITHDRAW, record)
        problems = []
        reason = reason.strip()
        if len(reason) < 20:
            problems.append(Problem("reason", "too_short", _("Lý do rút cần từ 20 ký tự: người dân sẽ đọc.")))
        if not record.is_public:
            problems.append(Problem("state", "state", _("Chỉ bản ghi đang công khai mới rút được.")))
        successor = self._successor(record, replaced_by, problems)
        if problems:
            raise Invalid(problems)
        with saving(self._session, record):
            record.state = RecordState.WITHDRAWN
            record.withdrawn_at = record.modified_at = self._unit.now()
            record.withdrawal_reason = reason
            record.replaced_by = successor
            close_review(self._session, record)
            self._unit.note("withdraw", record, comment=reason)
        return record

    def discard(self, name: str) -> None:
        """Take a draft out of sight for good; its history and files stay. Raises `Invalid` otherwise."""
        record = self.find(name)
        self._unit.require(Permission.EDIT, record)
        if record.state != RecordState.DRAFT:
            raise Invalid(
                [Problem("state", "state", _("Chỉ bản nháp mới bỏ được; bản đã công khai thì rút."))]
            )
        refuse_under_review(self._session, record)
        with saving(self._session, record):
            record.state = RecordState.DISCARDED
            record.modified_at = self._unit.now()
            record.name = f"{record.name[:80]}-{record.id}"
            close_review(self._session, record)
            self._unit.note("discard", record)

    def missing(self, record: Dataset) -> list[Problem]:
        """What a publication of the record still needs."""
        return self._missing(record, full_values(record))

    def obstacles(self, record: Dataset, act: str) -> list[Problem]:
        """Everything that stands between the record and its `act`: `publish` or `promise`."""
        if act == "promise":
            if record.state != RecordState.DRAFT or record.catalog != Catalog.OPEN_DATA:
                message = _("Chỉ bản nháp của danh mục dữ liệu mở mới công bố lời hẹn.")
                return [Problem("state", "state", message)]
            return self.missing(record)
        if record.state == RecordState.PUBLISHED:
            return [Problem("state", "state", _("Bản ghi này đã công bố."))]
        if record.state == RecordState.WITHDRAWN:
            message = _("Bản ghi đã rút không công bố lại được. Hãy lập bản ghi mới; trang cũ giữ lý do rút.")
            return [Problem("state", "state", message)]
        values = full_values(record)
        files = [r for r in record.resources if r.removed_at is None]
        if record.catalog != Catalog.OPEN_DATA:
            return self._missing(record, values) + [_held(r) for r in files if _is_held(r)]
        problems = self._missing(record, {"planned_on": self._unit.today().isoformat(), **values})
        if not files:
            problems.append(Problem("resources", "required", _("Cần ít nhất một tệp hoặc liên kết.")))
        return problems + [_held(r) for r in files if _is_held(r)]

    # -- the parts

    def _missing(self, record: Dataset, values: Values) -> list[Problem]:
        schema = self._unit.schemas.for_catalog(record.catalog)
        return check(self._unit.schemas, schema, values, "publication", before=values)

    def _apply(self, record: Dataset, schema: RecordSchema, values: Mapping[str, Any]) -> None:
        record.title = str(values["title"])
        record.title_key = sort_key(record.title)[:900]
        record.is_sample = bool(values.get("is_sample", False))
        record.values = {f.name: values[f.name] for f in schema.stored_in_values() if f.name in values}
        record.due_on = due_day(record.data_changed_on, self._unit.frequency(record))

    def _flush_new(self) -> None:
        try:
            self._session.flush()
        except IntegrityError:
            # Somebody took the name since we looked.
            self._session.rollback()
            message = _("Vừa có người lập bản ghi cùng tên. Hãy lưu lại một lần nữa.")
            raise Invalid([Problem("name", "taken", message)]) from None

    def _free_name(self, title: str) -> str:
        stem = slugify(title) or "ban-ghi"
        taken = set(
            self._session.scalars(select(Dataset.name).where(Dataset.name.startswith(stem, autoescape=True)))
        )
        number, name = 1, stem
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        return name

    def _name_problems(self, name: str | None) -> list[Problem]:
        if name is None:
            return []
        if slugify(name, 100) != name or len(name) < 2:
            return [
                Problem(
                    "name", "name", _("Tên trong địa chỉ chỉ gồm a–z, 0–9 và gạch nối, từ 2 đến 100 ký tự.")
                )
            ]
        if self._session.scalar(select(Dataset.id).where(Dataset.name == name)):
            return [Problem("name", "taken", _("Đã có bản ghi tên “%(name)s”.", name=name))]
        return []

    def _refuse_withdrawn(self, record: Dataset) -> None:
        if record.state == RecordState.WITHDRAWN:
            raise Invalid([Problem("state", "state", _("Bản ghi đã rút, không sửa được nữa."))])

    def _refuse_stale(self, record: Dataset, version: int, before: Values, values: Mapping[str, Any]) -> None:
        if record.version != version:
            raise conflict(record.version, before, values)

    def plan_problems(self, record: Dataset, values: Mapping[str, Any], reason: str) -> list[Problem]:
        """What is wrong with a move of the promised day."""
        is_public = record.state != RecordState.DRAFT
        if record.plan is None or not is_public or not values.get("planned_on"):
            return []
        if values["planned_on"] != record.plan.planned_on.isoformat() and len(reason.strip()) < 10:
            message = _("Dời ngày hẹn phải nêu lý do, từ 10 ký tự. Ngày cũ vẫn hiện cho người dân.")
            return [Problem("plan_reason", "required", message)]
        return []

    def _successor(self, record: Dataset, name: str | None, problems: list[Problem]) -> Dataset | None:
        if not name:
            return None
        other = self._session.scalar(select(Dataset).where(Dataset.name == name, known(self._unit.identity)))
        if other is None or other.id == record.id:
            problems.append(Problem("replaced_by", "unknown", _("Không có bản ghi thay thế tên đó.")))
        return other


def _is_held(resource: Resource) -> bool:
    version = resource.current_version
    return version is not None and version.exposure == Exposure.HELD


def _held(resource: Resource) -> Problem:
    version = resource.current_version
    if version is not None and not findings_of(version):
        message = _(
            "Cổng không kiểm tra được dữ liệu cá nhân trong tệp “%(file)s”. Hãy sửa cách đọc, tải lên bản đọc được, "
            "hoặc đề nghị người phê duyệt cho công bố.",
            file=resource.label,
        )
        return Problem("resources", "unseen_file", message)
    message = _(
        "Tệp “%(file)s” có dữ liệu cá nhân. Hãy bỏ hoặc che các cột đó, hoặc đề nghị người phê duyệt cho công bố.",
        file=resource.label,
    )
    return Problem("resources", "personal_data", message)


def _in_order(schema: RecordSchema, problems: list[Problem]) -> list[Problem]:
    order = {name: number for number, name in enumerate(schema.fields)}
    return sorted(problems, key=lambda p: order.get(p.path.split(".")[0], len(order)))


def _json(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: [old, new] for name, (old, new) in changes.items()}
