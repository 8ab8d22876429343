"""The promise line: shapes and lengths follow from the facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.catalog.promise import Freshness, FreshnessState, PublicState
from portal.web import samples
from portal.web.promise_line import large_tube, small_line, small_tube


def symbols(line: object) -> list[str]:
    return [mark.symbol for mark in line.marks]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("promise", "last_mark", "second_stretch", "tube"),
    [
        (samples.KEPT, "kept", "done", "done"),
        (samples.KEPT_LATE, "kept", "late", "late"),
        (samples.IN_WORK, "work", "ahead", "ahead"),
        (samples.PROMISED, "ahead", "ahead", "ahead"),
        (samples.OVERDUE, "late", "late", "ahead"),
        (samples.WITHDRAWN, "void", "void", "void"),
    ],
)
def test_each_state_has_its_own_shapes(
    promise: object, last_mark: str, second_stretch: str, tube: str
) -> None:
    line = small_line(promise)  # type: ignore[arg-type]

    assert symbols(line) == ["inv", "ring", last_mark]
    assert line.stretches[1][0] == second_stretch
    assert line.tube is not None
    assert line.tube.tone == tube


def test_the_tube_fills_through_the_cycle() -> None:
    fills = [small_tube(replace(samples.FRESH, share=share)).fill for share in (0.0, 0.25, 0.5, 1.0)]

    assert fills == [2.5, 8.8, 17.5, 35]


def test_late_data_fills_the_tube_and_adds_bars_past_the_due_mark() -> None:
    tube = large_tube(samples.STALE)

    assert (tube.fill, tube.due) == (121.4, 126.4)
    assert tube.late == 27.6


def test_one_day_late_already_shows_a_bar() -> None:
    tube = small_tube(replace(samples.STALE, share=1.001))

    assert 2 <= tube.late <= 6


def test_without_a_rhythm_the_tube_stays_empty() -> None:
    tube = small_tube(Freshness(FreshnessState.UNBOUND, data_on=samples.TODAY))

    assert (tube.fill, tube.due) == (0, None)


def test_a_database_shows_one_mark_per_dataset() -> None:
    line = small_line(samples.DATABASE)

    assert symbols(line) == ["inv", "kept", "kept", "kept", "work"]
    assert line.tube is None


@pytest.mark.parametrize("count", [6, 12, 100])
def test_many_datasets_still_fit_the_drawing(count: int) -> None:
    line = small_line(replace(samples.DATABASE, children=(PublicState.OVERDUE,) * count))

    assert all(mark.x + mark.size <= 180 for mark in line.marks)
    assert len(line.marks) <= 13


def test_a_kept_promise_without_a_date_has_a_dotted_ring() -> None:
    assert small_line(samples.BARE).marks[1].tone == "ahead"
