"""A made-up city of any size for measurements: records with plans, files and history, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from benchmarks.corpus import PHRASES, documents
from portal.catalog.indexing import Indexing
from portal.catalog.promise import due_day
from portal.cli.init import initialize
from portal.cli.parts import Parts
from portal.metadata.specification import Schemas
from portal.model import (
    Activity,
    Catalog,
    DataDictionaryEntry,
    Dataset,
    DatasetSource,
    IngestState,
    Organization,
    PlanChange,
    PublicationPlan,
    RecordState,
    Resource,
    ResourceVersion,
    UsageCount,
)
from portal.settings import Settings
from portal.text import slugify, sort_key

AGENCIES = 30
DATABASE_EVERY = 5
"""Every fifth record is a city database; the next four open datasets are drawn from it."""
BATCH = 500
NEWEST = date(2026, 11, 20)
REASON = "Đơn vị cung cấp số liệu gửi chậm nên chưa kiểm tra xong."

ORDER = (
    Dataset,
    DatasetSource,
    PublicationPlan,
    PlanChange,
    Resource,
    ResourceVersion,
    DataDictionaryEntry,
    Activity,
    UsageCount,
)
"""Each after those it refers to."""
Rows = dict[type, list[dict[str, Any]]]


def build(data_dir: Path, size: int) -> list[str]:
    """Fill an empty data folder with `size` records and index them. Returns the names of the open datasets."""
    parts = Parts(Settings(data_dir=data_dir).resolved())
    initialize(parts.settings, parts.engine)
    with parts.sessions.begin() as session:
        fill(session, parts.ports.schemas, size)
    with parts.sessions() as session:
        Indexing(session, parts.ports.schemas, parts.ports.search).rebuild()
        names = select(Dataset.name).where(Dataset.catalog == Catalog.OPEN_DATA).order_by(Dataset.id)
        return list(session.scalars(names))


def fill(session: Session, schemas: Schemas, n: int) -> None:
    """Add `n` records with agencies, plans, links, resources with versions (no files), history and uses."""
    session.execute(insert(Organization), [_agency(number) for number in range(AGENCIES)])
    city = _City(schemas)
    numbers = iter(range(n))
    texts = documents(n)
    while batch := list(islice(numbers, BATCH)):
        rows: Rows = {}
        for number in batch:
            document = next(texts)
            for kind, row in city.record(number, document.title, document.description):
                rows.setdefault(kind, []).append(row)
        for kind in ORDER:
            _insert(session, kind, rows.get(kind, []))
    newest = select(ResourceVersion.id).where(ResourceVersion.resource_id == Resource.id)
    session.execute(
        update(Resource).values(
            current_version_id=newest.scalar_subquery(), table_version_id=newest.scalar_subquery()
        ),
        execution_options={"synchronize_session": False},
    )


def _insert(session: Session, kind: type, rows: list[dict[str, Any]]) -> None:
    if rows:
        if kind is Activity:
            session.add_all(Activity(**row) for row in rows)  # each carries the hash of the one before
            session.flush()
            session.expunge_all()
        else:
            session.execute(insert(kind), rows)


def _id(kind: str, number: int) -> str:
    return f"{kind:0<8}-0000-4000-8000-{number:012d}"


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _agency(number: int) -> dict[str, Any]:
    title = f"Sở {PHRASES[number * 7 % len(PHRASES)]} {number + 1}"
    return {
        "id": _id("a", number),
        "name": slugify(title),
        "title": title,
        "title_key": sort_key(title),
        "values": {"short_names": [f"S{number + 1}"], "contact": "Văn phòng"},
        "version": 1,
        "created_at": _moment(date(2025, 3, 1)),
        "modified_at": _moment(date(2025, 3, 1)),
    }


class _City:
    """Draws records; what is drawn depends on the number alone."""

    def __init__(self, schemas: Schemas) -> None:
        self._frequencies = schemas.vocabularies["update-frequencies"].terms
        self._codes = {name: sorted(v.terms) for name, v in schemas.vocabularies.items()}

    def record(self, number: int, title: str, text: str) -> Iterator[tuple[type, dict[str, Any]]]:
        """The rows of one record, by class."""
        random = Random(number)
        is_database = number % DATABASE_EVERY == 0
        day = NEWEST - timedelta(days=random.randrange(20, 700))
        state = RecordState.PUBLISHED if is_database or random.random() < 0.6 else RecordState.PROMISED
        values = self._values(random, text, is_database)
        row = self._dataset(number, title, values) | {"state": state, "modified_at": _moment(day)}
        row |= {
            "created_at": _moment(day - timedelta(days=90)),
            "organization_id": _id("a", number % AGENCIES),
        }
        has_files = state == RecordState.PUBLISHED and not is_database
        if state == RecordState.PUBLISHED:
            row["published_at"] = _moment(day)
        if has_files:
            row |= {"formats": ["csv"], "data_changed_on": day}
            row["due_on"] = due_day(day, self._frequencies[values["update_frequency"]])
        yield Dataset, row
        yield from self._history(number, day, has_files)
        if not is_database:
            source = number - number % DATABASE_EVERY
            yield DatasetSource, {"dataset_id": row["id"], "source_id": _id("d", source)}
            yield from self._plan(random, number, day)
        if has_files:
            for place in range(random.randint(1, 3)):
                yield from self._resource(number, place, day)
            yield (
                UsageCount,
                {"dataset_id": row["id"], "day": day, "views": random.randrange(900), "downloads": 3},
            )

    def _dataset(self, number: int, title: str, values: dict[str, Any]) -> dict[str, Any]:
        is_database = number % DATABASE_EVERY == 0
        return {
            "id": _id("d", number),
            "name": f"{slugify(title, 80)}-{number}",
            "catalog": Catalog.CITY_DATABASES if is_database else Catalog.OPEN_DATA,
            "title": title,
            "title_key": sort_key(title),
            "values": values,
            "is_sample": True,
            "version": 1,
            "published_at": None,
            "formats": [],
            "data_changed_on": None,
            "due_on": None,
        }

    def _values(self, random: Random, text: str, is_database: bool) -> dict[str, Any]:
        shared = {
            "description": text,
            "themes": random.sample(self._codes["themes"], random.randint(1, 2)),
            "tags": random.sample(PHRASES, 3),
            "contact": "Văn phòng",
            "update_frequency": random.choice(self._codes["update-frequencies"]),
            "access_level": random.choice(["open", "open", "open", "shared"]),
        }
        if is_database:
            items = [{"name": random.choice(PHRASES), "sharing_class": "open"} for _ in range(5)]
            return {**shared, "purpose": text[:200], "data_items": items, "security_level": "2"}
        licence = random.choice(self._codes["licences"])
        return {
            **shared,
            "licence": licence,
            "formats": ["csv"],
            "languages": ["vi"],
            "area": "Toàn thành phố",
        }

    def _plan(self, random: Random, number: int, day: date) -> Iterator[tuple[type, dict[str, Any]]]:
        planned_on = day + timedelta(days=random.randrange(-60, 400))
        moved = random.random() < 0.2
        first = planned_on - timedelta(days=60) if moved else planned_on
        yield (
            PublicationPlan,
            {
                "dataset_id": _id("d", number),
                "planned_on": planned_on,
                "first_planned_on": first,
                "promised_on": day - timedelta(days=90),
                "is_in_work": random.random() < 0.3,
            },
        )
        if moved:
            yield (
                PlanChange,
                {
                    "id": _id("c", number),
                    "dataset_id": _id("d", number),
                    "changed_on": day,
                    "old_date": first,
                    "new_date": planned_on,
                    "reason": REASON,
                    "created_at": _moment(day),
                },
            )

    def _resource(self, number: int, place: int, day: date) -> Iterator[tuple[type, dict[str, Any]]]:
        ids = {"resource_id": _id("e", number * 10 + place)}
        yield (
            Resource,
            {
                "id": ids["resource_id"],
                "dataset_id": _id("d", number),
                "position": place,
                "title": f"Bảng số liệu {place + 1}",
                "format": "csv",
                "data_date": day,
                "values": {"description": "Mỗi dòng là một đơn vị.", "kind": "file"},
                "version": 1,
                "created_at": _moment(day),
                "modified_at": _moment(day),
            },
        )
        yield (
            ResourceVersion,
            {
                "id": _id("f", number * 10 + place),
                **ids,
                "number": 1,
                "storage_key": f"{number * 10 + place:064x}",
                "size_bytes": 20_000 + number,
                "filename": f"bang-{place + 1}.csv",
                "media_type": "text/csv",
                "format": "csv",
                "ingest_state": IngestState.READY,
                "row_count": 1000 + number,
                "column_count": 4,
                "created_at": _moment(day),
            },
        )
        for position, name in enumerate(("ma", "ten", "so_luong", "ngay")):
            yield DataDictionaryEntry, {**ids, "position": position, "name": name}

    def _history(self, number: int, day: date, has_files: bool) -> Iterator[tuple[type, dict[str, Any]]]:
        acts = ("create", "promise", "upload", "publish") if has_files else ("create", "promise")
        for step, action in enumerate(acts):
            yield (
                Activity,
                {
                    "id": _id("b", number * 10 + step),
                    "at": _moment(day - timedelta(days=len(acts) - step)),
                    "action": action,
                    "dataset_id": _id("d", number),
                    "organization_id": _id("a", number % AGENCIES),
                    "changes": {},
                },
            )
