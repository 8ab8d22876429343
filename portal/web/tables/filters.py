"""Filters that fit a column, as forms show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.catalog.exploring import CHOICES
from portal.catalog.pages.exploring import ShownColumn, TablePage
from portal.tabular.columns import ColumnType
from portal.tabular.profile import TopValue
from portal.tabular.query.request import Filter
from portal.web.tables.address import Pairs, TableAddress
from portal.web.tables.cells import full_text, stored_value, value_words

CUT_CHARS = 80
"""The profile cuts longer values: they cannot be asked for again."""
MOST_OPTIONS = 8
SET_BY_FORMS = ("in", "exact", "contains", "gte", "lte")
_KINDS = {
    ColumnType.TEXT: "text",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.INTEGER: "number",
    ColumnType.NUMBER: "number",
    ColumnType.DATE: "date",
    ColumnType.DATETIME: "date",
}

_CHARTS = {"text": "bar", "boolean": "bar", "number": "histogram", "date": "line"}
"""The chart that shows how the values of a column lie."""


@dataclass(frozen=True)
class Option:
    """A value to tick. `value` is what the address holds; `count` is None where it would not be true."""

    value: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class ColumnFilter:
    """The fields that filter one column. `kind` says which fit: text, number, date, boolean.

    `low` and `high` are the bounds asked for, `least` and `most` those of the column, in words.
    `has_more`: the column holds further values to tick, at the address `all`.
    """

    column: ShownColumn
    kind: str
    options: tuple[Option, ...]
    contains: str
    low: str
    high: str
    least: str
    most: str
    is_set: bool
    has_more: bool
    all: str


@dataclass(frozen=True)
class ColumnPanel:
    """Everything that can be done with one column. `kept` are the hidden fields of its form.

    `more` is how many of its values are not listed.
    """

    filter: ColumnFilter
    kept: Pairs
    ascending: str
    descending: str
    hide: str
    only_empty: str
    only_filled: str
    close: str
    chart: str
    more: int = 0


def column_filter(
    column: ShownColumn, page: TablePage, values: Sequence[TopValue] | None, all_values: str = ""
) -> ColumnFilter:
    """The fields of one column; `values` are those to tick, by default the frequent ones of the whole table."""
    own = [f for f in page.query.filters if f.key == column.key]
    kind = _KINDS[column.type]
    listed = frequent(column) if values is None else values
    is_counted = values is not None or not page.query.is_filtered
    is_ranged = kind in ("number", "date")
    return ColumnFilter(
        column=column,
        kind=kind,
        options=options(column, listed, own, is_counted=is_counted),
        contains=_value(own, "contains"),
        low=_bound(own, "gte", kind),
        high=_bound(own, "lte", kind),
        least=_end(column, column.profile.least) if is_ranged else "",
        most=_end(column, column.profile.most) if is_ranged else "",
        is_set=any(f.operator in SET_BY_FORMS for f in own),
        has_more=bool(listed) and column.profile.distinct > len(listed),
        all=all_values,
    )


def column_panel(page: TablePage, address: TableAddress, here: str) -> ColumnPanel | None:
    """The panel of the column that is asked for; `here` is the page without it."""
    if page.choice is None:
        return None
    column, values = page.choice.column, page.choice.values
    key, is_partly_empty = column.key, bool(column.profile.empty)
    shown = [c.key for c in page.shown]
    return ColumnPanel(
        filter=column_filter(column, page, values),
        kept=address.arguments(address.without([key], SET_BY_FORMS)),
        ascending=address.sorted_by(key, descending=False),
        descending=address.sorted_by(key, descending=True),
        hide=address.hidden(key, shown) if len(shown) > 1 else "",
        only_empty=address.flagged(key, "isnull") if is_partly_empty else "",
        only_filled=address.flagged(key, "notnull") if is_partly_empty else "",
        close=here,
        chart=address.to(view="chart", chart=_CHARTS[_KINDS[column.type]], x=key),
        more=max(0, column.profile.distinct - len(values)) if len(values) == CHOICES else 0,
    )


def is_filterable(column: ShownColumn) -> bool:
    """Whether a form can filter by the column."""
    return column.type in _KINDS


def frequent(column: ShownColumn) -> tuple[TopValue, ...]:
    """The frequent values worth ticking: none where nearly every value is its own."""
    top = [t for t in column.profile.top if len(t.value) < CUT_CHARS]
    is_repeated = bool(top) and (top[0].count > 1 or column.type is ColumnType.BOOLEAN)
    return tuple(top[:MOST_OPTIONS]) if is_repeated else ()


def options(
    column: ShownColumn, values: Sequence[TopValue], own: Sequence[Filter], *, is_counted: bool
) -> tuple[Option, ...]:
    """Boxes for the values; those chosen already are there whether frequent or not."""
    chosen = [v for f in own if f.operator in ("in", "exact") for v in f.values]
    named = {t.value: t.count for t in values if t.value}
    rare = tuple(Option(v, value_words(column, v), None, True) for v in chosen if v not in named)
    return rare + tuple(
        Option(v, value_words(column, v), n if is_counted else None, v in chosen) for v, n in named.items()
    )


def _end(column: ShownColumn, value: object) -> str:
    return full_text(column, stored_value(column.type, value))


def _value(own: Sequence[Filter], operator: str) -> str:
    return next((f.values[0] for f in own if f.operator == operator), "")


def _bound(own: Sequence[Filter], operator: str, kind: str) -> str:
    value = _value(own, operator)
    return value[:10] if kind == "date" else value
