"""The first rows of a table as they were kept when it was read: no engine has to be asked for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from portal.catalog.tables import FoundTable
from portal.tabular.columns import ROW_ID, ColumnType
from portal.tabular.ingest.profiling import FIRST_ROWS
from portal.tabular.ingest.result import FirstPage
from portal.tabular.query.answers import ResultColumn, RowPage
from portal.tabular.query.checking import result_columns
from portal.tabular.query.cursors import write_cursor
from portal.tabular.query.request import TableQuery

_READERS: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.DATE: date.fromisoformat,
    ColumnType.DATETIME: datetime.fromisoformat,
}


def first_rows(found: FoundTable, query: TableQuery) -> RowPage | None:
    """The answer to a question about nothing but first rows, as the engine would give it; None for any other."""
    total = found.table.row_count
    end = min(query.offset + query.limit, total)
    is_other = query.is_filtered or query.is_grouped or query.order_by or query.cursor
    if is_other or end > FIRST_ROWS or not found.stored.first_page:
        return None
    kept = FirstPage.from_dict(found.stored.first_page)
    if end > len(kept.ids):
        return None
    columns = result_columns(query, found.table)
    places = [_reader(found, kept, column) for column in columns]
    span = range(query.offset, end)
    ids = tuple(kept.ids[at] for at in span)
    rows = tuple(tuple(read(at) for read in places) for at in span)
    following = write_cursor(found.table, query, ids[-1]) if ids and end < total else None
    return RowPage(columns, rows, total, following, ids)


def _reader(found: FoundTable, kept: FirstPage, column: ResultColumn) -> Callable[[int], Any]:
    """What gives the value of a column in the row at a place."""
    if column.key == ROW_ID:
        return lambda at: kept.ids[at]
    place = [c.key for c in found.table.columns].index(column.key)
    read = _READERS.get(column.type)
    if read is None:
        return lambda at: kept.rows[at][place]
    return lambda at: None if (text := kept.rows[at][place]) is None else read(text)
