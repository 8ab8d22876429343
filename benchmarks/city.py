"""A made-up city of any size in a data folder: agencies, both lists, files elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.corpus import documents
from portal.catalog.indexing import Indexing
from portal.cli.init import initialize
from portal.cli.parts import Parts
from portal.metadata.specification import Schemas
from portal.model import Catalog, Dataset, DatasetSource, Organization, PublicationPlan, RecordState, Resource
from portal.model.columns import new_id
from portal.settings import Settings
from portal.text import slugify, sort_key

AGENCIES = 20
VOCABULARIES = ("themes", "licences", "update-frequencies")
DATABASE_EVERY = 5
"""Every fifth record is a city database, which the next four open datasets are drawn from."""
_TODAY = date.today()


def build(data_dir: Path, size: int) -> list[str]:
    """Fill an empty folder with `size` records and index them. Returns the names of the open datasets."""
    parts = Parts(Settings(data_dir=data_dir).resolved())
    initialize(parts.settings, parts.engine)
    with parts.sessions.begin() as session:
        agencies = [_agency(number) for number in range(AGENCIES)]
        session.add_all(agencies)
        session.flush()
        names = list(_add_records(session, parts.ports.schemas, agencies, size))
    with parts.sessions() as session:
        Indexing(session, parts.ports.schemas, parts.ports.search).rebuild()
    return names


def _agency(number: int) -> Organization:
    title = f"Sở số {number:02d}"
    values = {"short_names": [f"S{number:02d}"], "contact": "Văn phòng"}
    moment = datetime.now(UTC)
    return Organization(
        name=slugify(title), title=title, title_key=sort_key(title), values=values, modified_at=moment
    )


def _add_records(
    session: Session, schemas: Schemas, agencies: Sequence[Organization], size: int
) -> Iterator[str]:
    random = Random(7)
    codes = {name: sorted(schemas.vocabularies[name].terms) for name in VOCABULARIES}
    database: Dataset | None = None
    for number, document in zip(count(), documents(size), strict=False):
        record = _record(random, codes, agencies, number, document.title, document.description)
        session.add(record)
        if record.catalog == Catalog.CITY_DATABASES:
            database = record
        elif database is not None:
            session.add(DatasetSource(dataset_id=record.id, source_id=database.id))
            yield record.name


def _record(
    random: Random,
    codes: dict[str, list[str]],
    agencies: Sequence[Organization],
    number: int,
    title: str,
    description: str,
) -> Dataset:
    moment = datetime.now(UTC) - timedelta(days=random.randrange(900))
    is_database = number % DATABASE_EVERY == 0
    record = Dataset(
        id=new_id(),
        name=f"{slugify(title, 80)}-{number}",
        catalog=Catalog.CITY_DATABASES if is_database else Catalog.OPEN_DATA,
        state=RecordState.PUBLISHED if is_database or random.random() < 0.7 else RecordState.PROMISED,
        organization_id=random.choice(agencies).id,
        title=title,
        title_key=sort_key(title),
        values=_values(random, codes, description, is_database),
        modified_at=moment,
        created_at=moment,
    )
    if record.state == RecordState.PUBLISHED:
        record.published_at = moment
    if not is_database:
        _promise(random, record)
    return record


def _values(random: Random, codes: dict[str, list[str]], text: str, is_database: bool) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "description": text,
        "themes": [random.choice(codes["themes"])],
        "tags": random.sample(text.split(), 3),
        "contact": "Văn phòng",
        "update_frequency": random.choice(codes["update-frequencies"]),
        "access_level": "open",
    }
    if is_database:
        return {**shared, "purpose": text[:200], "security_level": "2", "start_year": 2015}
    return {**shared, "licence": random.choice(codes["licences"]), "formats": ["csv"], "languages": ["vi"]}


def _promise(random: Random, record: Dataset) -> None:
    planned = _TODAY + timedelta(days=random.randrange(-200, 300))
    record.plan = PublicationPlan(planned_on=planned, first_planned_on=planned, promised_on=planned)
    if record.state != RecordState.PUBLISHED:
        return
    record.data_changed_on = _TODAY - timedelta(days=random.randrange(400))
    record.due_on = record.data_changed_on + timedelta(days=100)
    record.formats = ["csv", "json"]
    for position, format in enumerate(record.formats):
        resource = Resource(
            position=position,
            title=f"Tệp {position + 1}",
            format=format,
            url=f"https://data.example.vn/{record.name}.{format}",
            data_date=record.data_changed_on,
            values={"kind": "file"},
            modified_at=record.modified_at,
        )
        record.resources.append(resource)
