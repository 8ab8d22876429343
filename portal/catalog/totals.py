"""Counts of promises kept and broken, for the city and for each agency, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from portal.catalog.pages import Totals
from portal.catalog.promise import freshness
from portal.catalog.unit import Unit
from portal.i18n import TIME_ZONE
from portal.model import Catalog, Dataset, PublicationPlan, RecordState


def totals(unit: Unit) -> Totals:
    """The whole city."""
    by_organization = totals_by_organization(unit)
    added = Totals()
    for each in by_organization.values():
        added = add(added, each)
    return replace(added, organizations=sum(1 for t in by_organization.values() if t.databases or t.promised))


def totals_by_organization(unit: Unit) -> Mapping[str, Totals]:
    """The counts of every agency that has public records, by its id."""
    return unit.remembered("totals", lambda: _count(unit))


def _count(unit: Unit) -> Mapping[str, Totals]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in unit.session.execute(_promises(unit)):
        counts = found[row.organization_id]
        counts["promised"] += row.live
        for name in ("published", "in_work", "ahead", "overdue", "withdrawn", "on_promise"):
            counts[name] += getattr(row, name)
    for organization_id_, number in unit.session.execute(_databases()):
        found[organization_id_]["databases"] += number
    for row in unit.session.execute(_rhythms()):
        state = freshness(
            row.data_changed_on, unit.term("update-frequencies", row.frequency), unit.today()
        ).state
        found[row.organization_id]["data_late" if state == "late" else "on_time"] += row.number
    return {key: Totals(**counts) for key, counts in found.items()}


def add(one: Totals, other: Totals) -> Totals:
    """The sums of two counts."""
    return Totals(**{name: getattr(one, name) + getattr(other, name) for name in Totals.__dataclass_fields__})


def _promises(unit: Unit) -> Select[*tuple[Any, ...]]:
    """One row an agency, counting the open-data list by state."""
    today = unit.today()
    is_ahead = and_(Dataset.state == RecordState.PROMISED, PublicationPlan.planned_on >= today)
    kept_by = func.date(Dataset.published_at, f"+{TIME_ZONE.utcoffset(None).seconds // 3600} hours")
    if unit.session.get_bind().dialect.name != "sqlite":
        kept_by = func.date(func.timezone("Asia/Ho_Chi_Minh", func.timezone("UTC", Dataset.published_at)))
    columns = {
        "live": Dataset.state.in_([RecordState.PROMISED, RecordState.PUBLISHED]),
        "published": Dataset.state == RecordState.PUBLISHED,
        "in_work": and_(is_ahead, PublicationPlan.is_in_work),
        "ahead": and_(is_ahead, PublicationPlan.is_in_work.is_(False)),
        "overdue": and_(Dataset.state == RecordState.PROMISED, PublicationPlan.planned_on < today),
        "withdrawn": Dataset.state == RecordState.WITHDRAWN,
        "on_promise": and_(Dataset.state == RecordState.PUBLISHED, kept_by <= PublicationPlan.planned_on),
    }
    query = select(
        Dataset.organization_id,
        *(func.sum(case((rule, 1), else_=0)).label(name) for name, rule in columns.items()),
    ).outerjoin(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
    query = query.where(
        Dataset.catalog == Catalog.OPEN_DATA,
        Dataset.state.in_([RecordState.PROMISED, RecordState.PUBLISHED, RecordState.WITHDRAWN]),
    )
    return query.group_by(Dataset.organization_id)


def _databases() -> Select[*tuple[Any, ...]]:
    query = select(Dataset.organization_id, func.count()).where(
        Dataset.catalog == Catalog.CITY_DATABASES, Dataset.state == RecordState.PUBLISHED
    )
    return query.group_by(Dataset.organization_id)


def _rhythms() -> Select[*tuple[Any, ...]]:
    """Published datasets by agency, frequency and day of the data: few rows, judged in Python."""
    frequency = Dataset.values["update_frequency"].as_string().label("frequency")
    query = select(
        Dataset.organization_id, frequency, Dataset.data_changed_on, func.count().label("number")
    ).where(Dataset.catalog == Catalog.OPEN_DATA, Dataset.state == RecordState.PUBLISHED)
    return query.group_by(Dataset.organization_id, frequency, Dataset.data_changed_on)
