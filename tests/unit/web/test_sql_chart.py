"""Which results of SQL become a picture, and which."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.tabular.sql.result import SqlColumn, SqlResult
from portal.web.sql_chart import Bars, Line, chart

WEEKS = [("2026-W01", 4), ("2026-W02", 10), ("2026-W03", None), ("2026-W04", 2)]


def drawn(rows: list[tuple[Any, ...]], *types: str) -> Bars | Line | None:
    columns = tuple(SqlColumn(f"c{n}", kind) for n, kind in enumerate(types or ("text", "integer")))
    result = SqlResult(columns, json.dumps(rows).encode(), len(rows), False, 1.0)
    return chart(result, str)


def test_names_with_a_number_are_bars() -> None:
    found = drawn([("Ba Đình", 50), ("Đống Đa", 100), (None, None)])
    assert isinstance(found, Bars)
    assert found.measure == "c1"
    assert [(b.label, b.value, b.width) for b in found.bars] == [
        ("Ba Đình", "50", 500),
        ("Đống Đa", "100", 1000),
        ("–", "–", 0),
    ]


def test_weeks_are_a_line_with_a_gap_where_nothing_is_known() -> None:
    found = drawn(WEEKS)
    assert isinstance(found, Line)
    assert found.path == "M0.0 144.0L333.3 0.0M1000.0 192.0"
    assert (found.most, found.least) == (("2026-W02", "10"), ("2026-W04", "2"))
    assert (found.first, found.last, found.zero) == ("2026-W01", "2026-W04", None)


def test_the_newest_first_is_a_line_as_well_and_runs_from_left_to_right() -> None:
    assert drawn(WEEKS[::-1]) == drawn(WEEKS)


@pytest.mark.parametrize(
    "moments",
    [
        ["2019", "2020", "2021", "2022"],
        [2019, 2020, 2021, 2022],
        ["2026-01", "2026-02", "2026-03", "2026-04"],
        ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"],
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"],
        ["2026-01-31T08:00:00", "2026-01-31T09:00:00", "2026-01-31T10:00:00.5", "2026-01-31T11:00:00"],
    ],
)
def test_time_is_known_however_it_is_written(moments: list[Any]) -> None:
    found = drawn([(moment, n) for n, moment in enumerate(moments)], "text", "number")
    assert isinstance(found, Line)


@pytest.mark.parametrize(
    "rows",
    [
        [("2026-01", 1), ("2026-02", 2), ("2026-02", 3), ("2026-03", 4)],
        [("2026-03", 1), ("2026-01", 2), ("2026-02", 3), ("2026-04", 4)],
        [("2026-01", 1), ("2026-02", 2), ("2026-03", 3)],
        [("2026-01", 1), ("2026-02", 2), ("2026-03", 3), (None, 4)],
    ],
)
def test_what_does_not_run_through_time_is_bars(rows: list[tuple[Any, ...]]) -> None:
    assert isinstance(drawn(rows), Bars)


def test_losses_are_below_a_line_of_zero() -> None:
    found = drawn([(f"202{n}", value) for n, value in enumerate((-10, 0, 20, 30))])
    assert isinstance(found, Line)
    assert found.zero == 180.0


def test_nothing_but_zeros_is_a_flat_line() -> None:
    found = drawn([(f"202{n}", 0) for n in range(4)])
    assert isinstance(found, Line)
    assert found.path.startswith("M0.0 240.0L")


@pytest.mark.parametrize(
    ("rows", "types"),
    [
        ([("a", 1)], ("text", "integer")),
        ([], ("text", "integer")),
        ([("a", -1), ("b", 2)], ("text", "integer")),
        ([("a", 0), ("b", None)], ("text", "integer")),
        ([("a", "b"), ("c", "d")], ("text", "text")),
        ([(1,), (2,)], ("integer",)),
        ([([1], 1), ([2], 2)], ("json", "integer")),
        ([(str(n), n) for n in range(41)], ("text", "integer")),
    ],
)
def test_other_results_are_no_picture(rows: list[tuple[Any, ...]], types: tuple[str, ...]) -> None:
    assert drawn(rows, *types) is None
