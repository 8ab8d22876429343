"""What the view of rows needs beside the rows: headings with their links, cells as text, ways to take it away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.catalog.pages.exploring import ShownColumn, TablePage, TableRow
from portal.tabular.columns import ColumnType
from portal.tabular.export.formats import EXPORTS
from portal.web.tables.address import Pairs, TableAddress
from portal.web.tables.cells import cell_class, cell_text, decimals_of, full_text
from portal.web.tables.chips import TableChip, table_chips
from portal.web.tables.filters import (
    SET_BY_FORMS,
    ColumnFilter,
    ColumnPanel,
    column_filter,
    column_panel,
    is_filterable,
)

_LINK = re.compile(r"https?://[^\s<>\"']{4,500}")


@dataclass(frozen=True)
class Heading:
    """A column above the rows. `direction` is the value of aria-sort; `sort` leads to the next order."""

    column: ShownColumn
    css: str
    sort: str
    direction: str
    menu: str


@dataclass(frozen=True)
class ShownRow:
    """A row as text; empty for an empty cell. `url` shows it whole."""

    id: int
    url: str
    cells: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class DetailLine:
    """A column of the row shown whole. `link` is the value where it is a web address."""

    column: ShownColumn
    text: str
    link: str


@dataclass(frozen=True)
class Detail:
    """The row shown whole, with the way back and to its neighbours on the page; empty where there is none."""

    id: int
    lines: tuple[DetailLine, ...]
    before: str
    after: str


@dataclass(frozen=True)
class TableFacts:
    """`kept_by_…` are hidden fields: what stays when a form changes its own part of the question.

    `pager` are the arguments that every page shares, `here` the page without what is opened on it. `where` is
    the expression as typed, `example` one that the
    table could be asked. `left_out` counts columns that a wide table does not show.
    """

    headings: tuple[Heading, ...]
    rows: tuple[ShownRow, ...]
    chips: tuple[TableChip, ...]
    filters: tuple[ColumnFilter, ...]
    where: str
    example: str
    cleared: str
    kept_by_search: Pairs
    kept_by_columns: Pairs
    kept_by_filters: Pairs
    pager: Mapping[str, tuple[str, ...]]
    downloads: tuple[tuple[str, str], ...]
    api: str
    here: str
    left_out: int
    detail: Detail | None
    panel: ColumnPanel | None


def table_facts(page: TablePage, path: str, where: str = "") -> TableFacts:
    """The facts of one page of rows; `path` is that of the resource's page, `where` the expression as typed."""
    address = TableAddress(path, page.resource_id, page.query)
    paged = {"page": page.page} if page.page > 1 else {}
    filterable = [c for c in page.shown if is_filterable(c)]
    set_here = address.without([c.key for c in filterable], SET_BY_FORMS)
    return TableFacts(
        headings=tuple(_heading(c, page, address) for c in page.shown),
        rows=_rows(page, address, paged),
        chips=table_chips(page, address),
        filters=tuple(column_filter(c, page, None, _menu(c, address)) for c in filterable),
        where=where,
        example=_example(page.columns),
        cleared=address.cleared(),
        kept_by_search=address.arguments(replace(page.query, q="")),
        kept_by_columns=address.arguments(replace(page.query, select=())),
        kept_by_filters=address.arguments(replace(set_here, where=None)),
        pager=_grouped(address.arguments()),
        downloads=tuple((address.export(code), label) for code, label in _formats(page)),
        api=address.to(view="api"),
        here=address.to(**paged),
        left_out=0 if page.query.select else len(page.columns) - len(page.shown),
        detail=_detail(page.row, page, address, paged) if page.row else None,
        panel=column_panel(page, address, address.to(**paged)),
    )


def _grouped(pairs: Pairs) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


def _heading(column: ShownColumn, page: TablePage, address: TableAddress) -> Heading:
    order = next((o for o in page.query.order_by if o.key == column.key), None)
    if order is None:
        direction, sort = "", address.sorted_by(column.key, descending=False)
    elif order.descending:
        direction, sort = "descending", address.unsorted()
    else:
        direction, sort = "ascending", address.sorted_by(column.key, descending=True)
    menu = _menu(column, address) if is_filterable(column) else ""
    return Heading(column, cell_class(column), sort, direction, menu)


def _menu(column: ShownColumn, address: TableAddress) -> str:
    return address.to(column=column.key) + "#cot"


def _rows(page: TablePage, address: TableAddress, paged: Mapping[str, int]) -> tuple[ShownRow, ...]:
    columns = [(c, decimals_of(c, (row.cells[at] for row in page.rows))) for at, c in enumerate(page.shown)]
    opened = page.row.id if page.row else None
    # One address with a number put in: encoding the question anew for each row takes its time.
    before, after = address.to(**paged, row="@").rsplit("%40", 1)
    return tuple(
        ShownRow(
            id=row.id,
            url=f"{before}{row.id}{after}#dong",
            cells=tuple(
                cell_text(c, value, decimals) for (c, decimals), value in zip(columns, row.cells, strict=True)
            ),
            is_open=row.id == opened,
        )
        for row in page.rows
    )


def _detail(row: TableRow, page: TablePage, address: TableAddress, paged: Mapping[str, int]) -> Detail:
    lines = []
    for column, value in zip(page.columns, row.cells, strict=True):
        text = full_text(column, value)
        link = text if column.type is ColumnType.TEXT and _LINK.fullmatch(text) else ""
        lines.append(DetailLine(column, text, link))
    ids = [r.id for r in page.rows]
    at = ids.index(row.id) if row.id in ids else None

    def neighbour(place: int | None) -> str:
        is_there = place is not None and 0 <= place < len(ids)
        return address.to(**paged, row=ids[place]) + "#dong" if is_there and place is not None else ""

    before, after = (None, None) if at is None else (at - 1, at + 1)
    return Detail(row.id, tuple(lines), neighbour(before), neighbour(after))


def _formats(page: TablePage) -> list[tuple[str, str]]:
    """The forms that can hold these rows."""
    return [
        (each.code, each.label)
        for each in EXPORTS.values()
        if (each.most_rows is None or page.total <= each.most_rows)
        and (each.code != "geojson" or _has_places(page))
    ]


def _example(columns: Sequence[ShownColumn]) -> str:
    """A condition that this table could be asked."""
    number = next((c for c in columns if c.type.is_numeric), None)
    text = next((c for c in columns if c.type is ColumnType.TEXT), None)
    parts = [f"{number.key} >= 10"] if number else []
    parts += [f"{text.key} contains 'ha noi'"] if text else []
    return " and ".join(parts) or f"{columns[0].key} is not null"


def _has_places(page: TablePage) -> bool:
    meanings = {c.semantic for c in page.columns}
    is_drawn = any(c.type is ColumnType.GEOMETRY for c in page.columns)
    return is_drawn or {"latitude", "longitude"} <= meanings
