"""A portal with a table of schools in two versions, and with tables that not everybody may see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.cli.init import upgrade
from portal.db import open_engine
from portal.model import Resource
from portal.settings import Settings
from tests.factories import REASON, City, add_file, make_database, make_draft, make_organization, upload
from tests.live import ROOT

DISTRICTS = ("Đống Đa", "Ba Đình", "Cầu Giấy")
HEADINGS = "Mã,Tên trường,Quận,Số học sinh,Điểm,Ngày thành lập,Vĩ độ,Kinh độ,Ghi chú"
KEYS = ["ma", "ten_truong", "quan", "so_hoc_sinh", "diem", "ngay_thanh_lap", "vi_do", "kinh_do", "ghi_chu"]
COUNT = 250
FILE_NAME = "Trường học Hà Nội.csv"


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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The data folder of the portal, to be copied, and the ids in it."""
    settings = settings_in(tmp_path_factory.mktemp("prepared") / "data")
    settings.data_dir.mkdir(parents=True)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    city = City(settings)
    ids = _fill(city)
    city.engine.dispose()
    return settings.data_dir, ids


@pytest.fixture(scope="session")
def api(prepared: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    """The portal, to be looked at only."""
    yield from _portal(*prepared, tmp_path_factory.mktemp("schools"))


@pytest.fixture
def own(prepared: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Schools]:
    """A portal to change."""
    yield from _portal(*prepared, tmp_path)


def _portal(prepared: Path, ids: dict[str, str], folder: Path) -> Iterator[Schools]:
    settings = settings_in(Path(shutil.copytree(prepared, folder / "data")))
    city = City(settings)
    yield Schools(create_app(settings), city, ids)
    city.engine.dispose()


def settings_in(folder: Path) -> Settings:
    """Settings with everything in `folder`, without a limit to asking."""
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    return Settings(
        data_dir=folder, secret_key="only for this test", api_requests_per_minute=0, **folders
    ).resolved()


def _fill(city: City) -> dict[str, str]:
    ids = {}
    with city.services() as services:
        make_organization(services.unit.session, "Sở Xây dựng")
        make_database(services)
        for name in ("public", "draft", "shared", "withdrawn"):
            more = {"access_level": "shared"} if name == "shared" else {}
            make_draft(services, name, title=f"Danh sách trường học ({name})", **more)
            file = add_file(services, name, schools(3), FILE_NAME, title="Danh sách trường")
            ids[name] = file.id
    city.run_jobs()
    with city.services() as services:
        for name in ("public", "shared", "withdrawn"):
            services.records.publish(name)
        services.records.withdraw("withdrawn", REASON)
        services.resources.replace_file("public", ids["public"], upload(services, schools(COUNT), FILE_NAME))
    city.run_jobs()
    with city.services() as services:
        _describe(services.resources.find("public", ids["public"]))
        ids["unread"] = add_file(services, "public", schools(2), "chua-doc.csv", title="Chưa đọc").id
        ids["picture"] = add_file(services, "public", b"%PDF-1.4 ...", "ghi-chu.pdf", title="Ghi chú").id
    return ids


def _describe(resource: Resource) -> None:
    """What a steward says of a column."""
    entry = next(entry for entry in resource.known_columns if entry.name == "Số học sinh")
    entry.label, entry.unit, entry.description = "Sĩ số", "học sinh", "Tính đến đầu năm học."
