"""Filters, orders and cursors give what a few lines of plain Python give."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tabular.columns import ColumnType
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.expression import Containment, Prefix, Relation
from portal.tabular.query.request import Filter, Order, TableQuery
from portal.tabular.query.values import value_text
from portal.text import fold
from tests.tables import stored_table
from tests.unit.tabular.query.asking import ask
from tests.unit.tabular.query.strategies import TEXTS

SHAPE = {
    "chu": "text",
    "dem": "integer",
    "so": "number",
    "dung": "boolean",
    "ngay": "date",
    "luc": "datetime",
}
WORDS = st.sampled_from(
    ["Đống Đa", "đống đa", "dong da", "Ấp Bắc", "ap", "A", "Á", "ạ", "Z", "100%", "_", "'", "đ"]
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "chu": WORDS,
    "dem": st.integers(-3, 3),
    "so": st.sampled_from([-1.5, -0.0, 0.0, 0.1, 0.3, 2.0, 1e100]),
    "dung": st.booleans(),
    "ngay": st.dates(date(2024, 2, 28), date(2024, 3, 1)),
    "luc": st.sampled_from([datetime(2024, 2, 29), datetime(2024, 2, 29, 23, 59, 59), datetime(2024, 3, 1)]),
}
TABLES = st.lists(st.tuples(*(st.none() | cells for cells in CELLS.values())), max_size=8)
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "not": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "contains": lambda cell, text: fold(text) in fold(cell),
    "startswith": lambda cell, text: fold(cell).startswith(fold(text)),
}


def found(cell: Any, name: str, wanted: Any) -> bool:
    """Whether the filter finds the cell."""
    match name:
        case "isnull" | "notnull":
            return (cell is None) == (name == "isnull")
        case "in":
            return cell is not None and cell in wanted
        case "not" if cell is None:
            return True
    return cell is not None and COMPARED[name](cell, wanted[0])


@settings(max_examples=40)
@given(TABLES, st.data())
def test_filter_finds_what_python_finds(
    engine: DuckDBEngine,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[Any, ...]],
    data: st.DataObject,
) -> None:
    table = stored_table(tmp_path_factory.mktemp("t"), rows, SHAPE)
    for at, (key, cells) in enumerate(CELLS.items()):
        names = (
            [*COMPARED, "in", "isnull", "notnull"] if key == "chu" else [*list(COMPARED)[:6], "in", "isnull"]
        )
        for name in names:
            wanted = data.draw(st.lists(cells, min_size=1, max_size=2 if name == "in" else 1), name)
            given_values = () if name.endswith("null") else tuple(dict.fromkeys(map(value_text, wanted)))
            query = TableQuery(filters=(Filter(key, name, given_values),))
            asked = parse_query(to_arguments(query), table)
            expected = tuple(n for n, row in enumerate(rows, 1) if found(row[at], name, wanted))
            page = engine.rows(table, asked)
            assert (page.ids, page.total) == (expected, len(expected)), (key, name, wanted)


@settings(max_examples=40)
@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=6), st.data())
def test_any_text_of_the_table_is_found(
    engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory, cells: list[str], data: st.DataObject
) -> None:
    table = stored_table(
        tmp_path_factory.mktemp("t"), [(cell, "x") for cell in cells], {"a": "text", "b": "text"}
    )
    at = data.draw(st.integers(0, len(cells) - 1))
    start = data.draw(st.integers(0, len(cells[at]) - 1))
    part = cells[at][start : start + data.draw(st.integers(1, 6))]
    same = tuple(n for n, cell in enumerate(cells, 1) if cell == cells[at])
    for where in (Relation("a", "=", cells[at]), Containment("a", part), Prefix("a", cells[at][:start])):
        asked = to_arguments(TableQuery(where=where))
        assert set(same) <= set(ask(engine, table, *asked).ids), where
    assert ask(engine, table, *to_arguments(TableQuery(where=Relation("a", "=", cells[at])))).ids == same
    if part.strip():
        assert at + 1 in ask(engine, table, ("q", part)).ids
    if cells[at].strip():
        assert ask(engine, table, ("a__exact", cells[at])).ids == same


ORDERS = st.lists(st.builds(Order, st.sampled_from([*SHAPE, "_id"]), st.booleans()), max_size=3)


@settings(max_examples=40)
@given(TABLES, ORDERS, st.integers(1, 4), st.booleans())
def test_pages_visit_every_row_once_in_order(
    engine: DuckDBEngine,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[Any, ...]],
    orders: list[Order],
    limit: int,
    is_filtered: bool,
) -> None:
    table = stored_table(tmp_path_factory.mktemp("t"), rows, SHAPE)
    conditions = (Filter("dem", "notnull"),) if is_filtered else ()
    query = TableQuery(filters=conditions, order_by=tuple(orders), limit=limit)
    expected = [n for n, row in enumerate(rows, 1) if row[1] is not None or not is_filtered]
    visited: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ask(engine, table, *to_arguments(query), *([("cursor", cursor)] if cursor else []))
        assert page.total == len(expected)
        visited.extend(page.ids)
        cursor = page.next_cursor
    assert sorted(visited) == expected
    assert_sorted([(*rows[id - 1], id) for id in visited], orders)


def assert_sorted(rows: list[tuple[Any, ...]], orders: list[Order]) -> None:
    """Rows stand in this order by columns that Python sorts too; text is sorted by ICU."""
    keys = [*SHAPE, "_id"]
    for before, after in pairwise(rows):
        for order in [*orders, Order("_id")]:
            one, two = (row[keys.index(order.key)] for row in (before, after))
            if SHAPE.get(order.key) == ColumnType.TEXT and one != two:
                break
            if one != two:
                assert two is None or (one is not None and (one > two if order.descending else one < two))
                break
