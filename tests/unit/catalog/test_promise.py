"""The promise line: states by the calendar, freshness by the frequency, early and late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.promise import (
    FreshnessState,
    PublicState,
    add_months,
    due_day,
    freshness,
    grace_days,
    promise_of,
    public_state,
)
from portal.metadata.loading import load_schemas
from portal.model import Catalog, Dataset, PlanChange, PublicationPlan, RecordState
from tests.live import ROOT

FREQUENCIES = load_schemas(ROOT / "catalog_schemas").vocabularies["update-frequencies"].terms
TODAY = date(2026, 11, 20)


def dataset(state: str = RecordState.PROMISED, planned_on: date | None = None, **more: object) -> Dataset:
    plan = PublicationPlan(
        planned_on=planned_on, first_planned_on=planned_on, is_in_work=False, late_reason=""
    )
    plan.changes = []
    columns = {"catalog": Catalog.OPEN_DATA, "values": {}, "title": "X", "sources": [], **more}
    return Dataset(state=state, plan=plan if planned_on else None, **columns)


@pytest.mark.parametrize(
    ("catalog", "state", "planned_on", "is_in_work", "shown"),
    [
        (Catalog.OPEN_DATA, RecordState.DRAFT, TODAY - timedelta(1), False, PublicState.DRAFT),
        (Catalog.OPEN_DATA, RecordState.PROMISED, TODAY + timedelta(1), False, PublicState.PROMISED),
        (Catalog.OPEN_DATA, RecordState.PROMISED, TODAY + timedelta(1), True, PublicState.IN_WORK),
        (Catalog.OPEN_DATA, RecordState.PROMISED, TODAY, False, PublicState.PROMISED),
        (Catalog.OPEN_DATA, RecordState.PROMISED, TODAY - timedelta(1), True, PublicState.OVERDUE),
        (Catalog.OPEN_DATA, RecordState.PUBLISHED, TODAY - timedelta(1), True, PublicState.PUBLISHED),
        (Catalog.OPEN_DATA, RecordState.WITHDRAWN, TODAY - timedelta(1), True, PublicState.WITHDRAWN),
        (Catalog.CITY_DATABASES, RecordState.PUBLISHED, None, False, PublicState.INVENTORY),
        (Catalog.CITY_DATABASES, RecordState.DRAFT, None, False, PublicState.DRAFT),
    ],
)
def test_state_that_the_public_reads(
    catalog: str, state: str, planned_on: date | None, is_in_work: bool, shown: PublicState
) -> None:
    record = dataset(state, planned_on, catalog=catalog)
    if record.plan:
        record.plan.is_in_work = is_in_work

    assert public_state(record, record.plan, TODAY) == shown


@pytest.mark.parametrize(
    ("frequency", "data_on", "due_on"),
    [
        ("hourly", "2026-11-20", "2026-11-21"),
        ("daily", "2026-12-31", "2027-01-01"),
        ("weekly", "2024-02-26", "2024-03-04"),
        ("monthly", "2026-01-31", "2026-02-28"),
        ("monthly", "2024-01-31", "2024-02-29"),
        ("monthly", "2026-02-28", "2026-03-28"),
        ("monthly", "2026-12-15", "2027-01-15"),
        ("quarterly", "2026-11-30", "2027-02-28"),
        ("quarterly", "2027-11-30", "2028-02-29"),
        ("biannual", "2026-08-31", "2027-02-28"),
        ("annual", "2024-02-29", "2025-02-28"),
        ("five-yearly", "2024-02-29", "2029-02-28"),
        ("as-needed", "2020-01-01", None),
        ("never", "2020-01-01", None),
    ],
)
def test_day_on_which_newer_data_is_due(frequency: str, data_on: str, due_on: str | None) -> None:
    assert due_day(date.fromisoformat(data_on), FREQUENCIES[frequency]) == (
        due_on and date.fromisoformat(due_on)
    )


def test_every_frequency_is_in_the_table_above() -> None:
    parameters = test_day_on_which_newer_data_is_due.pytestmark[0].args[1]  # type: ignore[attr-defined]

    assert {row[0] for row in parameters} == set(FREQUENCIES)


@pytest.mark.parametrize("code", [code for code, term in FREQUENCIES.items() if due_day(TODAY, term)])
def test_data_is_late_the_day_after_its_grace(code: str) -> None:
    term = FREQUENCIES[code]
    due = due_day(date(2026, 1, 31), term)
    assert due is not None
    first_late = due + timedelta(days=1 + grace_days(term))

    before, after = (freshness(date(2026, 1, 31), term, first_late - timedelta(days=n)) for n in (1, 0))
    assert before.state != FreshnessState.LATE
    assert (after.state, after.days, after.due_on) == (FreshnessState.LATE, (first_late - due).days, due)


@pytest.mark.parametrize(
    ("days_before_due", "state"),
    [(4, FreshnessState.ON_TIME), (3, FreshnessState.SOON), (0, FreshnessState.SOON), (-1, FreshnessState.SOON),
     (-2, FreshnessState.LATE)],
)  # fmt: skip
def test_monthly_data_is_soon_due_in_the_last_tenth_of_its_month(days_before_due: int, state: str) -> None:
    found = freshness(date(2026, 10, 20), FREQUENCIES["monthly"], TODAY - timedelta(days=days_before_due))

    assert found.state == state


def test_share_of_the_cycle_runs_from_nothing_to_one_and_on_when_late() -> None:
    term = FREQUENCIES["weekly"]
    shares = [round(freshness(TODAY, term, TODAY + timedelta(days=n)).share, 2) for n in (-3, 0, 7, 14)]

    assert shares == [0, 0, 1, 2]


@pytest.mark.parametrize(("data_on", "code"), [(None, "monthly"), (TODAY, "never"), (TODAY, None)])
def test_without_rhythm_or_data_nothing_is_late(data_on: date | None, code: str | None) -> None:
    term = FREQUENCIES[code] if code else None

    assert freshness(data_on, term, date(2099, 1, 1)).state == FreshnessState.UNBOUND


@pytest.mark.parametrize(("published", "late"), [("2026-11-10", -10), ("2026-11-20", 0), ("2026-12-01", 11)])
def test_early_and_late_are_counted_in_days_of_vietnam(published: str, late: int) -> None:
    day = date.fromisoformat(published)
    just_after_midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6, minutes=59)
    record = dataset(RecordState.PUBLISHED, TODAY, published_at=just_after_midnight)
    promise = promise_of(record, None, TODAY)

    assert (promise.published_on, promise.days_late) == (day, late)


def test_promise_moved_back_to_its_first_day_counts_no_moves() -> None:
    record = dataset(planned_on=TODAY)
    assert record.plan is not None
    record.plan.changes = [
        PlanChange(old_date=TODAY, new_date=TODAY),
        PlanChange(old_date=TODAY, new_date=TODAY),
    ]
    assert promise_of(record, None, TODAY).moves == 0
    record.plan.planned_on = TODAY + timedelta(days=9)
    assert promise_of(record, None, TODAY).moves == 2


def test_unpublished_data_has_no_freshness() -> None:
    record = dataset(planned_on=TODAY, data_changed_on=date(2020, 1, 1))

    assert promise_of(record, FREQUENCIES["daily"], TODAY).freshness.state == FreshnessState.UNBOUND


DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@given(DAYS, st.integers(0, 600))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, st.sampled_from(sorted(FREQUENCIES)), DAYS)
def test_freshness_follows_the_calendar_in_one_direction(data_on: date, code: str, today: date) -> None:
    order = [FreshnessState.ON_TIME, FreshnessState.SOON, FreshnessState.LATE]
    now, tomorrow = (freshness(data_on, FREQUENCIES[code], today + timedelta(days=n)) for n in (0, 1))

    assert now.days >= 0
    if now.state == FreshnessState.UNBOUND:
        assert tomorrow.state == FreshnessState.UNBOUND
    else:
        assert order.index(now.state) <= order.index(tomorrow.state)
