"""The sample city: every record of the files is there, in the state and with the days that they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.identity import ANONYMOUS
from portal.catalog.indexing import Indexing
from portal.catalog.values import full_values
from portal.i18n import today
from portal.metadata.records import check
from portal.model import Activity, Dataset, Organization, Resource
from tests.factories import TODAY, City
from tests.live import ROOT


def entries(key: str) -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "seed_data" / "records").glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")).get(key) or ()


DATASETS = {entry["name"]: entry for entry in entries("datasets")}
DATABASES = {entry["name"]: entry for entry in entries("databases")}


@pytest.fixture(scope="module")
def stored(sample_city: City) -> dict[str, Dataset]:
    """Every record by its name."""
    with sample_city.sessions() as session:
        options = (
            joinedload(Dataset.plan),
            joinedload(Dataset.organization),
            joinedload(Dataset.sources),
            joinedload(Dataset.replaced_by),
            joinedload(Dataset.resources).joinedload(Resource.current_version),
        )
        found = session.scalars(select(Dataset).options(*options)).unique().all()
        for record in found:
            if record.plan:
                assert record.plan.changes is not None
        return {record.name: record for record in found}


def test_every_record_and_agency_is_loaded(sample_city: City, stored: dict[str, Dataset]) -> None:
    agencies = yaml.safe_load((ROOT / "seed_data" / "organizations.yaml").read_text(encoding="utf-8"))
    with sample_city.sessions() as session:
        assert set(session.scalars(select(Organization.name))) == {entry["name"] for entry in agencies}

    assert set(stored) == {*DATASETS, *DATABASES}


def test_states_are_as_the_files_say(stored: dict[str, Dataset]) -> None:
    assert {name: stored[name].state for name in DATABASES} == dict.fromkeys(DATABASES, "published")
    assert {name: stored[name].state for name in DATASETS} == {
        name: entry.get("state", "promised") for name, entry in DATASETS.items()
    }


def test_days_are_as_the_files_say(stored: dict[str, Dataset]) -> None:
    for name, entry in DATASETS.items():
        plan = stored[name].plan
        assert plan is not None
        changes = entry.get("plan_changes") or []
        assert plan.planned_on == entry["planned_on"], name
        assert plan.first_planned_on == (changes[0]["from"] if changes else entry["planned_on"]), name
        assert [(c.changed_on, c.old_date, c.new_date, c.reason) for c in plan.changes] == [
            (c["on"], c["from"], c["to"], c["reason"]) for c in changes
        ], name
        published_at, withdrawn_at = stored[name].published_at, stored[name].withdrawn_at
        assert (published_at and today(published_at)) == entry.get("published_on"), name
        assert (withdrawn_at and today(withdrawn_at)) == entry.get("withdrawn_on"), name
        if "promised_on" in entry:
            assert plan.promised_on == entry["promised_on"], name


def test_files_and_days_of_the_data_are_as_the_files_say(stored: dict[str, Dataset]) -> None:
    for name, entry in DATASETS.items():
        given = entry.get("resources") or []
        resources = stored[name].resources
        assert [r.title for r in resources] == [g["title"] for g in given], name
        for resource, said in zip(resources, given, strict=True):
            assert resource.data_date == said.get("data_date"), name
            if "file" in said:
                assert resource.current_version is not None
                assert resource.current_version.filename == said["file"].split("/")[-1]
                path = ROOT / "seed_data" / "files" / said["file"]
                assert resource.current_version.size_bytes == path.stat().st_size


def test_links_between_records_are_as_the_files_say(stored: dict[str, Dataset]) -> None:
    for name, entry in DATASETS.items():
        assert {s.name for s in stored[name].sources} == set(entry.get("databases") or ()), name
        other = stored[name].replaced_by
        assert (other and other.name) == entry.get("replaced_by"), name


def test_public_records_lack_nothing(sample_city: City, stored: dict[str, Dataset]) -> None:
    schemas = sample_city.ports.schemas
    for record in stored.values():
        values = full_values(record)
        assert check(schemas, schemas.for_catalog(record.catalog), values, "publication") == [], record.name


def test_nothing_happened_in_the_future_and_history_is_in_order(sample_city: City) -> None:
    with sample_city.sessions() as session:
        acts = session.execute(select(Activity.at, Activity.action, Activity.dataset_id)).all()
    last = max(act.at for act in acts)
    first: dict[str, Any] = {}
    for act in acts:
        first.setdefault(act.dataset_id, act)

    assert today(last) <= TODAY
    assert {act.action for act in first.values()} == {"create"}


def test_overdue_promises_are_overdue_with_a_reason(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        overdue = [name for name, e in DATASETS.items() if e.get("late_reason") and e["planned_on"] < TODAY]
        pages = [services.reading.dataset(name) for name in overdue]

    assert len(pages) >= 3
    assert all(page.promise.late_reason for page in pages)
    assert all(date(2026, 1, 1) < (page.promise.late_reason_on or TODAY) <= TODAY for page in pages)


def test_index_of_the_sample_city_is_current(sample_city: City) -> None:
    with sample_city.indexing() as indexing:
        assert isinstance(indexing, Indexing)
        assert indexing.check().is_current
