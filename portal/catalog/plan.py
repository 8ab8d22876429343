"""Keeps the promise of an open dataset: the day, every move of it with its reason, and why it is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.catalog.unit import Unit
from portal.metadata.records import as_day
from portal.model import Catalog, Dataset, PlanChange, PublicationPlan, RecordState


def set_plan(unit: Unit, record: Dataset, values: Mapping[str, Any], reason: str = "") -> None:
    """Write the plan fields of `values`. A public promise that moves keeps the old day with `reason`."""
    planned_on = as_day(values.get("planned_on"))
    if record.catalog != Catalog.OPEN_DATA:
        return
    if planned_on is None:
        if record.plan is not None and record.state == RecordState.DRAFT:
            record.plan = None
        return
    if record.plan is None:
        record.plan = PublicationPlan(planned_on=planned_on, first_planned_on=planned_on)
    elif record.plan.planned_on != planned_on:
        _move(unit, record, record.plan, planned_on, reason)
    _describe(unit, record.plan, values)


def _move(unit: Unit, record: Dataset, plan: PublicationPlan, day: date, reason: str) -> None:
    if record.state == RecordState.DRAFT:
        plan.first_planned_on = day
    else:
        change = PlanChange(
            changed_on=unit.today(),
            old_date=plan.planned_on,
            new_date=day,
            reason=reason.strip(),
            created_at=unit.now(),
        )
        plan.changes.append(change)
    plan.planned_on = day


def _describe(unit: Unit, plan: PublicationPlan, values: Mapping[str, Any]) -> None:
    plan.is_in_work = bool(values.get("is_in_work", False))
    late_reason = str(values.get("late_reason") or "")
    if late_reason != plan.late_reason:
        plan.late_reason_on = unit.today() if late_reason else None
    plan.late_reason = late_reason
    plan.expected_on = as_day(values.get("expected_on"))
