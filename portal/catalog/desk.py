"""The steward's desk: what waits in the agencies that the identity works for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from portal.access.permissions import Permission, may
from portal.catalog.cards import card, link
from portal.catalog.loading import by_ids
from portal.catalog.pages import DeskLine, DeskPage, Link
from portal.catalog.promise import FreshnessState, Promise, grace_days
from portal.catalog.unit import Unit
from portal.errors import NotPermitted
from portal.i18n import format_date, ngettext
from portal.i18n import gettext as _
from portal.i18n import today as local_day
from portal.model import (
    Dataset,
    Exposure,
    IngestState,
    Organization,
    PublicationPlan,
    RecordState,
    Resource,
    ResourceVersion,
    Review,
    ReviewState,
)
from portal.text import fold, normalize

PER_PAGE = 30
SOON = timedelta(days=30)
FILTERS = ("review", "returned", "overdue", "soon", "late", "failed", "personal", "draft", "published", "all")
WAITING = ("overdue", "soon", "late", "failed", "personal", "draft")
"""What waits for whoever works in the agency."""


class Desk:
    """What a steward sees first."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def page(self, filter: str = "", text: str = "", page: int = 1) -> DeskPage:
        """One page of one pile. Raises `NotPermitted` for who works in no agency.

        Without a filter: whatever waits (overdue, due soon, late data, failed files, drafts).
        """
        identity = self._unit.identity
        if not identity.is_administrator and not identity.roles:
            raise NotPermitted(_("Tài khoản của bạn chưa thuộc cơ quan nào. Hãy liên hệ quản trị Cổng."))
        filter = filter if filter in FILTERS else ""
        query = self._pile(filter, text)
        total = self._session.scalar(select(func.count()).select_from(query.subquery())) or 0
        order = (PublicationPlan.planned_on.is_(None), PublicationPlan.planned_on, Dataset.title_key)
        chosen = query.with_only_columns(Dataset.id).order_by(*order)
        ids = self._session.scalars(chosen.offset((max(page, 1) - 1) * PER_PAGE).limit(PER_PAGE)).all()
        return DeskPage(
            organizations=self._agencies(),
            lines=tuple(self._lines(ids)),
            total=total,
            page=max(page, 1),
            counts=self._counts(),
            calendar=self._calendar(),
            filter=filter,
            text=text,
            may_approve=identity.is_administrator
            or any(may(identity, Permission.APPROVE, agency) for agency in identity.roles),
        )

    # -- the piles

    def _own(self) -> ColumnElement[bool]:
        identity = self._unit.identity
        return true() if identity.is_administrator else Dataset.organization_id.in_(list(identity.roles))

    def _rules(self) -> Mapping[str, ColumnElement[bool]]:
        today = self._unit.today()
        is_open = Dataset.state.in_([RecordState.DRAFT, RecordState.PROMISED])
        waiting = and_(is_open, PublicationPlan.planned_on.is_not(None))
        return {
            "review": exists(self._submissions(ReviewState.SUBMITTED).where(self._decides())),
            "returned": exists(self._submissions(ReviewState.CHANGES_ASKED)),
            "overdue": and_(waiting, PublicationPlan.planned_on < today),
            "soon": and_(
                waiting, PublicationPlan.planned_on >= today, PublicationPlan.planned_on <= today + SOON
            ),
            "late": and_(Dataset.state == RecordState.PUBLISHED, self._is_late(today)),
            "failed": _has_file(ResourceVersion.ingest_state == IngestState.FAILED),
            "personal": _has_file(ResourceVersion.exposure == Exposure.HELD),
            "draft": Dataset.state == RecordState.DRAFT,
            "published": Dataset.state == RecordState.PUBLISHED,
            "all": Dataset.state != RecordState.DISCARDED,
        }

    def _submissions(self, state: ReviewState) -> Select[Any]:
        is_its = and_(Review.dataset_id == Dataset.id, Review.is_open, Review.state == state)
        return select(Review.id).where(is_its)

    def _decides(self) -> ColumnElement[bool]:
        """SQL: the identity may decide on this submission."""
        identity = self._unit.identity
        if identity.is_administrator:
            return true()
        approved = [i for i in identity.roles if may(identity, Permission.APPROVE, i)]
        own_too = [i for i in approved if i not in identity.under_approval]
        is_not_own = or_(Review.submitted_by_id.is_(None), Review.submitted_by_id != identity.user_id)
        is_theirs = Dataset.organization_id.in_(approved)
        return and_(is_theirs, or_(is_not_own, Dataset.organization_id.in_(own_too)))

    def _is_late(self, today: date) -> ColumnElement[bool]:
        """Data past its due day by more than the grace of its frequency, as its badge says."""
        frequency = Dataset.values["update_frequency"].as_string()
        rules = [
            and_(frequency == term.code, Dataset.due_on < today - timedelta(days=grace_days(term)))
            for term in self._unit.schemas.vocabularies["update-frequencies"]
        ]
        return or_(false(), *rules)

    def _waits(self) -> ColumnElement[bool]:
        """Whatever asks for something to be done; a record that waits for two reasons is one."""
        rules = self._rules()
        return or_(*(rules[name] for name in ("review", "returned", *WAITING)))

    def _pile(self, filter: str, text: str) -> Select[Any]:
        rules = self._rules()
        rule = rules[filter] if filter else self._waits()
        query = select(Dataset).outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        query = query.where(self._own(), Dataset.state != RecordState.DISCARDED, rule)
        if words := fold(normalize(text)).split():
            query = query.where(Dataset.id.in_(self._matching(words)))
        return query

    def _matching(self, words: list[str]) -> list[str]:
        rows = self._session.execute(select(Dataset.id, Dataset.title).where(self._own()))
        return [row[0] for row in rows if all(word in fold(row[1]) for word in words)]

    def _counts(self) -> dict[str, int]:
        rules = {**self._rules(), "waiting": self._waits()}
        columns = [func.count().filter(rule).label(name) for name, rule in rules.items()]
        query = select(*columns).select_from(Dataset)
        query = query.outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id).where(
            self._own(), Dataset.state != RecordState.DISCARDED
        )
        row = self._session.execute(query).one()
        return {name: getattr(row, name) for name in rules}

    # -- the lines

    def _lines(self, ids: Sequence[str]) -> list[DeskLine]:
        failed = self._files(ids, ResourceVersion.ingest_state == IngestState.FAILED)
        held = self._files(ids, ResourceVersion.exposure == Exposure.HELD)
        reviews = {
            review.dataset_id: review
            for review in self._session.scalars(
                select(Review).where(Review.is_open, Review.dataset_id.in_(ids))
            )
        }
        return [
            self._line(record, failed.get(record.id, ""), held.get(record.id, ""), reviews.get(record.id))
            for record in by_ids(self._session, ids)
        ]

    def _files(self, ids: Sequence[str], rule: ColumnElement[bool]) -> dict[str, str]:
        """A file of each record whose newest version fits the rule."""
        query = (
            select(Resource.dataset_id, ResourceVersion.filename)
            .join(ResourceVersion, ResourceVersion.id == Resource.current_version_id)
            .where(
                Resource.dataset_id.in_(ids),
                Resource.removed_at.is_(None),
                rule,
            )
        )
        return {row[0]: row[1] for row in self._session.execute(query)}

    def _line(self, record: Dataset, failed_file: str, held_file: str, review: Review | None) -> DeskLine:
        shown = card(self._unit, record)
        task, tone = _task(record, shown.promise, failed_file)
        if held_file and held_file != failed_file:
            task = _("Tệp %(file)s có dữ liệu cá nhân, chờ quyết định.", file=held_file)
            tone = "overdue"
        if review is not None:
            task, tone = _review_task(review)
        is_mine = may(self._unit.identity, Permission.EDIT, record.organization_id)
        may_edit = is_mine and record.state != RecordState.WITHDRAWN
        is_waiting = review is not None and review.state != ReviewState.CHANGES_ASKED
        return DeskLine(shown, task, tone, may_edit=may_edit, is_under_review=may_edit and is_waiting)

    def _agencies(self) -> tuple[Link, ...]:
        identity = self._unit.identity
        if identity.is_administrator:
            return ()
        ids = [i for i in identity.roles if may(identity, Permission.VIEW_DRAFT, i)]
        query = select(Organization).where(Organization.id.in_(ids)).order_by(Organization.title_key)
        return tuple(link(o) for o in self._session.scalars(query))

    def _calendar(self) -> tuple[tuple[date, str, Link], ...]:
        """What falls due in the next 30 days: promises and updates, soonest first, at most ten."""
        today = self._unit.today()
        plans = (
            select(Dataset, PublicationPlan.planned_on)
            .join(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
            .where(self._own(), self._rules()["soon"])
            .order_by(PublicationPlan.planned_on)
            .limit(10)
        )
        updates = (
            select(Dataset, Dataset.due_on)
            .where(
                self._own(),
                Dataset.state == RecordState.PUBLISHED,
                Dataset.due_on.between(today, today + SOON),
            )
            .order_by(Dataset.due_on)
            .limit(10)
        )
        found = [(day, _("Hẹn công bố"), Link(d.name, d.label)) for d, day in self._session.execute(plans)]
        found += [
            (day, _("Kỳ cập nhật"), Link(d.name, d.label)) for d, day in self._session.execute(updates) if day
        ]
        return tuple(sorted(found, key=lambda entry: entry[0])[:10])


def _has_file(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: the record has a file whose newest version fits the rule."""
    return exists(
        select(Resource.id)
        .join(ResourceVersion, ResourceVersion.id == Resource.current_version_id)
        .where(Resource.dataset_id == Dataset.id, Resource.removed_at.is_(None), rule)
    )


def _review_task(review: Review) -> tuple[str, str]:
    """What a submission waits for, and its tone."""
    match review.state:
        case ReviewState.SUBMITTED:
            return _("Chờ duyệt từ ngày %(day)s.", day=format_date(local_day(review.submitted_at))), "soon"
        case ReviewState.APPROVED:
            day = format_date(review.publish_on) if review.publish_on else ""
            return _("Đã duyệt, tự công bố ngày %(day)s.", day=day), "work"
    return _("Bị trả lại để sửa: %(answer)s", answer=review.answer[:200]), "overdue"


def _task(record: Dataset, promise: Promise, failed_file: str) -> tuple[str, str]:
    """What waits with a record, and its tone, most urgent first."""
    planned_on, today = promise.planned_on, promise.today
    is_open = record.state in (RecordState.DRAFT, RecordState.PROMISED)
    if failed_file:
        return _("Chưa đọc được bảng trong tệp %(file)s.", file=failed_file), "overdue"
    if is_open and planned_on and planned_on < today:
        days = (today - planned_on).days
        return ngettext("Quá hạn %(n)s ngày.", "Quá hạn %(n)s ngày.", days), "overdue"
    if promise.freshness.state is FreshnessState.LATE:
        days = promise.freshness.days
        return ngettext(
            "Dữ liệu chậm %(n)s ngày so với kỳ.", "Dữ liệu chậm %(n)s ngày so với kỳ.", days
        ), "late"
    if is_open and planned_on:
        return _(
            "Hẹn công bố ngày %(day)s.", day=format_date(planned_on)
        ), "soon" if planned_on <= today + SOON else "work"
    if record.state == RecordState.DRAFT:
        return _("Bản nháp, người dân chưa thấy."), "work"
    if record.state == RecordState.WITHDRAWN:
        return _("Đã rút."), "withdrawn"
    return _("Không có việc gì chờ."), "published"
