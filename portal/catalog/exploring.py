"""Looking into tables: pages of rows, one row, values to choose from, the summary of all columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from portal.catalog.first_rows import first_rows
from portal.catalog.pages.exploring import (
    ColumnChanges,
    ColumnChoice,
    ColumnsPage,
    ShownColumn,
    TablePage,
    TableQuestion,
    TableRow,
)
from portal.catalog.tables import FoundTable, Tables, profile_from
from portal.catalog.unit import Unit
from portal.errors import Invalid, NotFound
from portal.i18n import gettext as _
from portal.model import DataDictionaryEntry, ResourceTable
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile
from portal.tabular.query.answers import RowPage
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.filters import is_filter
from portal.tabular.query.protocol import TableEngine
from portal.tabular.query.request import DEFAULT_LIMIT, TableQuery
from portal.tabular.reading.source import SetAside

PER_PAGE = 50
MOST_COLUMNS = 40
"""So many columns are shown of a wider table until the reader chooses."""
CHOICES = 200
MOST_RANGED_CHOICES = 50
"""Numbers and days are listed one by one only up to so many; more are chosen by a range."""
MOST_PAGES = 10**9
QUESTION = ("select", "where", "q", "order_by")
"""What of the grammar belongs to a view of rows. Other names in an address are someone else's: charts', or
marks that social networks add."""


@dataclass(frozen=True)
class TableRequest:
    """What a page of rows is asked for: the question, the page, a row to show whole, a column to choose in."""

    resource_id: str
    arguments: Sequence[tuple[str, str]] = ()
    page: int = 1
    row: int | None = None
    column: str = ""


@dataclass(frozen=True)
class _Kept:
    """What was kept of a table when it was read."""

    profile: Mapping[str, ColumnProfile]
    set_aside: tuple[SetAside, ...]


class Exploring:
    """Shows tables to those who may see them."""

    def __init__(self, unit: Unit, tables: Tables, engine: TableEngine) -> None:
        self._unit = unit
        self._tables = tables
        self._engine = engine

    def table(self, asked: TableRequest) -> TablePage:
        """A page of rows. Raises `NotFound`, `Gone`, `Unavailable`; what is wrong in the question is on it."""
        found = self._tables.find(asked.resource_id)
        kept = self._kept(found)
        columns = shown_columns(found, kept.profile)
        empty = TablePage(
            asked.resource_id,
            columns,
            columns[:MOST_COLUMNS],
            TableQuery(),
            found.table.row_count,
            set_aside=kept.set_aside,
            changes=ColumnChanges(**found.version.ingest_report.get("changes", {})),
        )
        try:
            query = parse_query([pair for pair in asked.arguments if belongs(pair[0])], found.table)
            page = replace(empty, query=query, page=min(max(1, asked.page), MOST_PAGES))
            return self._filled(page, found, asked)
        except Invalid as error:
            return replace(empty, problems=tuple(error.problems))

    def columns(self, resource_id: str) -> ColumnsPage:
        """The summary of all columns. Raises as `table` does."""
        found = self._tables.find(resource_id)
        columns = shown_columns(found, self._kept(found).profile)
        return ColumnsPage(resource_id, found.table.row_count, columns)

    def question(self, resource_id: str, arguments: Sequence[tuple[str, str]]) -> TableQuestion:
        """What the arguments ask of the table, without its answer. Raises as `table` does."""
        found = self._tables.find(resource_id)
        try:
            query = parse_query([pair for pair in arguments if belongs(pair[0])], found.table)
        except Invalid as error:
            return TableQuestion(TableQuery(), found.table.columns, tuple(error.problems))
        return TableQuestion(query, found.table.columns)

    # -- the parts

    def _kept(self, found: FoundTable) -> _Kept:
        kept = ResourceTable
        query = select(kept.profile, kept.report["set_aside"])
        is_its = kept.version_id == found.version.id
        profile, aside = self._unit.session.execute(query.where(is_its)).one()
        return _Kept(
            profile={values["key"]: profile_from(values) for values in profile},
            set_aside=tuple(SetAside(a["kind"], a["row"], tuple(a["cells"])) for a in aside or ()),
        )

    def _filled(self, page: TablePage, found: FoundTable, asked: TableRequest) -> TablePage:
        query = page.query
        shown = _chosen(page.columns, query.select) or page.shown
        keys = tuple(c.key for c in shown)
        at = (page.page - 1) * PER_PAGE
        answer = self._answer(found, replace(query, select=keys, limit=PER_PAGE, offset=at, cursor=""))
        return replace(
            page,
            shown=shown,
            rows=_rows(answer),
            total=answer.total,
            per_page=PER_PAGE,
            row=self._row(found, asked.row) if asked.row is not None else None,
            choice=self._choice(found.table, page, asked.column) if asked.column else None,
        )

    def _answer(self, found: FoundTable, query: TableQuery) -> RowPage:
        return first_rows(found, query) or self._engine.rows(found.table, query)

    def _row(self, found: FoundTable, number: int) -> TableRow | None:
        if not 0 < number <= found.table.row_count:
            return None
        kept = first_rows(found, TableQuery(limit=1, offset=number - 1))
        return next(iter(_rows(kept or self._engine.row(found.table, number))), None)

    def _choice(self, table: Table, page: TablePage, key: str) -> ColumnChoice:
        column = next((c for c in page.columns if c.key == key), None)
        if column is None or column.type is ColumnType.GEOMETRY:
            raise NotFound(_("Bảng không có cột «%(name)s»", name=key[:60]))
        is_listed = column.type in (ColumnType.TEXT, ColumnType.BOOLEAN)
        if not is_listed and column.profile.distinct > MOST_RANGED_CHOICES:
            return ColumnChoice(column, ())
        return ColumnChoice(column, self._engine.facet(table, page.query, key, CHOICES))


def belongs(name: str) -> bool:
    """Whether an argument of this name is part of a question about rows."""
    return name in QUESTION or is_filter(name)


def question_of(query: TableQuery) -> TableQuery:
    """The question without its page: what every page of the answer shares."""
    return replace(query, limit=DEFAULT_LIMIT, offset=0, cursor="", group_by=(), aggregates=())


def shown_columns(found: FoundTable, profiles: Mapping[str, ColumnProfile]) -> tuple[ShownColumn, ...]:
    """All columns of the table with what the data dictionary says of them."""
    entries = {entry.name: entry for entry in found.resource.dictionary}
    return tuple(
        _shown(column, entries.get(column.name[:300]), profiles.get(column.key))
        for column in found.table.columns
    )


def _shown(column: Column, entry: DataDictionaryEntry | None, profile: ColumnProfile | None) -> ShownColumn:
    return ShownColumn(
        column=column,
        label=(entry.label if entry else "") or column.name,
        unit=entry.unit if entry else "",
        description=entry.description if entry else "",
        semantic=(entry.semantic if entry else "") or column.semantic,
        profile=profile or ColumnProfile(column.key, 0, 0, 0),
    )


def _chosen(columns: Sequence[ShownColumn], keys: Sequence[str]) -> tuple[ShownColumn, ...]:
    by_key = {c.key: c for c in columns}
    return tuple(by_key[key] for key in keys if key in by_key)


def _rows(answer: RowPage) -> tuple[TableRow, ...]:
    return tuple(TableRow(id, cells) for id, cells in zip(answer.ids, answer.rows, strict=True))
