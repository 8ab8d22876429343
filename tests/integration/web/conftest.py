"""A portal in the test's process, with two agencies and their stewards."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.access.accounts import Accounts
from portal.app import create_app
from portal.db import Base, now, open_engine
from portal.model import Role
from portal.settings import Settings
from tests.visitors import CONSTRUCTION, DATASET, LIMIT_BYTES, PASSWORD, SCHOOLS, Visitor, organization


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with small limits, so that tests can reach them."""
    return replace(
        settings, max_upload_bytes=LIMIT_BYTES, sign_in_attempts=3, secret_key="only for this test"
    )


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two agencies and their accounts, made once and copied for each test."""
    path = tmp_path_factory.mktemp("prepared") / "portal.db"
    engine = open_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for name, title in ((CONSTRUCTION, "Sở Xây dựng"), (SCHOOLS, "Sở Giáo dục và Đào tạo")):
            session.add(organization(name, title))
        accounts = Accounts(session, Settings(), now)
        for login, agency, role in (
            ("steward", CONSTRUCTION, Role.EDITOR),
            ("colleague", CONSTRUCTION, Role.APPROVER),
            ("teacher", SCHOOLS, Role.EDITOR),
            ("reader", CONSTRUCTION, Role.READER),
        ):
            accounts.create(login, PASSWORD)
            accounts.grant(login, agency, role)
        accounts.create("newcomer", PASSWORD)
        accounts.create("admin", PASSWORD, is_administrator=True)
    engine.dispose()
    return path


@pytest.fixture
def app(settings: Settings, prepared_database: Path) -> Flask:
    settings.data_dir.mkdir(parents=True)
    shutil.copy(prepared_database, settings.data_dir / "portal.db")
    return create_app(settings)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Nobody in particular."""
    return Visitor(app.test_client())


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], Visitor]:
    """A new browser in which an account has signed in."""

    def enter(login: str) -> Visitor:
        found = Visitor(app.test_client())
        assert found.sign_in(login).status_code == 303
        return found

    return enter


@pytest.fixture
def steward(sign_in: Callable[[str], Visitor]) -> Visitor:
    """The steward of the construction agency."""
    return sign_in("steward")


@pytest.fixture
def editor(steward: Visitor) -> Visitor:
    """The steward, with a draft to add files to."""
    assert steward.send("/steward/new/open-data", DATASET).status_code == 303
    return steward
