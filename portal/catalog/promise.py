"""The promise line: inventory, promise, publication, freshness. All from facts and the calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.i18n import today as calendar_today
from portal.metadata.specification import Term
from portal.model import Catalog, Dataset, PublicationPlan, RecordState


class PublicState(StrEnum):
    """What a record's badge says. `inventory`: a database entered in the list."""

    DRAFT = "draft"
    INVENTORY = "inventory"
    PROMISED = "promised"
    IN_WORK = "in_work"
    OVERDUE = "overdue"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class FreshnessState(StrEnum):
    """The age of the data against its rhythm. `unbound`: no rhythm was promised, or there is no data yet."""

    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"
    UNBOUND = "unbound"


@dataclass(frozen=True)
class Freshness:
    """How fresh the data is. `days` counts to the due day (`soon`, `on_time`) or past it (`late`).

    `share` is the part of the cycle that has passed, 0 to 1 at the due day, more when late.
    """

    state: FreshnessState
    frequency: Term | None = None
    data_on: date | None = None
    due_on: date | None = None
    days: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Promise:
    """Everything the promise line shows of one record.

    `days_late` compares publication with the promise: negative is early. `days_left` counts to the promised
    day, negative once it has passed. `children` are the states of the datasets drawn from a database.
    """

    state: PublicState
    today: date
    inventoried_on: date | None = None
    inventory: tuple[tuple[str, str], ...] = ()
    planned_on: date | None = None
    first_planned_on: date | None = None
    moves: int = 0
    published_on: date | None = None
    withdrawn_on: date | None = None
    days_late: int = 0
    days_left: int = 0
    late_reason: str = ""
    late_reason_on: date | None = None
    expected_on: date | None = None
    freshness: Freshness = Freshness(FreshnessState.UNBOUND)
    children: tuple[PublicState, ...] = ()


def public_state(record: Dataset, plan: PublicationPlan | None, today: date) -> PublicState:
    """The state that the public reads. Overdue is the calendar's word, never typed."""
    match record.state:
        case RecordState.WITHDRAWN:
            return PublicState.WITHDRAWN
        case RecordState.DRAFT | RecordState.DISCARDED:
            return PublicState.DRAFT
        case RecordState.PUBLISHED:
            return PublicState.PUBLISHED if record.catalog == Catalog.OPEN_DATA else PublicState.INVENTORY
    if plan is not None and plan.planned_on < today:
        return PublicState.OVERDUE
    return PublicState.IN_WORK if plan is not None and plan.is_in_work else PublicState.PROMISED


def freshness(data_on: date | None, frequency: Term | None, today: date) -> Freshness:
    """How the age of the data stands against its frequency.

    A whole calendar day is needed to be late, and the frequency's `grace_days` pass before it is said.
    """
    due = due_day(data_on, frequency)
    if data_on is None or frequency is None or due is None:
        return Freshness(FreshnessState.UNBOUND, frequency, data_on)
    cycle = max((due - data_on).days, 1)
    left = (due - today).days
    share = (today - data_on).days / cycle
    if left < -grace_days(frequency):
        return Freshness(FreshnessState.LATE, frequency, data_on, due, -left, share)
    near = left <= min(14, cycle // 10) and cycle > 1
    state = FreshnessState.SOON if near else FreshnessState.ON_TIME
    return Freshness(state, frequency, data_on, due, max(left, 0), max(min(share, 1.0), 0.0))


def due_day(data_on: date | None, frequency: Term | None) -> date | None:
    """The day by which newer data is due, None where no rhythm was promised."""
    if data_on is None or frequency is None:
        return None
    if months := frequency.extra.get("months"):
        return add_months(data_on, int(months))
    days = frequency.extra.get("days")
    return data_on + timedelta(days=int(days)) if days else None


def grace_days(frequency: Term) -> int:
    """Days after the due day before data is called late."""
    return int(frequency.extra.get("grace_days", 0))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def promise_of(record: Dataset, frequency: Term | None, today: date | None = None) -> Promise:
    """The promise line of a record. Reads `plan`, `sources` and `drawn_from_it`: load them beforehand."""
    today = today or calendar_today()
    if record.catalog == Catalog.CITY_DATABASES:
        return _database_line(record, today)
    plan = record.plan
    published_on = calendar_today(record.published_at) if record.published_at else None
    planned_on = plan.planned_on if plan else None
    return Promise(
        state=public_state(record, plan, today),
        today=today,
        inventoried_on=min((d for s in record.sources if (d := inventory_day(s))), default=None),
        inventory=tuple((s.name, s.label) for s in record.sources if s.is_public),
        planned_on=planned_on,
        first_planned_on=plan.first_planned_on if plan else None,
        moves=len(plan.changes) if plan and plan.first_planned_on != plan.planned_on else 0,
        published_on=published_on,
        withdrawn_on=calendar_today(record.withdrawn_at) if record.withdrawn_at else None,
        days_late=(published_on - planned_on).days if published_on and planned_on else 0,
        days_left=(planned_on - today).days if planned_on else 0,
        late_reason=plan.late_reason if plan else "",
        late_reason_on=plan.late_reason_on if plan else None,
        expected_on=plan.expected_on if plan else None,
        freshness=freshness(record.data_changed_on if published_on else None, frequency, today),
    )


def _database_line(record: Dataset, today: date) -> Promise:
    return Promise(
        state=public_state(record, None, today),
        today=today,
        inventoried_on=inventory_day(record),
        withdrawn_on=calendar_today(record.withdrawn_at) if record.withdrawn_at else None,
        children=tuple(public_state(d, d.plan, today) for d in record.drawn_from_it if d.is_public),
    )


def inventory_day(database: Dataset) -> date | None:
    """The day a database was entered in the list: as stated, else as registered here."""
    if stated := database.values.get("inventoried_on"):
        return date.fromisoformat(stated)
    return calendar_today(database.published_at) if database.published_at else None
