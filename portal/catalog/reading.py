"""Pages of single records: the dataset, the resource, the history, and the record as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.permissions import Permission, may
from portal.access.visibility import known, may_see_files
from portal.catalog import cards as card_of
from portal.catalog.documents import record_document
from portal.catalog.files import shown_version, table_in_service
from portal.catalog.history import history_lines, plan_lines
from portal.catalog.loading import with_promise
from portal.catalog.mapping import has_places
from portal.catalog.markdown import render
from portal.catalog.pages import Card, DatasetPage, HistoryLine, Link, ResourcePage, ShownField
from portal.catalog.promise import PublicState, promise_of, public_state
from portal.catalog.resource_cards import no_preview_reason, resource_card, version_lines, warnings
from portal.catalog.reviews import copy_note, review_note
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.errors import Gone, NotFound
from portal.i18n import gettext as _
from portal.metadata.records import check, show
from portal.metadata.specification import FieldSpec, RecordSchema
from portal.model import Dataset, DatasetSource, RecordState, Resource, ResourceVersion
from portal.search.protocol import SearchIndex
from portal.storage.protocol import Storage
from portal.text import sort_key

RELATED = 4
HIDDEN = (PublicState.DRAFT, PublicState.WITHDRAWN)
SHOWN_ELSEWHERE = frozenset(
    [
        "title",
        "title_en",
        "description",
        "organization",
        "themes",
        "tags",
        "licence",
        "access_level",
        "databases",
        "planned_on",
        "is_in_work",
        "late_reason",
        "expected_on",
        "is_sample",
    ]
)
"""Fields that have a place of their own on the page."""


@dataclass(frozen=True)
class Linked:
    """The cards of all records that a page names, by id."""

    cards: Mapping[str, Card]

    def of(self, records: Iterable[Dataset]) -> tuple[Card, ...]:
        """The cards of public records, in their order."""
        return tuple(self.cards[r.id] for r in records if r.is_public and r.id in self.cards)

    def related(self, ids: Iterable[str]) -> tuple[Card, ...]:
        """A few public cards, published ones first."""
        found = [c for i in ids if (c := self.cards.get(i)) and c.state not in HIDDEN]
        found.sort(
            key=lambda c: (c.state not in (PublicState.PUBLISHED, PublicState.INVENTORY), sort_key(c.label))
        )
        return tuple(found[:RELATED])


class Reading:
    """Reads single records for people and programs."""

    def __init__(self, unit: Unit, storage: Storage, index: SearchIndex) -> None:
        self._unit = unit
        self._session = unit.session
        self._storage = storage
        self._index = index

    def dataset(self, name: str) -> DatasetPage:
        """The page of a record; a withdrawn one has the state WITHDRAWN. Raises `NotFound`."""
        return self._page(self._load(name))

    def record(self, name: str, base_url: str = "") -> dict[str, Any]:
        """The record with its resources and their addresses as JSON values. Raises `NotFound`."""
        return record_document(self._unit, self._load(name, with_columns=True), base_url)

    def history(self, name: str) -> tuple[HistoryLine, ...]:
        """Everything that happened to the record, for those who may edit it. Raises `NotPermitted`."""
        record = self._load(name)
        self._unit.require(Permission.VIEW_DRAFT, record)
        return history_lines(self._unit, record, is_public=False)

    def resource(self, name: str, resource_id: str) -> ResourcePage:
        """The page of a resource. Raises `Gone`, and `NotFound` also where its files may not be seen."""
        record = self._load(name)
        if record.state == RecordState.WITHDRAWN:
            raise Gone(_("Bộ dữ liệu này đã được rút. Trang của bộ dữ liệu nói rõ khi nào và vì sao."))
        resource = next((r for r in record.resources if r.id == resource_id and r.removed_at is None), None)
        if resource is None or not may_see_files(self._unit.identity, record):
            raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
        version = shown_version(self._unit, resource)
        served = table_in_service(self._unit, resource)
        has_table = served is not None and served.table is not None
        dataset = self._page(record)
        return ResourcePage(
            dataset=dataset,
            resource=resource_card(self._unit, record, resource),
            description_html=render(resource.values.get("description", "")),
            versions=version_lines(self._unit, record, resource),
            no_preview_reason="" if has_table else no_preview_reason(resource),
            warnings=warnings(version) if version else (),
            has_table=has_table,
            has_places=has_table and has_places(resource),
            to_decide=_to_decide(version) if version and dataset.may_edit else 0,
        )

    # -- the parts

    def _load(self, name: str, *, with_columns: bool = False) -> Dataset:
        query = select(Dataset).where(Dataset.name == name, known(self._unit.identity))
        files = selectinload(Dataset.resources).options(joinedload(Resource.current_version))
        if with_columns:
            files = files.options(selectinload(Resource.dictionary))
        found = with_promise(self._session, query.options(files))
        record = found[0] if found else None
        if record is None:
            raise NotFound(_("Không có bản ghi nào tên “%(name)s”.", name=name[:100]))
        return record

    def _page(self, record: Dataset) -> DatasetPage:
        unit, today = self._unit, self._unit.today()
        schema = unit.schemas.for_catalog(record.catalog)
        values = record.values
        may_edit = may(unit.identity, Permission.EDIT, record.organization_id)
        description = str(values.get("description") or "")
        is_withdrawn = record.state == RecordState.WITHDRAWN
        files = record.resources if may_see_files(unit.identity, record) and not is_withdrawn else []
        near = self._near(record)
        links = [r.id for r in (*record.sources, *record.drawn_from_it)]
        linked = Linked({c.id: c for c in card_of.cards_of(unit, [*links, *near])})
        return DatasetPage(
            id=record.id,
            name=record.name,
            label=record.label,
            schema=schema,
            catalog=record.catalog,
            organization=card_of.link(record.organization),
            state=public_state(record, record.plan, today),
            access_level=unit.term("access-levels", values.get("access_level")),
            licence=unit.term("licences", values.get("licence")),
            lead=card_of.summary(str(values.get("purpose") or description), 320),
            description_html=render(description),
            themes=tuple(t for c in values.get("themes") or () if (t := unit.term("themes", c))),
            tags=tuple(values.get("tags") or ()),
            promise=promise_of(record, unit.frequency(record), today),
            fields=self._fields(schema, record),
            resources=tuple(resource_card(unit, record, r) for r in files if r.removed_at is None),
            sources=linked.of(record.sources),
            drawn_from_it=linked.of(record.drawn_from_it),
            related=() if is_withdrawn else linked.related(near),
            history=history_lines(unit, record, is_public=True),
            plan_history=plan_lines(record),
            is_sample=record.is_sample,
            modified_at=record.modified_at,
            version=record.version,
            withdrawal_reason=record.withdrawal_reason,
            replaced_by=self._replacement(record),
            contact=str(values.get("contact") or record.organization.values.get("contact") or ""),
            contact_email=str(values.get("contact_email") or ""),
            may_edit=may_edit and not is_withdrawn,
            may_publish=may(unit.identity, Permission.PUBLISH, record.organization_id) and not is_withdrawn,
            may_withdraw=may(unit.identity, Permission.WITHDRAW, record.organization_id) and not is_withdrawn,
            may_submit=may(unit.identity, Permission.SUBMIT, record.organization_id) and not is_withdrawn,
            review=review_note(unit, record) if may_edit else None,
            working_copy=copy_note(unit, record) if may_edit and record.is_public else None,
            problems=self._problems(schema, record) if may_edit else (),
        )

    def _fields(self, schema: RecordSchema, record: Dataset) -> tuple[ShownField, ...]:
        values = full_values(record)
        return tuple(
            ShownField(
                spec, self._rows(spec, values[spec.name]), show(self._unit.schemas, spec, values[spec.name])
            )
            for spec in schema.fields.values()
            if spec.name in values and spec.name not in SHOWN_ELSEWHERE
        )

    def _rows(self, spec: FieldSpec, value: Any) -> Any:
        """The value; of a table its rows with words in place of codes."""
        if spec.type != "table" or not isinstance(value, list):
            return value
        rows = [row for row in value if isinstance(row, Mapping)]
        return [{c.name: show(self._unit.schemas, c, row.get(c.name)) for c in spec.columns} for row in rows]

    def _problems(self, schema: RecordSchema, record: Dataset) -> tuple[str, ...]:
        values = full_values(record)
        return tuple(
            p.message for p in check(self._unit.schemas, schema, values, "publication", before=values)
        )

    def _replacement(self, record: Dataset) -> Link | None:
        other = record.replaced_by
        return Link(other.name, other.label) if other is not None and other.is_public else None

    def _near(self, record: Dataset) -> list[str]:
        """Ids of records drawn from the same databases, else of public ones of the same agency and catalog."""
        if record.sources:
            # Without statistics SQLite would walk through the whole catalog if it were named here.
            shared = DatasetSource.source_id.in_([s.id for s in record.sources])
            query = select(DatasetSource.dataset_id).where(shared, DatasetSource.dataset_id != record.id)
            return list(dict.fromkeys(self._session.scalars(query.limit(RELATED * 6))))
        query = select(Dataset.id).where(
            Dataset.organization_id == record.organization_id,
            Dataset.catalog == record.catalog,
            Dataset.state == RecordState.PUBLISHED,
            Dataset.id != record.id,
        )
        return list(self._session.scalars(query.order_by(Dataset.title_key).limit(RELATED)))


def _to_decide(version: ResourceVersion) -> int:
    """Columns that may be read in two ways, and those with values that do not fit."""
    columns = version.table.report["columns"] if version.table else ()
    return sum(bool(column["question"] or column["failures"]) for column in columns)
