"""Editions: a catalog issued by a decision, its files, and what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from portal.catalog.documents import record_document
from portal.catalog.edition_files import FORMS, EditionFiles, Heading
from portal.catalog.freezing import STATE, Changes, Frozen, compare, current, current_records, freeze, kept
from portal.catalog.lists import catalog_title
from portal.catalog.loading import by_ids
from portal.catalog.pages.editions import EditionFile, EditionLine, EditionPage, EditionRow, EditionsPage
from portal.catalog.unit import Unit
from portal.errors import Invalid, NotFound, NotPermitted, Problem
from portal.i18n import gettext as _
from portal.i18n import use_language
from portal.model import Activity, Catalog, Dataset, Edition, EditionRecord, Resource
from portal.storage.protocol import Storage

PER_PAGE = 50
BATCH = 200


@dataclass(frozen=True)
class Decision:
    """By what a catalog is issued."""

    number: str
    decided_on: date | None
    note: str = ""


class Editions:
    """The catalogs as they were issued. There is no way to change or remove an edition.

    `public` is the same unit of work as nobody in particular sees it: an edition holds what everybody may see.
    """

    def __init__(self, unit: Unit, public: Unit, storage: Storage) -> None:
        self._unit = unit
        self._public = public
        self._session = unit.session
        self._storage = storage

    def every(self, catalog: str) -> EditionsPage:
        """All editions of a catalog, newest first, and what differs from the newest now."""
        _known(catalog)
        query = select(Edition).where(Edition.catalog == catalog).order_by(Edition.number.desc())
        editions = list(self._session.scalars(query))
        return EditionsPage(
            catalog=catalog,
            label=catalog_title(catalog),
            editions=tuple(_line(e) for e in editions),
            since=self._since(editions[0]) if editions else Changes(),
            may_issue=self._unit.identity.is_administrator,
        )

    def page(self, catalog: str, number: int, page: int = 1) -> EditionPage:
        """One edition with a page of its rows. Raises `NotFound`."""
        edition = self._find(catalog, number)
        newest = self._newest(catalog)
        pages = max(1, -(-edition.record_count // PER_PAGE))
        page = max(1, min(page, pages))
        first = (page - 1) * PER_PAGE
        query = select(EditionRecord).where(
            EditionRecord.edition_id == edition.id,
            EditionRecord.number > first,
            EditionRecord.number <= first + PER_PAGE,
        )
        fields = self._unit.schemas.for_catalog(catalog).fields.values()
        columns = [f for f in fields if f.list_column and f.name != "title"]
        names = [*(c.name for c in columns), STATE]
        rows = self._session.scalars(query.order_by(EditionRecord.number))
        return EditionPage(
            catalog=catalog,
            label=catalog_title(catalog),
            edition=_line(edition),
            headings=(*(c.label for c in columns), _("Trạng thái")),
            rows=tuple(
                EditionRow(r.number, r.name, r.facts["title"], tuple(r.facts.get(n, "") for n in names))
                for r in rows
            ),
            page=page,
            pages=pages,
            newest=newest.number if newest else number,
            since=self._since(edition).total if newest and newest.number == number else None,
        )

    def changes(self, catalog: str, number: int) -> tuple[EditionLine, Changes]:
        """An edition and how it differs from the one before. Raises `NotFound`."""
        edition = self._find(catalog, number)
        return _line(edition), Changes.from_json(edition.changes)

    def since_newest(self, catalog: str) -> tuple[EditionLine | None, Changes]:
        """The newest edition, if any, and how the list differs from it now: all is new without one."""
        newest = self._newest(_known(catalog))
        if newest is None:
            return None, compare(self._unit, (), current(self._public, catalog))
        return _line(newest), self._since(newest)

    def newest(self, catalog: str) -> EditionLine | None:
        """The newest edition."""
        edition = self._newest(catalog)
        return _line(edition) if edition else None

    def file(self, catalog: str, number: int, form: str) -> EditionFile:
        """A file of an edition. Raises `NotFound`."""
        found = next((f for f in _line(self._find(catalog, number)).files if f.form == form), None)
        if found is None:
            raise NotFound(_("Bản danh mục này không có dạng tệp đó."))
        return found

    def issue(self, catalog: str, decision: Decision, base_url: str) -> EditionLine:
        """Freeze the catalog as it is now and make its files.

        Raises `NotPermitted` for all but administrators, `Invalid` where the decision is not complete.
        """
        self.require_issuer()
        self._check(_known(catalog), decision)
        assert decision.decided_on is not None
        newest = self._newest(catalog)
        with use_language("vi"):
            number = newest.number + 1 if newest else 1
            title = catalog_title(catalog)
            note = decision.note.strip()
            records = current_records(self._public, catalog)
            frozen = [freeze(self._public, r) for r in records]
            is_sample = any(r.is_sample for r in records)
            by = decision.number.strip()
            heading = Heading(catalog, title, number, by, decision.decided_on, note, base_url, is_sample)
            changes = compare(self._unit, kept(self._unit, newest), frozen)
            documents = self._documents([r.id for r in records], base_url)
            files = EditionFiles(self._unit.schemas, self._storage, heading).store(frozen, documents)
        edition = Edition(
            catalog=catalog,
            number=number,
            decision_number=heading.decision_number,
            decided_on=heading.decided_on,
            note=note,
            issued_at=self._unit.now(),
            issued_by_id=self._unit.identity.user_id,
            record_count=len(frozen),
            is_sample=is_sample,
            files=files,
            changes=changes.as_json() if newest else {},
        )
        self._session.add(edition)
        try:
            self._session.flush()
        except IntegrityError:
            self._session.rollback()
            text = _("Vừa có người ban hành danh mục này. Hãy xem bản đó trước.")
            raise Invalid([Problem("decision_number", "taken", text)]) from None
        self._add_records(edition, frozen)
        self._note(edition)
        return _line(edition)

    def require_issuer(self) -> None:
        """Raise `NotPermitted` for all but administrators."""
        if not self._unit.identity.is_administrator:
            raise NotPermitted(_("Chỉ quản trị viên ban hành được danh mục."))

    # -- the parts

    def _newest(self, catalog: str) -> Edition | None:
        query = select(Edition).where(Edition.catalog == catalog).order_by(Edition.number.desc())
        return self._session.scalar(query.limit(1))

    def _find(self, catalog: str, number: int) -> Edition:
        query = select(Edition).where(Edition.catalog == _known(catalog), Edition.number == number)
        edition = self._session.scalar(query)
        if edition is None:
            raise NotFound(_("Danh mục này không có bản số %(n)s.", n=number))
        return edition

    def _since(self, edition: Edition) -> Changes:
        def find() -> Changes:
            now = current(self._public, edition.catalog)
            return compare(self._unit, kept(self._unit, edition), now)

        return self._unit.remembered(("since edition", edition.id), find)

    def _check(self, catalog: str, decision: Decision) -> None:
        problems = []
        number = decision.number.strip()
        if not number or len(number) > 100:
            text = _("Ghi số quyết định, không quá 100 ký tự.")
            problems.append(Problem("decision_number", "required", text))
        else:
            same = (Edition.catalog == catalog, Edition.decision_number == number)
            if self._session.scalar(select(func.count()).where(*same)):
                text = _("Đã có bản danh mục ban hành theo quyết định này.")
                problems.append(Problem("decision_number", "taken", text))
        if decision.decided_on is None:
            text = _("Ghi ngày quyết định theo dạng năm-tháng-ngày.")
            problems.append(Problem("decided_on", "required", text))
        elif decision.decided_on > self._unit.today():
            problems.append(Problem("decided_on", "future", _("Ngày quyết định chưa đến.")))
        if len(decision.note) > 1000:
            problems.append(Problem("note", "too_long", _("Ghi chú dài nhất 1000 ký tự.")))
        if problems:
            raise Invalid(problems)

    def _documents(self, ids: Sequence[str], base_url: str) -> list[dict[str, Any]]:
        files = selectinload(Dataset.resources).options(
            joinedload(Resource.current_version), selectinload(Resource.dictionary)
        )
        made = []
        for start in range(0, len(ids), BATCH):
            batch = by_ids(self._session, ids[start : start + BATCH], files)
            made += [record_document(self._public, record, base_url) for record in batch]
        return made

    def _add_records(self, edition: Edition, frozen: Sequence[Frozen]) -> None:
        self._session.add_all(
            EditionRecord(
                edition_id=edition.id, number=n, dataset_id=r.dataset_id, name=r.name, facts=dict(r.facts)
            )
            for n, r in enumerate(frozen, 1)
        )
        self._session.flush()

    def _note(self, edition: Edition) -> None:
        entry = Activity(
            at=self._unit.now(),
            action="edition_issued",
            user_id=self._unit.identity.user_id,
            subject_id=edition.id,
            comment=f"{edition.catalog}: {edition.decision_number}",
        )
        self._session.add(entry)
        self._session.flush()


def _known(catalog: str) -> str:
    if catalog not in list(Catalog):
        raise NotFound(_("Không có danh mục này."))
    return catalog


def _line(edition: Edition) -> EditionLine:
    return EditionLine(
        catalog=edition.catalog,
        number=edition.number,
        decision_number=edition.decision_number,
        decided_on=edition.decided_on,
        note=edition.note,
        issued_at=edition.issued_at,
        record_count=edition.record_count,
        is_sample=edition.is_sample,
        files=tuple(
            EditionFile(f["form"], FORMS[f["form"]], f["key"], f["size_bytes"], edition.issued_at)
            for f in edition.files
        ),
    )
