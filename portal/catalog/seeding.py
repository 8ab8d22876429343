"""Loads the sample city: the services of the forms, each step on the day it is said to have happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from portal.catalog.records import Records
from portal.catalog.resources import Resources, Upload
from portal.catalog.unit import Unit
from portal.i18n import TIME_ZONE
from portal.metadata.records import from_json
from portal.model import Catalog, Organization, OrganizationSuccession
from portal.storage.protocol import Storage
from portal.text import sort_key
from portal.yaml_files import read_yaml

LATER = ("late_reason", "expected_on", "is_in_work")
"""Plan fields that are known only some time after the promise."""
EVENTS = frozenset(
    [
        "state",
        "published_on",
        "promised_on",
        "plan_changes",
        "withdrawn_on",
        "withdrawal_reason",
        "replaced_by",
        "resources",
        "name",
    ]
)
OFFICE_HOURS = time(9)


@dataclass
class Clock:
    """A clock that is set by hand."""

    moment: datetime
    latest: datetime

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date) -> None:
        """Nine in the morning of `day`, but never in the future."""
        self.moment = min(datetime.combine(day, OFFICE_HOURS, TIME_ZONE), self.latest)


class Seeding:
    """Loads a folder of organizations, records and files into an empty portal."""

    def __init__(self, unit: Unit, storage: Storage, folder: Path) -> None:
        self._clock = Clock(unit.now(), latest=unit.now())
        self._unit = replace(unit, clock=self._clock)
        self._session = unit.session
        self._storage = storage
        self._folder = folder
        self._records = Records(self._unit)
        self._resources = Resources(self._unit, storage)

    def run(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Load everything; returns the number of records. Raises `Invalid` for a broken record."""
        self._load_organizations()
        files = [_read(path) for path in sorted((self._folder / "records").glob("*.yaml"))]
        databases = [entry for content in files for entry in _entries(content, "databases")]
        datasets = [entry for content in files for entry in _entries(content, "datasets")]
        total = len(databases) + len(datasets)
        for number, entry in enumerate([*databases, *datasets], 1):
            self._load_database(entry) if number <= len(databases) else self._load_dataset(entry)
            if on_progress:
                on_progress(number, total)
        for entry in datasets:
            if entry.get("state") == "withdrawn":
                self._clock.set(entry["withdrawn_on"])
                self._records.withdraw(entry["name"], entry["withdrawal_reason"], entry.get("replaced_by"))
        return total

    # -- agencies

    def _load_organizations(self) -> None:
        entries = _read(self._folder / "organizations.yaml")
        found = {entry["name"]: self._organization(entry) for entry in entries}
        self._session.add_all(found.values())
        self._session.flush()
        for entry in entries:
            if entry.get("parent"):
                found[entry["name"]].parent = found[entry["parent"]]
            for successor in entry.get("successors") or ():
                self._session.add(
                    OrganizationSuccession(
                        predecessor_id=found[entry["name"]].id,
                        successor_id=found[successor].id,
                        effective_on=entry["succeeded_on"],
                    )
                )
        self._session.flush()

    def _organization(self, entry: Mapping[str, Any]) -> Organization:
        schema = self._unit.schemas.records["organization"]
        values = from_json(schema, entry)
        return Organization(
            name=entry["name"],
            title=entry["title"],
            title_key=sort_key(entry["title"])[:900],
            code=entry.get("code"),
            valid_from=entry.get("valid_from"),
            valid_to=entry.get("valid_to"),
            publishes_directly=bool(entry.get("publishes_directly", True)),
            values={f.name: values[f.name] for f in schema.stored_in_values() if f.name in values},
            created_at=self._unit.now(),
            modified_at=self._unit.now(),
        )

    # -- records

    def _load_database(self, entry: Mapping[str, Any]) -> None:
        self._clock.set(entry["inventoried_on"])
        self._records.create(
            Catalog.CITY_DATABASES, self._values(Catalog.CITY_DATABASES, entry), name=entry["name"]
        )
        self._records.publish(entry["name"])

    def _load_dataset(self, entry: Mapping[str, Any]) -> None:
        values = self._values(Catalog.OPEN_DATA, entry)
        planned_on: date = entry["planned_on"]
        changes = entry.get("plan_changes") or []
        first = changes[0]["from"] if changes else planned_on
        promised_on = entry.get("promised_on") or first - timedelta(days=120)
        self._clock.set(promised_on)
        early = {k: v for k, v in values.items() if k not in LATER} | {"planned_on": first.isoformat()}
        self._records.create(Catalog.OPEN_DATA, early, name=entry["name"])
        self._records.make_promise(entry["name"])
        for change in changes:
            self._clock.set(change["on"])
            self._revise(entry["name"], early | {"planned_on": change["to"].isoformat()}, change["reason"])
        if any(values.get(name) for name in LATER):
            self._clock.set(
                max(planned_on + timedelta(days=6), promised_on) if "late_reason" in values else promised_on
            )
            self._revise(entry["name"], values)
        if entry.get("state") in ("published", "withdrawn"):
            self._publish(entry)

    def _publish(self, entry: Mapping[str, Any]) -> None:
        published_on: date = entry["published_on"]
        for resource in entry.get("resources") or ():
            self._clock.set(max(published_on, resource.get("data_date") or published_on))
            self._add_resource(entry["name"], resource)
        self._clock.set(published_on)
        newest = self._records.find(entry["name"]).modified_at
        self._records.publish(entry["name"]).modified_at = newest

    def _add_resource(self, name: str, entry: Mapping[str, Any]) -> None:
        values = from_json(self._unit.schemas.records["resource"], entry)
        if "file" not in entry:
            self._resources.add_link(name, values)
            return
        path = self._folder / "files" / entry["file"]
        with path.open("rb") as file:
            stored = self._storage.put(file)
        self._resources.add_file(name, values, Upload(path.name, stored))

    def _revise(self, name: str, values: Mapping[str, Any], reason: str = "") -> None:
        version = self._records.find(name).version
        self._records.revise(name, values, version=version, reason=reason)

    def _values(self, catalog: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        return from_json(
            self._unit.schemas.for_catalog(catalog), {k: v for k, v in entry.items() if k not in EVENTS}
        )


def _entries(content: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    for entry in content.get(key) or ():
        yield {"organization": content.get("organization"), **entry}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.suffix == ".json" else read_yaml(path)
