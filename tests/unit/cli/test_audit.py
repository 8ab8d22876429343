"""`portal audit`: says whether the trail is whole, and takes it along."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.cli.checks import check_audit
from portal.cli.init import initialize
from portal.cli.parts import Parts
from portal.cli.program import program
from portal.model import Activity
from portal.model.chain import unguard
from portal.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def parts(settings: Settings) -> Parts:
    """A portal with three acts."""
    made = Parts(settings)
    initialize(settings, made.engine)
    with made.services() as services:
        for login in ("an", "binh", "chi"):
            services.accounts.create(login, "một mật khẩu dài")
    return made


@pytest.fixture
def run(parts: Parts) -> Run:
    return lambda *args: CliRunner().invoke(program(), ["audit", *args], obj=parts.settings)


def harm(parts: Parts, statement: object) -> None:
    with Session(parts.engine) as session, session.begin():
        unguard(session.connection())
        session.execute(statement)  # type: ignore[call-overload]


def test_whole_trail_gives_its_head_which_is_known_afterwards(run: Run) -> None:
    first = run("verify")
    assert (first.exit_code, "3 mục" in first.output) == (0, True)
    head = first.output.split()[-1]
    assert run("verify", "--head", head).exit_code == 0
    assert run("verify", "--since", "2020-01-01").exit_code == 0
    assert run("verify", "--head", "0" * 63 + "1").exit_code == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (update(Activity).where(Activity.sequence == 2).values(origin="192.0.2.1"), "Mục 2 đã bị sửa"),
        (delete(Activity).where(Activity.sequence == 2), "Thiếu mục 2"),
        (delete(Activity).where(Activity.sequence == 3), "Thiếu mục 3"),
    ],
)
def test_first_broken_entry_is_named(parts: Parts, run: Run, statement: object, said: str) -> None:
    harm(parts, statement)
    found = run("verify")
    assert (found.exit_code, said in found.output) == (1, True), found.output
    assert "portal audit verify" in check_audit(parts).advice


def test_export_has_every_act_and_from_where_it_came(parts: Parts, run: Run) -> None:
    rows = [json.loads(line) for line in run("export").output.splitlines()]
    assert [(r["sequence"], r["subject"], r["origin"]) for r in rows] == [
        (3, "chi", "command"),
        (2, "binh", "command"),
        (1, "an", "command"),
    ]
    assert len(run("export", "--format", "csv").output.splitlines()) == 4
    assert check_audit(parts).is_well
