"""A city for tests: agencies, records, files; services on a real database, store and index."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.access.identity import SYSTEM, Identity, identity_of
from portal.assembly import job_handlers
from portal.catalog.indexing import Indexing
from portal.catalog.resources import Upload
from portal.db import open_engine
from portal.i18n import today
from portal.jobs import JobRunner
from portal.jobs.handlers import Handler
from portal.metadata.loading import load_schemas
from portal.metadata.specification import Schemas
from portal.model import Catalog, Dataset, Membership, Organization, Resource, Role, User
from portal.search.analysis import Analyzer, load_abbreviations
from portal.search.whoosh_index import WhooshIndex
from portal.services import Ports, Services
from portal.settings import Settings
from portal.storage.local import LocalStorage
from portal.tabular.export.exporter import Exporter
from portal.tabular.query.engine import DuckDBEngine
from portal.text import slugify, sort_key

TODAY = date(2026, 11, 20)
CSV = "mã,tên trường,số học sinh\n001,Trường Kim Liên,1200\n002,Trường Đống Đa,950\n"
REASON = "Số liệu nguồn bị sai nên phải làm lại từ đầu."


@dataclass
class Clock:
    """Nine in the morning of a fixed day; each look is a millisecond later, so that no two acts coincide."""

    moment: datetime = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def go_to(self, day: date) -> None:
        """Turn to nine in the morning of `day`."""
        self.moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)

    def pass_days(self, days: int) -> None:
        self.moment += timedelta(days=days)


@dataclass
class City:
    """A portal without web: what `services()` changes is committed at the end of the block."""

    settings: Settings
    clock: Clock = field(default_factory=Clock)

    @cached_property
    def ports(self) -> Ports:
        folder = self.settings.data_dir
        schemas, analyzer = _vocabulary_of(self.settings.schemas_dir)
        files = folder / "files"
        return Ports(
            self.settings,
            schemas,
            LocalStorage(files),
            WhooshIndex(folder / "index", analyzer),
            DuckDBEngine([files, self.settings.table_cache_dir]),
            Exporter(folder / "exports", self.settings.export_cache_bytes),
        )

    @cached_property
    def engine(self) -> Engine:
        return open_engine(self.settings.database_url)

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def services(self, identity: Identity = SYSTEM) -> Iterator[Services]:
        with self.sessions() as session:
            yield Services(self.ports, session, identity, self.clock)
            session.commit()

    @contextmanager
    def indexing(self) -> Iterator[Indexing]:
        """The keeper of the index, on the day of the clock."""
        with self.sessions() as session:
            yield Indexing(session, self.ports.schemas, self.ports.search, today(self.clock.moment))

    def run_jobs(self) -> None:
        """Do here and now what a worker would do: read tables, write the index."""
        handlers = job_handlers(self.ports, self.sessions)
        handlers.by_name["index"] = Handler(self._index, batch_size=500)
        JobRunner(self.sessions, handlers, self.settings.data_dir / "jobs").run_pending()

    def _index(self, payloads: list[dict[str, Any]]) -> None:
        with self.indexing() as indexing:
            indexing.update(p["id"] for p in payloads)

    def steward(self, *agencies: str, role: Role = Role.EDITOR) -> Identity:
        """Somebody with an account and `role` in each of the agencies."""
        with self.sessions.begin() as session:
            user = User(login=f"steward-{self.clock.moment:%H%M%S%f}", password_hash="-")
            session.add(user)
            session.flush()
            found = session.query(Organization).where(Organization.name.in_(agencies))
            self.clock()
            user.memberships = [Membership(organization=o, role=role) for o in found]
            session.flush()
            return identity_of(user)


@cache
def _vocabulary_of(folder: Path) -> tuple[Schemas, Analyzer]:
    return load_schemas(folder), Analyzer(load_abbreviations(folder / "abbreviations.yaml"))


def make_organization(session: Session, title: str, **more: Any) -> Organization:
    """An agency that publishes without approval; `more` are columns."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    columns = {
        "name": slugify(title),
        "values": {},
        "modified_at": moment,
        "created_at": moment,
        "publishes_directly": True,
    }
    columns |= more
    organization = Organization(title=title, title_key=sort_key(title), **columns)
    session.add(organization)
    session.flush()
    return organization


def database_values(**more: Any) -> dict[str, Any]:
    """A city database that lacks nothing; None takes a value away."""
    return _without_none(
        {
            "title": "Cơ sở dữ liệu trường học",
            "organization": "so-xay-dung",
            "purpose": "Quản lý mạng lưới trường học trên địa bàn thành phố.",
            "description": "Mọi trường học đang hoạt động, số lớp, số học sinh, cơ sở vật chất. " * 3,
            "data_items": [{"name": "Danh sách trường", "sharing_class": "open"}],
            "themes": ["education"],
            "contact": "Phòng Kế hoạch",
            "source": "Báo cáo của các trường",
            "update_frequency": "monthly",
            "access_level": "shared",
            "sharing_methods": ["platform"],
            "holds_personal_data": False,
            "security_level": "2",
            "legal_basis": ["luat-60-2024"],
            **more,
        }
    )


def dataset_values(**more: Any) -> dict[str, Any]:
    """An open dataset that lacks nothing; None takes a value away."""
    return _without_none(
        {
            "title": "Danh sách trường trung học phổ thông",
            "organization": "so-xay-dung",
            "description": "Mỗi dòng là một trường đang hoạt động, lấy từ báo cáo đầu năm học. " * 2,
            "themes": ["education"],
            "tags": ["trường học", "tuyển sinh"],
            "contact": "Phòng Kế hoạch",
            "databases": ["csdl-truong-hoc"],
            "update_frequency": "monthly",
            "planned_on": "2026-12-31",
            "licence": "open-city",
            "access_level": "open",
            **more,
        }
    )


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def make_database(services: Services, name: str = "csdl-truong-hoc", **values: Any) -> Dataset:
    """A city database entered in the list."""
    services.records.create(Catalog.CITY_DATABASES, database_values(**values), name=name)
    return services.records.publish(name)


def make_draft(services: Services, name: str = "truong-thpt", **values: Any) -> Dataset:
    """An open dataset that only its agency sees."""
    return services.records.create(Catalog.OPEN_DATA, dataset_values(**values), name=name)


def make_promise(services: Services, name: str = "truong-thpt", **values: Any) -> Dataset:
    """An open dataset that is promised to the public."""
    make_draft(services, name, **values)
    return services.records.make_promise(name)


def make_published(
    services: Services, name: str = "truong-thpt", content: str = CSV, **values: Any
) -> Dataset:
    """A published dataset with a CSV file whose table is not read yet."""
    make_draft(services, name, **values)
    add_file(services, name, content)
    return services.records.publish(name)


def add_file(
    services: Services, name: str, content: str | bytes = CSV, filename: str = "truong.csv", **values: Any
) -> Resource:
    """A file on a record."""
    return services.resources.add_file(name, values, upload(services, content, filename))


def upload(services: Services, content: str | bytes = CSV, filename: str = "truong.csv") -> Upload:
    """A file that has reached the store."""
    data = content.encode() if isinstance(content, str) else content
    return Upload(filename, services.ports.storage.put(io.BytesIO(data)))
