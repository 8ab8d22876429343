"""Takes foreign records into the open-data list by the same services as the form, each for itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from portal.catalog.records import Records
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.errors import Invalid, PortalError, Problem
from portal.harvest.agencies import Agencies
from portal.harvest.linking import Links
from portal.harvest.outbox import SparingOutbox
from portal.harvest.outcome import Outcome, Result
from portal.harvest.renewal import is_untouched, renew_links
from portal.harvest.source import SourceRecord
from portal.i18n import gettext as _
from portal.metadata.records import Values
from portal.model import Catalog, Dataset, ImportedRecord, RecordState
from portal.storage.protocol import Storage
from portal.text import slugify

TOLERATED = frozenset({"too_short"})
"""Rules for good texts, which other catalogues do not know."""
LONGEST_NAME = 90
LONGEST_IDENTIFIER = 500


@dataclass(frozen=True)
class Plan:
    """How to import. `defaults` fill fields that a record leaves open; `source` tells catalogues apart."""

    source: str
    publishes: bool = False
    organization: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)


class Importing:
    """Makes records of foreign ones, and renews them at the next import."""

    def __init__(self, unit: Unit, storage: Storage) -> None:
        self._unit = replace(unit, outbox=SparingOutbox(unit.session))
        self._session = unit.session
        self._records = Records(self._unit)
        self._resources = Links(self._unit, storage)

    def agency(self, name: str) -> str | None:
        """The agency that exists today and is known by `name`."""
        return Agencies(self._session).find([name])[0]

    def take(self, sources: Sequence[SourceRecord], plan: Plan) -> list[Result]:
        """Take a batch within one transaction; a record that cannot be taken leaves no trace in it."""
        self._begin()
        agencies = Agencies(self._session)
        known = self._known(sources, plan)
        return [self._take(source, plan, agencies, known) for source in sources]

    def _begin(self) -> None:
        """Open the transaction at once: in SQLite a savepoint outside of one would commit by itself."""
        connection = self._session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _known(self, sources: Iterable[SourceRecord], plan: Plan) -> dict[str, ImportedRecord]:
        wanted = [_identifier(source) for source in sources]
        query = select(ImportedRecord).where(
            ImportedRecord.source == plan.source, ImportedRecord.identifier.in_(wanted)
        )
        return {imported.identifier: imported for imported in self._session.scalars(query)}

    def _take(
        self, source: SourceRecord, plan: Plan, agencies: Agencies, known: dict[str, ImportedRecord]
    ) -> Result:
        if source.refusal is not None:
            return _refused(source, [source.refusal])
        try:
            with self._session.begin_nested():
                prepared, values = self._prepared(source, plan, agencies)
                imported = known.get(_identifier(source))
                if imported is None:
                    return self._create(prepared, values, plan)
                return self._renew(prepared, values, plan, imported)
        except Invalid as error:
            return _refused(source, error.problems)
        except PortalError as error:
            return _refused(source, [Problem("", "refused", str(error))])
        except (IntegrityError, DataError) as error:
            return _refused(source, [Problem("", "database", str(error.orig)[:200])])

    def _prepared(self, source: SourceRecord, plan: Plan, agencies: Agencies) -> tuple[SourceRecord, Values]:
        """The record with its agency and the defaults. Raises `Invalid` without an agency."""
        organization, problem = agencies.find(source.agencies)
        if organization is None and plan.organization:
            organization = plan.organization
            # One that names no agency loses nothing.
            problem = problem if source.agencies else None
        if organization is None:
            assert problem is not None
            raise Invalid([problem])
        problems = (*source.problems, problem) if problem else source.problems
        values = {**plan.defaults, **source.values, "organization": organization}
        return replace(source, problems=problems), values

    def _create(self, source: SourceRecord, values: Values, plan: Plan) -> Result:
        name = self._free_name(source, plan)
        record = self._records.create(Catalog.OPEN_DATA, values, name=name, tolerate=TOLERATED)
        self._resources.add_links(record, source.resources)
        self._unit.note("import", record, comment=_origin(source, plan))
        imported = ImportedRecord(source=plan.source, identifier=_identifier(source), dataset_id=record.id)
        result = self._published(source, record, plan, Outcome.DRAFT)
        return self._remembered(imported, source, values, result)

    def _renew(self, source: SourceRecord, values: Values, plan: Plan, imported: ImportedRecord) -> Result:
        record = self._session.get_one(Dataset, imported.dataset_id, with_for_update=True)
        if record.state in (RecordState.WITHDRAWN, RecordState.DISCARDED):
            return _kept(source, record, _("Bản ghi đã rút hoặc đã bỏ ở đây."))
        if imported.content_hash == _digest(source, values):
            return self._published(source, record, plan, Outcome.UNCHANGED)
        if not is_untouched(self._session, record, imported):
            return _kept(source, record, _("Bản ghi đã được sửa ở đây sau lần nhập trước."))
        taken = (
            self._unit.schemas.for_catalog(Catalog.OPEN_DATA).fields.keys()
            - OWN_FIELDS
            - plan.defaults.keys()
        )
        own = {name: value for name, value in full_values(record).items() if name not in taken}
        reason = _origin(source, plan)
        self._records.revise(
            record.name, {**own, **values}, version=record.version, reason=reason, tolerate=TOLERATED
        )
        renew_links(self._resources, record, source.resources)
        result = self._published(source, record, plan, Outcome.UPDATED)
        return self._remembered(imported, source, values, result)

    def _remembered(
        self, imported: ImportedRecord, source: SourceRecord, values: Values, result: Result
    ) -> Result:
        imported.content_hash = _digest(source, values)
        imported.imported_at = self._unit.now()
        self._session.add(imported)
        return result

    def _published(self, source: SourceRecord, record: Dataset, plan: Plan, outcome: Outcome) -> Result:
        """Publish a draft if that is wanted and the rules allow it."""
        missing: list[Problem] = []
        if plan.publishes and record.state == RecordState.DRAFT and not source.stays_draft:
            try:
                self._records.publish(record.name, _origin(source, plan), tolerate=TOLERATED)
                outcome = Outcome.PUBLISHED
            except Invalid as error:
                missing = error.problems
        return Result(
            source.place,
            source.identifier,
            record.title,
            record.name,
            outcome,
            source.problems,
            tuple(missing),
        )

    def _free_name(self, source: SourceRecord, plan: Plan) -> str:
        """The source's own name where it is free; else one made of it, with a part of a digest if need be."""
        digest = hashlib.sha256(f"{plan.source}\n{source.identifier}".encode()).hexdigest()
        wanted = slugify(source.name, LONGEST_NAME) or slugify(source.title, LONGEST_NAME)
        if len(wanted) < 2:
            wanted = f"ban-ghi-{digest[:8]}"
        is_taken = self._session.scalar(select(Dataset.id).where(Dataset.name == wanted)) is not None
        return f"{wanted}-{digest[:8]}" if is_taken else wanted


OWN_FIELDS = frozenset(
    {"databases", "planned_on", "is_in_work", "late_reason", "expected_on", "responsible_unit", "legal_basis"}
    | {"is_sample", "formats", "publishing_methods"}
)
"""Fields that no source gives: an update leaves them as they are."""


def _identifier(source: SourceRecord) -> str:
    """What the record is known by; a digest where it is longer than the column."""
    if len(source.identifier) <= LONGEST_IDENTIFIER:
        return source.identifier
    return hashlib.sha256(source.identifier.encode()).hexdigest()


def _digest(source: SourceRecord, values: Values) -> str:
    content = json.dumps([values, source.resources], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _origin(source: SourceRecord, plan: Plan) -> str:
    return f"{plan.source}: {source.identifier}"[:500]


def _refused(source: SourceRecord, problems: Sequence[Problem]) -> Result:
    found = (*problems, *source.problems)
    return Result(source.place, source.identifier, source.title, "", Outcome.NOT_TAKEN, found)


def _kept(source: SourceRecord, record: Dataset, message: str) -> Result:
    problems = (Problem("", "kept", message),)
    return Result(source.place, source.identifier, record.title, record.name, Outcome.KEPT, problems)
