"""Bins of a column: without gaps, with edges that a filter finds again."""

from __future__ import annotations

import math
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.tabular.columns import Table
from portal.tabular.profile import Bin
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.binning import Scale, fitting_scale
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.request import TableQuery
from tests.tables import stored_table
from tests.unit.tabular.query.asking import ask

TENTHS = [0.1, 0.2, 0.3, 0.3, 0.6, 0.7, -0.3, 0.29, 1.1, None]


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Table:
    rows = [
        (value, at * at, date(2020 + at, 2, 29 - at), datetime(2024, 1, 1, at))
        for at, value in enumerate(TENTHS)
    ]
    shape = {"v": "number", "n": "integer", "ngay": "date", "luc": "datetime"}
    return stored_table(tmp_path_factory.mktemp("numbers"), rows, shape)


@pytest.mark.parametrize("key", ["v", "n", "ngay", "luc"])
@pytest.mark.parametrize("bins", [1, 3, 7, 40])
def test_every_bin_is_what_a_filter_finds_between_its_edges(
    engine: DuckDBEngine, numbers: Table, key: str, bins: int
) -> None:
    found = engine.histogram(numbers, TableQuery(), key, bins)
    cells = [row[0] for row in ask(engine, numbers, ("select", key)).rows]
    assert sum(bin.count for bin in found) == len(cells) - cells.count(None)
    assert all(before.high == after.low for before, after in pairwise(found))
    for bin in found:
        edges = ((f"{key}__gte", str(bin.low)), (f"{key}__lt", str(bin.high)))
        assert ask(engine, numbers, *edges).total == bin.count, bin


def test_own_filters_are_left_aside_others_are_not(engine: DuckDBEngine, numbers: Table) -> None:
    query = parse_query([("v__gt", "0.5"), ("n__lt", "16")], numbers)
    assert sum(bin.count for bin in engine.histogram(numbers, query, "v")) == 4


def test_years_are_years(engine: DuckDBEngine, numbers: Table) -> None:
    found = engine.histogram(numbers, TableQuery(), "ngay", 10)
    assert found[0] == Bin("2020-01-01", "2021-01-01", 1)
    assert len(found) == 10


def test_hours_are_told_with_their_time(engine: DuckDBEngine, numbers: Table) -> None:
    assert engine.histogram(numbers, TableQuery(), "luc", 10)[0] == Bin(
        "2024-01-01T00:00:00", "2024-01-01T01:00:00", 1
    )


def test_one_value_is_one_bin_and_none_is_none(engine: DuckDBEngine, tmp_path: Path) -> None:
    table = stored_table(tmp_path, [(7.5, None), (7.5, None)], {"a": "number", "b": "date"})
    (bin,) = engine.histogram(table, TableQuery(), "a")
    assert bin.count == 2
    assert engine.histogram(table, TableQuery(), "b") == ()


@pytest.mark.parametrize(("key", "bins"), [("ten", 10), ("khong_co", 10), ("diem", 0), ("diem", 5000)])
def test_what_has_no_bins_is_refused(engine: DuckDBEngine, schools: Table, key: str, bins: int) -> None:
    with pytest.raises(Invalid):
        engine.histogram(schools, TableQuery(), key, bins)


def test_groups_by_bin_begin_where_they_say(engine: DuckDBEngine, numbers: Table) -> None:
    rows = ask(engine, numbers, ("group_by", "bin(v,0.1)"), ("aggregate", "count(*)")).rows
    assert rows == ((-0.3, 1), (0.1, 1), (0.2, 2), (0.3, 2), (0.6, 1), (0.7, 1), (1.1, 1), (None, 1))


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(1, 100))
def test_scale_has_about_as_many_bins_as_asked_for(low: float, span: float, bins: int) -> None:
    scale = fitting_scale(low, low + span, bins)
    if math.isclose(low, low + span, rel_tol=1e-9):
        return
    assert span / scale.width <= bins * 1.001
    assert span / scale.width >= bins / 10.001


def test_edges_are_the_decimals_that_people_write() -> None:
    assert [Scale(0.1).edge(n) for n in (-3, 3, 7)] == [-0.3, 0.3, 0.7]
    assert Scale(500.0).edge(3) == 1500.0
