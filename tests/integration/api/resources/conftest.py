"""A portal with a table of schools in two versions, and with tables that not everybody may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.cli.init import upgrade
from portal.db import open_engine
from portal.model import DataDictionaryEntry, IngestState, Resource, ResourceTable
from portal.services import Services
from portal.settings import Settings
from portal.tabular.ingest.result import Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions
from tests.factories import REASON, City, add_file, make_database, make_draft, make_organization, upload
from tests.live import ROOT

DISTRICTS = ("Đống Đa", "Ba Đình", "Cầu Giấy")
HEADINGS = "Mã,Tên trường,Quận,Số học sinh,Điểm,Ngày thành lập,Vĩ độ,Kinh độ,Ghi chú"
KEYS = ["ma", "ten_truong", "quan", "so_hoc_sinh", "diem", "ngay_thanh_lap", "vi_do", "kinh_do", "ghi_chu"]
COUNT = 250


def schools(count: int) -> str:
    """A table in which every kind of value occurs, empty cells too."""
    lines = (
        f"{n:04d},Trường số {n},{DISTRICTS[n % 3]},{'' if n % 50 == 0 else n * 10},{n / 4:.2f},"
        f'{n % 28 + 1:02d}/{n % 12 + 1:02d}/2020,21.{n:03d},105.{n:03d},"{"=1+1" if n == 1 else f"Câu {n}"}"\n'
        for n in range(1, count + 1)
    )
    return HEADINGS + "\n" + "".join(lines)


@dataclass
class Schools:
    """The application, and the ids of its resources by what they are."""

    app: Flask
    city: City
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def path(self, part: str, which: str = "public") -> str:
        return f"/api/v1/resources/{self.ids[which]}{part}"

    def get(self, part: str, arguments: Any = None, which: str = "public", **headers: str) -> TestResponse:
        """What the API answers about a resource; `accept_language="en"` is a header."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(self.path(part, which), query_string=arguments, headers=sent, buffered=True)

    def json(self, part: str, arguments: Any = None, which: str = "public") -> Any:
        answer = self.get(part, arguments, which)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def errors(self, part: str, arguments: Any = None, status: int = 422) -> Any:
        answer = self.get(part, arguments)
        assert answer.status_code == status, answer.text
        assert answer.mimetype == "application/problem+json"
        return answer.get_json()["errors"]


def take_in(services: Services, resource: Resource, folder: Path) -> None:
    """Read the newest upload of a resource as the job does."""
    version = resource.current_version
    assert version is not None
    source, work = services.ports.storage.path(version.storage_key), folder / version.id
    assert source is not None
    work.mkdir()
    limits = Limits(memory_bytes=1536 * 1024**2, seconds=60)
    result = ingest(source, version.filename, work, ReadingOptions(), limits)
    with result.table.open("rb") as table:
        stored = services.ports.storage.put(table)
    version.table = ResourceTable(
        storage_key=stored.key,
        row_count=result.report.row_count,
        options={},
        columns=[asdict(column) for column in result.columns],
        report=result.report.to_dict(),
        profile=[asdict(profile) for profile in result.profile],
        first_page=asdict(result.first_page),
        findings=[],
        terms={},
    )
    version.ingest_state = IngestState.READY
    resource.table_version = version
    services.unit.session.flush()


def describe(resource: Resource) -> None:
    """What a steward says of a column."""
    words = {"label": "Sĩ số", "unit": "học sinh", "description": "Tính đến đầu năm học."}
    entry = DataDictionaryEntry(name="Số học sinh", key="so_hoc_sinh", position=3, **words)
    resource.known_columns.append(entry)


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    """The portal, to be looked at only."""
    folder = tmp_path_factory.mktemp("schools")
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    settings = Settings(
        data_dir=folder / "data", secret_key="only for this test", api_requests_per_minute=0, **folders
    ).resolved()
    settings.data_dir.mkdir(parents=True)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    city = City(settings)
    ids = _fill(city, folder)
    made = Schools(create_app(settings), city, ids)
    yield made
    city.engine.dispose()


def _fill(city: City, folder: Path) -> dict[str, str]:
    ids = {}
    with city.services() as services:
        make_organization(services.unit.session, "Sở Xây dựng")
        make_database(services)
        for name, more in (
            ("public", {}),
            ("draft", {}),
            ("shared", {"access_level": "shared"}),
            ("withdrawn", {}),
        ):
            title = f"Danh sách trường học ({name})"
            make_draft(services, name, title=title, **more)
            file = add_file(services, name, schools(3), "Trường học Hà Nội.csv", title="Danh sách trường")
            take_in(services, file, folder)
            ids[name] = file.id
        for name in ("public", "shared", "withdrawn"):
            services.records.publish(name)
        services.records.withdraw("withdrawn", REASON)
        later = upload(services, schools(COUNT), "Trường học Hà Nội.csv")
        newer = services.resources.replace_file("public", ids["public"], later)
        take_in(services, newer, folder)
        describe(newer)
        ids["unread"] = add_file(services, "public", schools(2), "chua-doc.csv", title="Chưa đọc").id
        ids["picture"] = add_file(services, "public", b"%PDF-1.4 ...", "ghi-chu.pdf", title="Ghi chú").id
    return ids
