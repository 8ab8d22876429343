"""Values of tables as JSON and as CSV have them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from portal.tabular.columns import ROW_ID, ColumnType
from portal.tabular.query.answers import ResultColumn, RowPage

_BEYOND_JSON = re.compile(r"NaN|Infinity|[0-9][eE]\+?[0-9]{3}|[0-9]{309}")
"""What Python reads as a number that is none or has no end, and then cannot write."""


def _moment(value: datetime) -> str:
    return value.isoformat()


def _day(value: date) -> str:
    return value.isoformat()


def _number(value: float) -> float | None:
    """JSON knows no infinity."""
    return value if math.isfinite(value) else None


def _shape(value: str) -> Any:
    """A geometry as an object of GeoJSON; what is none, or has numbers that JSON cannot hold, stays text."""
    if _BEYOND_JSON.search(value):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


_WRITERS: dict[ColumnType, Callable[[Any], Any]] = {
    ColumnType.NUMBER: _number,
    ColumnType.DATE: _day,
    ColumnType.DATETIME: _moment,
    ColumnType.GEOMETRY: _shape,
}


def json_objects(page: RowPage) -> Iterator[dict[str, Any]]:
    """Each row as an object by key, led by the number of the row where it has one."""
    keys = [column.key for column in page.columns]
    for at, row in enumerate(json_rows(page.columns, page.rows)):
        number = {ROW_ID: page.ids[at]} if page.ids else {}
        yield {**number, **dict(zip(keys, row, strict=True))}


def json_rows(columns: Sequence[ResultColumn], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Rows whose values are those of JSON: days and moments in ISO form, geometries as objects."""
    places = [(at, _WRITERS[c.type]) for at, c in enumerate(columns) if c.type in _WRITERS]
    for row in rows:
        values = list(row)
        for at, write in places:
            if values[at] is not None:
                values[at] = write(values[at])
        yield values


def json_text(value: Any) -> str:
    """JSON in UTF-8 with the members in the order in which they were given."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
