"""The two official lists as tables: by agency, numbered, filtered, and whole for export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.catalog.addresses import dataset_path
from portal.catalog.cards import link
from portal.catalog.documents import record_document
from portal.catalog.facets import state_label
from portal.catalog.loading import by_ids
from portal.catalog.pages import Link, ListGroup, ListPage, ListRow, Totals
from portal.catalog.promise import PublicState, promise_of
from portal.catalog.selection import Selection, Share
from portal.catalog.totals import totals, totals_by_organization
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.metadata.records import Values, show
from portal.metadata.specification import FieldSpec
from portal.model import Catalog, Dataset, Organization, PublicationPlan, RecordState, Resource
from portal.text import fold, normalize

PER_PAGE = 50
MOST_PER_PAGE = 1000
BATCH = 200
MOST_MATCHES = 20_000
"""Of the rows that hold some words; more parameters fit in no statement."""
LISTED = (RecordState.PROMISED, RecordState.PUBLISHED, RecordState.WITHDRAWN)


@dataclass(frozen=True)
class ListRequest:
    """Which part of a list: an agency's name, a public state, words of the title."""

    catalog: str
    organization: str = ""
    state: str = ""
    text: str = ""
    page: int = 1
    per_page: int = PER_PAGE


class Lists:
    """The official lists."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def page(self, request: ListRequest) -> ListPage:
        """One page of the list with its totals. Raises `NotFound` for an unknown catalog."""
        catalog = self._catalog(request.catalog)
        chosen = self._organization(request.organization)
        selection = self._selection(request, chosen)
        per_page = max(1, min(request.per_page, MOST_PER_PAGE))
        page = max(1, min(request.page, -(-selection.total // per_page) or 1))
        groups = self._groups(selection, (page - 1) * per_page, per_page)
        return ListPage(
            catalog=catalog,
            label=catalog_title(catalog),
            columns=self.columns(catalog),
            groups=groups,
            totals=self._totals(chosen),
            total=selection.total,
            page=page,
            per_page=per_page,
            organizations=self._unit.remembered("agencies in being", self._agencies_in_being),
            organization=chosen.name if chosen else "",
            state=request.state,
            text=request.text,
            today=self._unit.today(),
            is_sample=any(row.is_sample for group in groups for row in group.rows),
        )

    def columns(self, catalog: str) -> tuple[FieldSpec, ...]:
        """The fields shown as columns beside title, agency and state."""
        schema = self._unit.schemas.for_catalog(catalog)
        return tuple(
            f for f in schema.fields.values() if f.list_column and f.name not in ("title", "organization")
        )

    def table(self, request: ListRequest, base_url: str = "") -> tuple[list[str], Iterator[list[Any]]]:
        """The whole filtered list for spreadsheets: header labels, and rows of text, numbers and days."""
        columns = self.columns(self._catalog(request.catalog))
        header = [
            _("STT"),
            _("Cơ quan"),
            self._unit.schemas.for_catalog(request.catalog).fields["title"].label,
        ]
        header += [c.label for c in columns]
        header += [
            _("Trạng thái"),
            _("Ngày công bố"),
            _("Ngày của dữ liệu"),
            _("Địa chỉ"),
            _("Dữ liệu mô phỏng"),
        ]
        return header, self._rows(request, columns, base_url)

    def document(self, request: ListRequest, base_url: str = "") -> Iterator[dict[str, Any]]:
        """The whole filtered list as complete records."""
        for number, record in enumerate(self._records(request, with_files=True), 1):
            yield {"number": number, **record_document(self._unit, record, base_url)}

    # -- the parts

    def _catalog(self, name: str) -> str:
        if name not in list(Catalog):
            raise NotFound(_("Không có danh mục này."))
        return name

    def _organization(self, name: str) -> Organization | None:
        return self._session.scalar(select(Organization).where(Organization.name == name)) if name else None

    def _agencies_in_being(self) -> tuple[Link, ...]:
        every = self._session.scalars(select(Organization).order_by(Organization.title_key))
        return tuple(link(o) for o in every if o.exists_on(self._unit.today()))

    def _selection(self, request: ListRequest, chosen: Organization | None) -> Selection:
        rules = [Dataset.catalog == self._catalog(request.catalog), self._state_rule(request.state)]
        if chosen is not None:
            rules.append(Dataset.organization_id == chosen.id)
        elif request.organization:
            return Selection([*rules, false()], ())
        if words := fold(normalize(request.text)).split():
            rules.append(Dataset.id.in_(self._matching(request.catalog, words)))
            return Selection(rules, self._counts(rules))
        # Only what exists is remembered: a key that anyone can make up would fill the memory.
        state = request.state if request.state in list(PublicState) else ""
        key = ("list", request.catalog, chosen.name if chosen else "", state)
        return Selection(rules, self._unit.remembered(key, lambda: self._counts(rules)))

    def _counts(self, rules: Sequence[ColumnElement[bool]]) -> tuple[tuple[str, Link, int], ...]:
        """The agencies with rows, in Vietnamese order: id, link, number of rows."""
        query = select(Dataset.organization_id, func.count()).where(*rules)
        query = query.outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        counts = {row[0]: row[1] for row in self._session.execute(query.group_by(Dataset.organization_id))}
        agencies = select(Organization).where(Organization.id.in_(counts)).order_by(Organization.title_key)
        return tuple((o.id, link(o), counts[o.id]) for o in self._session.scalars(agencies))

    def _state_rule(self, state: str) -> ColumnElement[bool]:
        today = self._unit.today()
        promised = Dataset.state == RecordState.PROMISED
        ahead = and_(promised, PublicationPlan.planned_on >= today)
        match state:
            case PublicState.PUBLISHED | PublicState.INVENTORY:
                return Dataset.state == RecordState.PUBLISHED
            case PublicState.WITHDRAWN:
                return Dataset.state == RecordState.WITHDRAWN
            case PublicState.OVERDUE:
                return and_(promised, PublicationPlan.planned_on < today)
            case PublicState.IN_WORK:
                return and_(ahead, PublicationPlan.is_in_work)
            case PublicState.PROMISED:
                return and_(ahead, PublicationPlan.is_in_work.is_(False))
        return Dataset.state.in_([str(s) for s in LISTED])

    def _matching(self, catalog: str, words: Sequence[str]) -> list[str]:
        titles = self._unit.remembered(("titles", catalog), lambda: self._folded_titles(catalog))
        return [id for id, title in titles if all(word in title for word in words)][:MOST_MATCHES]

    def _folded_titles(self, catalog: str) -> list[tuple[str, str]]:
        title_en = Dataset.values["title_en"].as_string()
        query = select(Dataset.id, Dataset.title, title_en).where(
            Dataset.catalog == catalog, self._state_rule("")
        )
        return [(row[0], fold(f"{row[1]} {row[2] or ''}")) for row in self._session.execute(query)]

    def _groups(self, selection: Selection, offset: int, limit: int) -> tuple[ListGroup, ...]:
        shares = list(selection.shares(offset, limit))
        rows = iter(self._rows_of(self._ids(selection, shares)))
        return tuple(
            ListGroup(share.agency, share.total, tuple(islice(numbered(rows, share), share.length)))
            for share in shares
        )

    def _rows_of(self, ids: Sequence[str]) -> list[ListRow]:
        """A row without its number is made once until a record changes or the day ends."""
        recall = self._unit.recall("row")
        known = {i: row for i in ids if (row := recall.get(i)) is not None}
        for record in by_ids(self._session, [i for i in ids if i not in known]):
            known[record.id] = recall.put(record.id, self._row(record, self.columns(record.catalog)))
        return [known[i] for i in ids if i in known]

    def _ids(self, selection: Selection, shares: Sequence[Share]) -> list[str]:
        """The ids of the rows, in order: one statement that reads each agency by the index of its titles."""
        parts = [self._ids_of(selection, share, place) for place, share in enumerate(shares)]
        if not parts:
            return []
        rows = self._session.execute(union_all(*parts)).all()
        return [row.id for row in sorted(rows, key=lambda row: (row.place, row.title_key, row.id))]

    def _ids_of(self, selection: Selection, share: Share, place: int) -> Select[Any]:
        query = select(Dataset.id, Dataset.title_key).where(*selection.rules)
        query = query.outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        query = query.where(Dataset.organization_id == share.agency_id).order_by(
            Dataset.title_key, Dataset.id
        )
        part = query.offset(share.start).limit(share.length).subquery()
        return select(part.c.id, part.c.title_key, literal(place).label("place"))

    def _row(self, record: Dataset, columns: Sequence[FieldSpec]) -> ListRow:
        values = full_values(record)
        return ListRow(
            number=0,
            name=record.name,
            label=record.label,
            cells=tuple(self._cell(record, values, c) for c in columns),
            promise=promise_of(record, self._unit.frequency(record), self._unit.today()),
            is_sample=record.is_sample,
        )

    def _cell(self, record: Dataset, values: Values, spec: FieldSpec) -> str:
        if spec.name == "databases":
            return "; ".join(s.label for s in record.sources if s.is_public)
        return show(self._unit.schemas, spec, values.get(spec.name))

    def _totals(self, chosen: Organization | None) -> Totals:
        if chosen is None:
            return totals(self._unit)
        return totals_by_organization(self._unit).get(chosen.id, Totals())

    def _records(self, request: ListRequest, *, with_files: bool = False) -> Iterator[Dataset]:
        selection = self._selection(request, self._organization(request.organization))
        options = _files() if with_files else ()
        for start in range(0, selection.total, BATCH):
            ids = self._ids(selection, list(selection.shares(start, BATCH)))
            yield from by_ids(self._session, ids, *options)
            self._session.expunge_all()

    def _rows(
        self, request: ListRequest, columns: tuple[FieldSpec, ...], base_url: str
    ) -> Iterator[list[Any]]:
        for number, record in enumerate(self._records(request), 1):
            values = full_values(record)
            promise = promise_of(record, self._unit.frequency(record), self._unit.today())
            yield [
                number,
                record.organization.label,
                record.label,
                *(self._export_cell(record, values, c) for c in columns),
                state_label(promise.state),
                promise.published_on,
                promise.freshness.data_on,
                base_url + dataset_path(record.name),
                _("Có") if record.is_sample else _("Không"),
            ]

    def _export_cell(self, record: Dataset, values: Values, spec: FieldSpec) -> Any:
        if spec.type == "date":
            value = values.get(spec.name)
            return date.fromisoformat(value) if value else None
        return self._cell(record, values, spec)


def numbered(rows: Iterator[ListRow], share: Share) -> Iterator[ListRow]:
    """The next rows with their numbers in the list."""
    return (replace(row, number=number) for number, row in enumerate(rows, share.first_number))


def _files() -> tuple[ExecutableOption, ...]:
    return (
        selectinload(Dataset.resources).options(
            joinedload(Resource.current_version), selectinload(Resource.dictionary)
        ),
        joinedload(Dataset.replaced_by),
    )


def catalog_title(catalog: str) -> str:
    """The official name of a list."""
    return {
        Catalog.OPEN_DATA: _("Danh mục dữ liệu mở của Thành phố"),
        Catalog.CITY_DATABASES: _("Danh mục cơ sở dữ liệu của Thành phố"),
    }[Catalog(catalog)]
