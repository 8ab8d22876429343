"""The two official lists as tables: by agency, numbered, filtered, and whole for export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.catalog.addresses import dataset_path
from portal.catalog.cards import link, with_promise
from portal.catalog.documents import record_document
from portal.catalog.facets import state_label
from portal.catalog.pages import ListGroup, ListPage, ListRow, Totals
from portal.catalog.promise import PublicState, promise_of
from portal.catalog.totals import totals, totals_by_organization
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.metadata.records import show
from portal.metadata.specification import FieldSpec
from portal.model import Catalog, Dataset, Organization, PublicationPlan, RecordState, Resource
from portal.text import fold, normalize

PER_PAGE = 50
MOST_PER_PAGE = 1000
BATCH = 200
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
        organizations, counts = self._organizations(request, catalog, chosen)
        per_page = max(1, min(request.per_page, MOST_PER_PAGE))
        total = sum(counts.values())
        page = max(1, min(request.page, -(-total // per_page) or 1))
        groups = tuple(self._groups(request, organizations, counts, (page - 1) * per_page, per_page))
        every = self._every_organization()
        return ListPage(
            catalog=catalog,
            label=catalog_title(catalog),
            columns=self.columns(catalog),
            groups=groups,
            totals=self._totals(chosen),
            total=total,
            page=page,
            per_page=per_page,
            organizations=tuple(link(o) for o in every if o.exists_on(self._unit.today())),
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

    def table(self, request: ListRequest) -> tuple[list[str], Iterator[list[Any]]]:
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
        return header, self._rows(request, columns)

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

    def _every_organization(self) -> Sequence[Organization]:
        return self._session.scalars(select(Organization).order_by(Organization.title_key)).all()

    def _organizations(
        self, request: ListRequest, catalog: str, chosen: Organization | None
    ) -> tuple[list[Organization], Mapping[str, int]]:
        """The agencies with rows in the filtered list, in Vietnamese order, and their numbers of rows."""
        query = select(Dataset.organization_id, func.count()).where(*self._rules(request, catalog))
        if request.state:
            query = query.outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        if chosen is not None:
            query = query.where(Dataset.organization_id == chosen.id)
        elif request.organization:
            return [], {}
        counts = {row[0]: row[1] for row in self._session.execute(query.group_by(Dataset.organization_id))}
        return [o for o in self._every_organization() if o.id in counts], counts

    def _rules(self, request: ListRequest, catalog: str) -> list[ColumnElement[bool]]:
        rules: list[ColumnElement[bool]] = [Dataset.catalog == catalog, self._state_rule(request.state)]
        if request.text.strip():
            rules.append(Dataset.id.in_(self._matching(catalog, request.text)))
        return rules

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

    def _matching(self, catalog: str, text: str) -> list[str]:
        words = fold(normalize(text)).split()
        rows = self._session.execute(select(Dataset.id, Dataset.title).where(Dataset.catalog == catalog))
        return [row[0] for row in rows if all(w in fold(row[1]) for w in words)]

    def _groups(
        self,
        request: ListRequest,
        organizations: list[Organization],
        counts: Mapping[str, int],
        offset: int,
        limit: int,
    ) -> Iterator[ListGroup]:
        """Reads only the agencies that the page touches, each by the index of its titles."""
        columns = self.columns(request.catalog)
        before = 0
        for organization in organizations:
            start = max(offset - before, 0)
            length = min(counts[organization.id] - start, offset + limit - before - start)
            if length > 0:
                records = self._of(request, organization, start, length)
                rows = tuple(self._row(before + start + n, r, columns) for n, r in enumerate(records, 1))
                yield ListGroup(link(organization), counts[organization.id], rows)
            before += counts[organization.id]

    def _of(
        self,
        request: ListRequest,
        organization: Organization,
        start: int,
        length: int,
        *,
        with_files: bool = False,
    ) -> list[Dataset]:
        query = select(Dataset).where(
            Dataset.organization_id == organization.id, *self._rules(request, request.catalog)
        )
        if request.state:
            query = query.outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        query = with_promise(query.order_by(Dataset.title_key, Dataset.id).offset(start).limit(length))
        if with_files:
            query = query.options(*_files())
        return list(self._session.scalars(query).unique())

    def _row(self, number: int, record: Dataset, columns: tuple[FieldSpec, ...]) -> ListRow:
        return ListRow(
            number=number,
            name=record.name,
            label=record.label,
            cells=tuple(self._cell(record, c) for c in columns),
            promise=promise_of(record, self._unit.frequency(record), self._unit.today()),
            is_sample=record.is_sample,
        )

    def _cell(self, record: Dataset, spec: FieldSpec) -> str:
        if spec.name == "databases":
            return "; ".join(s.label for s in record.sources if s.is_public)
        return show(self._unit.schemas, spec, full_values(record).get(spec.name))

    def _totals(self, chosen: Organization | None) -> Totals:
        if chosen is None:
            return totals(self._unit)
        return totals_by_organization(self._unit).get(chosen.id, Totals())

    def _records(self, request: ListRequest, *, with_files: bool = False) -> Iterator[Dataset]:
        chosen = self._organization(request.organization)
        organizations, counts = self._organizations(request, self._catalog(request.catalog), chosen)
        for organization in organizations:
            for start in range(0, counts[organization.id], BATCH):
                yield from self._of(request, organization, start, BATCH, with_files=with_files)
                self._session.expunge_all()

    def _rows(self, request: ListRequest, columns: tuple[FieldSpec, ...]) -> Iterator[list[Any]]:
        for number, record in enumerate(self._records(request), 1):
            promise = promise_of(record, self._unit.frequency(record), self._unit.today())
            yield [
                number,
                record.organization.label,
                record.label,
                *(self._export_cell(record, c) for c in columns),
                state_label(promise.state),
                promise.published_on,
                promise.freshness.data_on,
                dataset_path(record.name),
                _("Có") if record.is_sample else _("Không"),
            ]

    def _export_cell(self, record: Dataset, spec: FieldSpec) -> Any:
        if spec.type == "date":
            value = full_values(record).get(spec.name)
            return date.fromisoformat(value) if value else None
        return self._cell(record, spec)


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
