"""A city per test, copied from a database that is migrated once; the sample city, to be looked at only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.catalog.seeding import Seeding
from portal.cli.init import upgrade
from portal.db import open_engine
from portal.settings import Settings
from tests.factories import City, make_database, make_organization
from tests.live import ROOT


def settings_in(folder: Path) -> Settings:
    """Settings with everything in `folder`."""
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    return Settings(data_dir=folder, **folders).resolved()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database without a row."""
    path = tmp_path_factory.mktemp("template") / "portal.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def empty_city(empty_database: Path, tmp_path: Path) -> Iterator[City]:
    """A portal that holds nothing."""
    yield from _city(empty_database, tmp_path / "city")


@pytest.fixture(scope="session")
def small_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with two agencies, of which the first keeps a city database."""
    folder = tmp_path_factory.mktemp("small")
    for city in _city(empty_database, folder):
        with city.services() as services:
            make_organization(services.unit.session, "Sở Xây dựng")
            make_organization(services.unit.session, "Sở Giáo dục và Đào tạo")
            make_database(services)
    return folder / "portal.db"


@pytest.fixture
def city(small_database: Path, tmp_path: Path) -> Iterator[City]:
    """Two agencies; the first keeps a database that is entered in the list."""
    yield from _city(small_database, tmp_path / "city")


@pytest.fixture(scope="session")
def sample_city(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The sample city, indexed, its tables not read: shared by all tests of the run, to be left as it is."""
    for city in _city(empty_database, tmp_path_factory.mktemp("sample")):
        with city.services() as services:
            Seeding(services.unit, city.ports.storage, city.settings.seed_dir).run()
        with city.indexing() as indexing:
            indexing.rebuild()
        yield city


def _city(database: Path, folder: Path) -> Iterator[City]:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(database, folder / "portal.db")
    city = City(settings_in(folder))
    yield city
    city.engine.dispose()
