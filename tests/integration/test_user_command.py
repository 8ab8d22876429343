"""`portal user`: accounts from the command line, with passwords that no process list shows."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from portal.access.accounts import Accounts, SignInRefused
from portal.cli.user import command
from portal.db import Base, now, open_engine
from portal.settings import Settings
from tests.visitors import CONSTRUCTION, PASSWORD, organization


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.data_dir.mkdir(parents=True)
    engine = open_engine(settings.database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(organization(CONSTRUCTION, "Sở Xây dựng"))
    engine.dispose()
    return settings


def run(settings: Settings, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, arguments, input=typed, obj=settings)


def may_sign_in(settings: Settings, login: str, password: str) -> bool:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        try:
            Accounts(session, settings, now).sign_in(login, password, "192.0.2.1")
        except SignInRefused:
            return False
        finally:
            session.rollback()
            engine.dispose()
    return True


def test_account_is_made_with_a_piped_password_and_a_role(settings: Settings) -> None:
    made = run(settings, "create", "van.phong", "--organization", CONSTRUCTION, typed=PASSWORD + "\n")

    assert made.exit_code == 0, made.output
    assert PASSWORD not in made.output
    assert may_sign_in(settings, "van.phong", PASSWORD)
    assert f"{CONSTRUCTION}=editor" in run(settings, "list").output


def test_password_is_no_argument(settings: Settings) -> None:
    assert run(settings, "create", "van.phong", "--password", PASSWORD).exit_code == 2
    assert run(settings, "create", "van.phong", PASSWORD).exit_code == 2


def test_refused_account_leaves_nothing(settings: Settings) -> None:
    made = run(settings, "create", "van.phong", "--organization", "so-khong-co", typed=PASSWORD + "\n")

    assert made.exit_code == 1
    assert run(settings, "list").output == ""


def test_new_password_replaces_the_old_one(settings: Settings) -> None:
    run(settings, "create", "van.phong", typed=PASSWORD + "\n")
    changed = run(settings, "password", "van.phong", typed="hoàn toàn khác 2026\n")

    assert changed.exit_code == 0
    assert not may_sign_in(settings, "van.phong", PASSWORD)
    assert may_sign_in(settings, "van.phong", "hoàn toàn khác 2026")


def test_disabled_account_is_marked_and_refused_until_enabled(settings: Settings) -> None:
    run(settings, "create", "van.phong", "--administrator", typed=PASSWORD + "\n")
    run(settings, "disable", "van.phong")
    assert re.search(r"^van\.phong\tadministrator,disabled\t", run(settings, "list").output)
    assert not may_sign_in(settings, "van.phong", PASSWORD)

    run(settings, "enable", "van.phong")
    assert may_sign_in(settings, "van.phong", PASSWORD)


def test_role_is_granted_and_revoked(settings: Settings) -> None:
    run(settings, "create", "van.phong", typed=PASSWORD + "\n")
    assert run(settings, "grant", "van.phong", CONSTRUCTION, "approver").exit_code == 0
    assert f"{CONSTRUCTION}=approver" in run(settings, "list").output

    assert run(settings, "revoke", "van.phong", CONSTRUCTION).exit_code == 0
    assert CONSTRUCTION not in run(settings, "list").output
    assert run(settings, "revoke", "van.phong", CONSTRUCTION).exit_code == 1


@pytest.mark.parametrize("arguments", [("password", "ai"), ("disable", "ai"), ("grant", "ai", "x", "editor")])
def test_unknown_account_ends_with_an_honest_status(settings: Settings, arguments: tuple[str, ...]) -> None:
    assert run(settings, *arguments, typed=PASSWORD + "\n").exit_code == 1
