"""The active filters of a table in words, each with the way to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.catalog.pages.exploring import ShownColumn, TablePage
from portal.i18n import gettext as _
from portal.tabular.query.arguments import to_arguments
from portal.tabular.query.request import Filter
from portal.web.tables.address import TableAddress
from portal.web.tables.cells import value_words


@dataclass(frozen=True)
class TableChip:
    """An active filter in words, and the address without it."""

    label: str
    text: str
    url: str


def table_chips(page: TablePage, address: TableAddress) -> tuple[TableChip, ...]:
    """Everything that leaves rows out: one chip for the text, one per column, one for the expression."""
    query, columns = page.query, {c.key: c for c in page.columns}
    chips = []
    if query.q:
        chips.append(TableChip(_("Tìm"), f"“{query.q}”", address.to(replace(query, q=""))))
    for key in dict.fromkeys(f.key for f in query.filters):
        own = [f for f in query.filters if f.key == key]
        column = columns.get(key)
        words = "; ".join(filter_words(column, own))
        chips.append(TableChip(column.label if column else key, words, address.to(address.without([key]))))
    if query.where is not None:
        text = next(value for name, value in to_arguments(query) if name == "where")
        chips.append(TableChip(_("Điều kiện"), text, address.to(replace(query, where=None))))
    return tuple(chips)


def filter_words(column: ShownColumn | None, own: Sequence[Filter]) -> list[str]:
    """The filters of one column in words; two bounds become one phrase."""
    said, low, high = [], "", ""
    for each in own:
        values = [value_words(column, v) if column else v for v in each.values]
        if each.operator == "gte" and not low:
            low = values[0]
        elif each.operator == "lte" and not high:
            high = values[0]
        else:
            said.append(_words(each.operator) % {"value": ", ".join(values)})
    if low and high:
        said.insert(0, _("từ %(low)s đến %(high)s", low=low, high=high))
    elif low or high:
        said.insert(0, _("từ %(low)s", low=low) if low else _("đến %(high)s", high=high))
    return said


def _words(operator: str) -> str:
    return {
        "exact": "%(value)s",
        "in": "%(value)s",
        "not": _("không phải %(value)s"),
        "contains": _("chứa “%(value)s”"),
        "startswith": _("bắt đầu bằng “%(value)s”"),
        "gt": _("lớn hơn %(value)s"),
        "gte": _("từ %(value)s"),
        "lt": _("nhỏ hơn %(value)s"),
        "lte": _("đến %(value)s"),
        "isnull": _("để trống"),
        "notnull": _("có giá trị"),
    }[operator]
