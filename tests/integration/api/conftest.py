"""A portal with public tables and hidden ones, and whoever asks its API."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.cli.init import upgrade
from portal.db import open_engine
from portal.model import Exposure, IngestState, Resource, ResourceTable
from portal.services import Services
from portal.settings import Settings
from portal.tabular.columns import Column, ColumnType
from tests.factories import REASON, City, add_file, make_database, make_draft, make_organization
from tests.live import ROOT
from tests.unit.tabular.sql.conftest import stored_table

SCHOOLS = (
    "SELECT 'Trường ' || i AS ten, i % 3 AS phuong, i * 10 AS hoc_sinh, DATE '2026-01-01' + i::INTEGER AS ngay "
    "FROM range(1, 31) t(i)"
)
SCHOOL_COLUMNS = (
    Column("ten", "Tên trường", ColumnType.TEXT),
    Column("phuong", "Phường", ColumnType.INTEGER, semantic="code"),
    Column("hoc_sinh", "Số học sinh", ColumnType.INTEGER),
    Column("ngay", "Ngày thành lập", ColumnType.DATE),
)
WARDS = "SELECT * FROM (VALUES (0, 'Đống Đa'), (1, 'Ba Đình'), (2, '=1+1')) t(ma, ten)"
WARD_COLUMNS = (Column("ma", "Mã", ColumnType.INTEGER), Column("ten", "Tên", ColumnType.TEXT))


@dataclass
class Tables:
    """The application, and the ids of its resources by what they are."""

    app: Flask
    ids: dict[str, str] = field(default_factory=dict)

    def client(self) -> FlaskClient:
        return self.app.test_client()


def keep_table(services: Services, resource: Resource, folder: Path, select: str, *columns: Column) -> None:
    """Store the table of a resource as an ingest does."""
    made = stored_table(folder / f"{resource.id}.parquet", select, *columns)
    stored = services.ports.storage.put(io.BytesIO(made.path.read_bytes()))
    version = resource.current_version
    assert version is not None
    version.table = ResourceTable(
        storage_key=stored.key,
        row_count=made.row_count,
        options={},
        columns=[asdict(column) for column in columns],
        report={},
        profile=[],
        first_page={},
        findings=[],
        terms={},
    )
    version.ingest_state, version.exposure = IngestState.READY, Exposure.OPEN
    resource.table_version = version
    services.unit.session.flush()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """A published dataset of two tables, and tables of drafts, of shared, withdrawn and removed data."""
    folder = tmp_path_factory.mktemp("tables")
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    settings = Settings(
        data_dir=folder / "data",
        secret_key="only for this test",
        sql_seconds=3,
        sql_seconds_per_minute=0,
        api_requests_per_minute=0,
        **folders,
    ).resolved()
    settings.data_dir.mkdir(parents=True)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    city, ids = City(settings), {}
    with city.services() as services:
        make_organization(services.unit.session, "Sở Xây dựng")
        make_database(services)
        for name, more in (
            ("truong-hoc", {}),
            ("ban-nhap", {}),
            ("chia-se", {"access_level": "shared"}),
            ("da-rut", {}),
        ):
            make_draft(services, name, title=f"Danh sách {name.replace('-', ' ')} của thành phố", **more)
            first = add_file(services, name, title="Danh sách trường")
            keep_table(services, first, folder, SCHOOLS, *SCHOOL_COLUMNS)
            ids[name] = first.id
        note = add_file(services, "truong-hoc", b"%PDF-1.4 ...", "ghi-chu.pdf", title="Ghi chú")
        second = add_file(services, "truong-hoc", "ma,ten\n0,a\n", title="Danh sách phường")
        gone = add_file(services, "truong-hoc", "ma,ten\n0,b\n", title="Danh sách đã bỏ")
        for resource in (second, gone):
            keep_table(services, resource, folder, WARDS, *WARD_COLUMNS)
        ids |= {"phuong": second.id, "da-bo": gone.id, "khong-bang": note.id}
        for name in ("truong-hoc", "chia-se", "da-rut"):
            services.records.publish(name)
        services.resources.remove("truong-hoc", gone.id, REASON)
        services.records.withdraw("da-rut", REASON)
    with city.indexing() as indexing:
        indexing.rebuild()
    made = Tables(create_app(settings), ids)
    yield made
    made.app.extensions["portal"].ports.sql.close()
    city.engine.dispose()
