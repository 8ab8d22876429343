"""What the search index knows of a record, and the jobs that keep it so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access.identity import ANONYMOUS
from portal.access.visibility import may_see_files, may_see_version, search_audience
from portal.catalog.record_facets import facets_of
from portal.i18n import today as calendar_today
from portal.metadata.records import search_words
from portal.metadata.specification import RecordSchema, Schemas
from portal.model import (
    Dataset,
    Organization,
    OrganizationSuccession,
    RecordState,
    Resource,
    ResourceTable,
    ResourceVersion,
)
from portal.search.protocol import SearchDocument, SearchIndex

BATCH = 200
MOST_VALUES = 1000
"""So many values of its tables help to find one dataset."""
Terms = dict[str, list[str]]
"""Frequent values by the key of their column."""
INDEXED = (RecordState.DRAFT, RecordState.PROMISED, RecordState.PUBLISHED)


@dataclass(frozen=True)
class IndexReport:
    """How the index stands against the database."""

    records: int
    missing: int
    stale: int
    surplus: int

    @property
    def is_current(self) -> bool:
        """Whether nothing has to be done."""
        return not (self.missing or self.stale or self.surplus)


class Indexing:
    """Reads records and tells the index."""

    def __init__(
        self, session: Session, schemas: Schemas, index: SearchIndex, today: date | None = None
    ) -> None:
        self._session = session
        self._schemas = schemas
        self._index = index
        self._today = today or calendar_today()

    def update(self, ids: Iterable[str]) -> None:
        """Bring the index up to date for these records; those that should not be found are deleted."""
        wanted = list(dict.fromkeys(ids))
        documents = {d.id: d for d in self._documents(wanted)}
        if gone := [i for i in wanted if i not in documents]:
            self._index.delete(gone)
        if documents:
            self._index.index(documents.values())

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Build the index anew from the database. Returns the number of records in it."""
        return self._index.rebuild(self.documents(), on_progress)

    def check(self) -> IndexReport:
        """Compare without changing anything."""
        return self._compare()[0]

    def synchronise(self) -> IndexReport:
        """Mend whatever differs: after a lost update, and each night when the calendar has moved on."""
        report, changed, surplus = self._compare()
        if surplus:
            self._index.delete(surplus)
        for start in range(0, len(changed), BATCH):
            self._index.index(self._documents(changed[start : start + BATCH]))
        return report

    def documents(self) -> Iterator[SearchDocument]:
        """Every document the index should hold, read in batches."""
        ids = self._session.scalars(
            select(Dataset.id).where(Dataset.state.in_(INDEXED)).order_by(Dataset.id)
        ).all()
        for start in range(0, len(ids), BATCH):
            yield from self._documents(ids[start : start + BATCH])
            self._session.expunge_all()

    def _compare(self) -> tuple[IndexReport, list[str], list[str]]:
        held = dict(self._index.stamps())
        missing, stale, records = [], [], 0
        for document in self.documents():
            records += 1
            stamp = held.pop(document.id, None)
            if stamp is None:
                missing.append(document.id)
            elif stamp != document.stamp:
                stale.append(document.id)
        report = IndexReport(records, len(missing), len(stale), len(held))
        return report, missing + stale, list(held)

    def _documents(self, ids: Iterable[str]) -> list[SearchDocument]:
        query = (
            select(Dataset)
            .where(Dataset.id.in_(list(ids)), Dataset.state.in_(INDEXED))
            .options(
                joinedload(Dataset.plan),
                joinedload(Dataset.organization)
                .selectinload(Organization.predecessions)
                .joinedload(OrganizationSuccession.predecessor),
                selectinload(Dataset.sources),
                selectinload(Dataset.resources).options(
                    selectinload(Resource.dictionary), joinedload(Resource.table_version)
                ),
            )
        )
        records = list(self._session.scalars(query).unique())
        terms = self._terms(records)
        return [self._document(record, terms) for record in records]

    def _terms(self, records: Iterable[Dataset]) -> Mapping[str, Terms]:
        """The frequent values of every table that the public may see, by its version."""
        shown = [version.id for record in records for _resource, version in public_tables(record)]
        query = select(ResourceTable.version_id, ResourceTable.terms).where(
            ResourceTable.version_id.in_(shown)
        )
        return {version_id: found for version_id, found in self._session.execute(query).all()}  # noqa: C416

    def _document(self, record: Dataset, terms: Mapping[str, Terms]) -> SearchDocument:
        schema = self._schemas.for_catalog(record.catalog)
        document = SearchDocument(
            id=record.id,
            title=" ".join(filter(None, (record.title, record.values.get("title_en")))),
            description="\n".join(search_words(self._schemas, schema, record.values, "text")),
            names=tuple(agency_names(record.organization)),
            keywords=tuple(self._keywords(schema, record)),
            values=tuple(self._values(record, terms)),
            facets=facets_of(self._schemas, record, self._today),
            audience=search_audience(record),
            record_modified=int(record.modified_at.timestamp()),
            data_modified=_seconds(record.data_changed_on) if record.state == RecordState.PUBLISHED else 0,
            title_key=record.title_key,
        )
        return replace(document, stamp=hashlib.sha256(repr(document).encode()).hexdigest()[:16])

    def _keywords(self, schema: RecordSchema, record: Dataset) -> list[str]:
        words = search_words(self._schemas, schema, record.values, "keyword")
        words += [s.title for s in record.sources if s.is_public]
        if may_see_files(ANONYMOUS, record):
            for resource in record.resources:
                if resource.removed_at is None:
                    words.append(resource.title)
                    words += [
                        text
                        for c in resource.dictionary
                        for text in (c.name.replace("_", " "), c.label)
                        if text
                    ]
        return words

    def _values(self, record: Dataset, terms: Mapping[str, Terms]) -> list[str]:
        values: dict[str, None] = {}
        for resource, version in public_tables(record):
            found = terms.get(version.id, {})
            for column in resource.dictionary:
                if column.is_searchable:
                    values |= dict.fromkeys(found.get(column.key, ()))
        return list(values)[:MOST_VALUES]


def public_tables(record: Dataset) -> Iterator[tuple[Resource, ResourceVersion]]:
    """The tables of a record that everybody may see, each with the version in service."""
    if not may_see_files(ANONYMOUS, record):
        return
    for resource in record.resources:
        version = resource.table_version
        if resource.removed_at is not None or version is None:
            continue
        if may_see_version(ANONYMOUS, record, resource, version):
            yield resource, version


def agency_names(organization: Organization) -> list[str]:
    """Everything an agency is or was called, with its predecessors' names."""
    names = [organization.title, *organization.short_names]
    if title_en := organization.values.get("title_en"):
        names.append(title_en)
    for succession in organization.predecessions:
        names += [succession.predecessor.title, *succession.predecessor.short_names]
    return names


def _seconds(day: date | None) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp()) if day else 0
