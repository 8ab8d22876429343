"""Accounts: who may sign in, how often one may guess, and what ends a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.accounts import Accounts, SignInRefused
from portal.access.identity import identity_of
from portal.access.passwords import is_right, password_problems
from portal.access.throttle import TooManyAttempts
from portal.db import Base, open_engine
from portal.errors import Invalid, NotFound
from portal.model import Activity, Organization, Role, SignInAttempt, User
from portal.settings import Settings

PASSWORD = "một mật khẩu dài"
HOME = "192.0.2.1"


@dataclass
class Clock:
    """A clock that the test turns."""

    moment: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_seconds(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session() -> Iterator[Session]:
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def accounts(session: Session, clock: Clock) -> Accounts:
    found = Accounts(session, Settings(sign_in_attempts=3, sign_in_pause_seconds=300), clock)
    found.create("steward", PASSWORD, "Phòng Dữ liệu")
    return found


@pytest.fixture
def agency(session: Session) -> Organization:
    found = Organization(
        name="so-xay-dung",
        title="Sở Xây dựng",
        title_key="so xay dung",
        values={},
        valid_from=date(2025, 3, 1),
        modified_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    session.add(found)
    session.flush()
    return found


def attempt(accounts: Accounts, login: str, password: str, address: str = HOME) -> User:
    accounts.begin_sign_in(login, address)
    return accounts.sign_in(login, password, address)


def guess_wrong(accounts: Accounts, times: int, login: str = "steward", address: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            attempt(accounts, login, "wrong password", address)


def test_right_password_signs_in_and_is_remembered_as_last_sign_in(accounts: Accounts, clock: Clock) -> None:
    user = attempt(accounts, " Steward ", PASSWORD)

    assert user.login == "steward"
    assert user.signed_in_at == clock()


def test_refusal_says_how_many_tries_are_left(accounts: Accounts) -> None:
    with pytest.raises(SignInRefused, match="còn thử được 2 lần"):
        attempt(accounts, "steward", "wrong password")


@pytest.mark.parametrize("login", ["nobody", "", "steward'--", "x" * 10_000, "\x00", "\ud800"])
def test_unknown_login_is_refused_in_the_same_words(accounts: Accounts, login: str) -> None:
    with pytest.raises(SignInRefused, match="Tên đăng nhập hoặc mật khẩu chưa đúng"):
        attempt(accounts, login, PASSWORD)


def test_unknown_login_costs_as_much_as_a_wrong_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda *given: verified.append(given) is None and verify(*given)
    )

    guess_wrong(accounts, 1, "nobody")
    guess_wrong(accounts, 1, "steward")

    assert len(verified) == 2


def test_pause_after_too_many_guesses_refuses_even_the_right_password(accounts: Accounts) -> None:
    guess_wrong(accounts, 3)

    with pytest.raises(TooManyAttempts) as refused:
        attempt(accounts, "steward", PASSWORD)

    assert refused.value.wait_seconds == 300
    assert "5 phút" in str(refused.value)


def test_pause_ends_and_asking_during_it_does_not_prolong_it(
    accounts: Accounts, session: Session, clock: Clock
) -> None:
    guess_wrong(accounts, 3)
    session.commit()
    clock.pass_seconds(200)
    with pytest.raises(TooManyAttempts):
        attempt(accounts, "steward", PASSWORD)
    session.rollback()
    clock.pass_seconds(101)

    assert attempt(accounts, "steward", PASSWORD).login == "steward"


def test_pause_holds_for_one_address_only(accounts: Accounts) -> None:
    guess_wrong(accounts, 3)

    assert attempt(accounts, "steward", PASSWORD, "192.0.2.2").login == "steward"


def test_one_address_cannot_guess_through_all_accounts(accounts: Accounts) -> None:
    for number in range(30):
        guess_wrong(accounts, 1, f"account-{number}")

    with pytest.raises(TooManyAttempts):
        attempt(accounts, "steward", PASSWORD)


def test_many_right_sign_ins_from_one_agency_never_pause(accounts: Accounts) -> None:
    for _ in range(40):
        attempt(accounts, "steward", PASSWORD)


def test_right_password_forgets_earlier_slips(accounts: Accounts, session: Session) -> None:
    guess_wrong(accounts, 2)
    attempt(accounts, "steward", PASSWORD)

    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_attempts_tell_neither_login_nor_address(accounts: Accounts, session: Session) -> None:
    guess_wrong(accounts, 1)

    keys = session.scalars(select(SignInAttempt.key)).all()
    assert keys
    assert not any("steward" in key or HOME in key for key in keys)


def test_decomposed_vietnamese_types_the_same_password(accounts: Accounts) -> None:
    import unicodedata

    assert attempt(accounts, "steward", unicodedata.normalize("NFD", PASSWORD)).login == "steward"


def test_old_hash_is_renewed_at_sign_in(accounts: Accounts) -> None:
    user = accounts.find("steward")
    user.password_hash = old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    attempt(accounts, "steward", PASSWORD)

    assert user.password_hash != old
    assert is_right(user.password_hash, PASSWORD)


def test_broken_hash_is_a_wrong_password(accounts: Accounts) -> None:
    accounts.find("steward").password_hash = "not a hash"

    guess_wrong(accounts, 1)


def test_new_password_ends_older_sessions(accounts: Accounts) -> None:
    user = accounts.find("steward")
    epoch = user.session_epoch

    accounts.set_password("steward", "hoàn toàn khác 2026")

    assert accounts.of_session(user.id, epoch) is None
    assert accounts.of_session(user.id, user.session_epoch) is user


def test_changing_ones_password_needs_the_current_one(accounts: Accounts) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.change_password("steward", "wrong password", "hoàn toàn khác 2026")

    assert [p.path for p in refused.value.problems] == ["current"]


def test_disabled_account_is_refused_like_a_wrong_password(accounts: Accounts) -> None:
    user = accounts.disable("steward")

    guess_wrong(accounts, 1)
    assert accounts.of_session(user.id, user.session_epoch) is None
    accounts.enable("steward")
    assert attempt(accounts, "steward", PASSWORD) is user


def test_signed_out_session_stays_ended_while_its_cookie_lasts(accounts: Accounts, clock: Clock) -> None:
    accounts.end_session("sid-1")

    assert accounts.is_ended("sid-1")
    assert not accounts.is_ended("sid-2")
    clock.pass_seconds(11 * 3600)
    accounts.end_session("sid-3")
    assert not accounts.is_ended("sid-1")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "too_short"),
        ("x" * 201, "too_long"),
        ("MatKhau123456", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("steward-2026-x", "contains_login"),
    ],
)
def test_weak_password_is_refused(password: str, code: str) -> None:
    assert [p.code for p in password_problems(password, "steward")] == [code]


@pytest.mark.parametrize("login", ["", "a", "Có dấu", "a b", "../etc", "x" * 81])
def test_unusable_login_is_refused(accounts: Accounts, login: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.create(login, PASSWORD)

    assert [p.path for p in refused.value.problems] == ["login"]


def test_login_is_taken_once(accounts: Accounts) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.create("STEWARD", PASSWORD)

    assert [p.code for p in refused.value.problems] == ["taken"]


def test_role_is_granted_replaced_and_revoked(accounts: Accounts, agency: Organization) -> None:
    user = accounts.grant("steward", agency.name, Role.READER)
    accounts.grant("steward", agency.name, Role.APPROVER)
    assert identity_of(user).roles == {agency.id: Role.APPROVER}

    accounts.revoke("steward", agency.name)
    assert identity_of(user).roles == {}
    with pytest.raises(NotFound):
        accounts.revoke("steward", agency.name)


def test_role_in_an_unknown_agency_is_refused(accounts: Accounts) -> None:
    with pytest.raises(NotFound, match="so-khong-co"):
        accounts.grant("steward", "so-khong-co", Role.EDITOR)


def test_every_change_of_an_account_is_kept(
    accounts: Accounts, session: Session, agency: Organization
) -> None:
    accounts.grant("steward", agency.name, Role.EDITOR)
    accounts.set_password("steward", "hoàn toàn khác 2026")
    accounts.disable("steward")

    actions = session.scalars(select(Activity.action)).all()
    assert sorted(actions) == ["account-create", "account-disable", "account-grant", "account-password"]
