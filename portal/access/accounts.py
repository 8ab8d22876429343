"""Accounts: sign-in, passwords, roles. What an account may then do is in `permissions`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.access.passwords import hash_password, is_right, needs_rehash, password_problems
from portal.access.throttle import Throttle
from portal.errors import Invalid, NotFound, PortalError, Problem
from portal.i18n import gettext as _
from portal.i18n import ngettext
from portal.model import Activity, EndedSession, Membership, Organization, Role, User
from portal.settings import Settings

MEMBERSHIPS = selectinload(User.memberships).joinedload(Membership.organization)
BY_OWNER = frozenset({"account-sign-in", "account-sign-out"})
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")


class SignInRefused(PortalError):
    """Login or password is wrong, or the account is disabled; the message never says which."""

    def __init__(self, left: int) -> None:
        text = _("Tên đăng nhập hoặc mật khẩu chưa đúng.") + " "
        if left:
            text += ngettext("Bạn còn thử được %(n)s lần.", "Bạn còn thử được %(n)s lần.", left)
        else:
            text += _("Bạn đã hết lượt thử, hãy đợi rồi thử lại.")
        super().__init__(text)
        self.left = left


class Accounts:
    """The accounts of the portal."""

    def __init__(
        self, session: Session, settings: Settings, clock: Callable[[], datetime], actor_id: str | None = None
    ) -> None:
        self._session = session
        self._actor_id = actor_id
        self._throttle = Throttle(session, settings.sign_in_attempts, settings.sign_in_pause_seconds)
        self._session_span = timedelta(hours=settings.session_hours)
        self._clock = clock

    def begin_sign_in(self, login: str, address: str) -> None:
        """Count an attempt. Raises `TooManyAttempts`. Commit before `sign_in`, whose refusal rolls back."""
        self._throttle.count(_clean(login), address, self._clock())

    def sign_in(self, login: str, password: str, address: str) -> User:
        """The account, if the password is right; an outdated hash is renewed. Raises `SignInRefused`."""
        login = _clean(login)
        user = self._by_login(login)
        if not is_right(user.password_hash if user else None, password) or user is None or not user.is_active:
            raise SignInRefused(self._throttle.left(login, address))
        if needs_rehash(user.password_hash):
            user.password_hash = hash_password(password)
        user.signed_in_at = self._clock()
        self._throttle.forget(login, address)
        self._note("account-sign-in", user)
        return user

    def note_refusal(self, login: str) -> None:
        """Keep a trace of a refused sign-in; of what was typed only the name of an account that there is."""
        self._note("account-refused", self._by_login(_clean(login)))

    def of_session(self, user_id: str, epoch: int) -> User | None:
        """The account that a session names, unless it was disabled or its password changed since."""
        user = self._session.get(User, user_id, options=[MEMBERSHIPS])
        return user if user and user.is_active and user.session_epoch == epoch else None

    def end_session(self, session_id: str) -> None:
        """Remember a sign-out for as long as a copy of the session's cookie would be believed."""
        moment = self._clock()
        self._session.execute(delete(EndedSession).where(EndedSession.until < moment))
        self._session.merge(EndedSession(id=_hashed(session_id), until=moment + self._session_span))
        if self._actor_id:
            self._note("account-sign-out", self._session.get_one(User, self._actor_id))

    def is_ended(self, session_id: str) -> bool:
        """Whether the session was signed out."""
        return self._session.get(EndedSession, _hashed(session_id)) is not None

    def create(
        self,
        login: str,
        password: str,
        display_name: str = "",
        *,
        is_administrator: bool = False,
        is_sample: bool = False,
    ) -> User:
        """A new account. Raises `Invalid`. A sample account may have any password."""
        login = _clean(login)
        problems = self._login_problems(login)
        problems += [] if is_sample else password_problems(password, login)
        if problems:
            raise Invalid(problems)
        user = User(
            login=login,
            display_name=" ".join(display_name.split())[:200],
            password_hash=hash_password(password),
            is_administrator=is_administrator,
            is_sample=is_sample,
        )
        self._session.add(user)
        self._note("account-create", user)
        return user

    def set_password(self, login: str, password: str) -> User:
        """Give the account a new password and end its sessions. Raises `NotFound`, `Invalid`."""
        user = self.find(login)
        if problems := password_problems(password, user.login):
            raise Invalid(problems)
        user.password_hash = hash_password(password)
        user.session_epoch += 1
        self._note("account-password", user)
        return user

    def change_password(self, login: str, current: str, password: str) -> User:
        """As `set_password`, for the owner, who must know the current one. Raises `Invalid`."""
        if not is_right(self.find(login).password_hash, current):
            raise Invalid([Problem("current", "wrong", _("Mật khẩu hiện tại chưa đúng."))])
        return self.set_password(login, password)

    def grant(self, login: str, organization_name: str, role: Role) -> User:
        """Give the account `role` in the agency, in place of the one it held there. Raises `NotFound`."""
        user, organization = self.find(login), self._organization(organization_name)
        held = next((m for m in user.memberships if m.organization_id == organization.id), None)
        if held is None:
            held = Membership(organization_id=organization.id, role=role)
            user.memberships.append(held)
        held.role = role
        self._note("account-grant", user, organization, role)
        return user

    def revoke(self, login: str, organization_name: str) -> User:
        """Take away the role in the agency. Raises `NotFound`."""
        user, organization = self.find(login), self._organization(organization_name)
        held = next((m for m in user.memberships if m.organization_id == organization.id), None)
        if held is None:
            raise NotFound(
                _("%(login)s không có vai trò nào ở %(name)s.", login=user.login, name=organization_name)
            )
        user.memberships.remove(held)
        self._note("account-revoke", user, organization, held.role)
        return user

    def disable(self, login: str) -> User:
        """Refuse sign-in and end the account's sessions. Raises `NotFound`."""
        user = self.find(login)
        user.is_active = False
        user.session_epoch += 1
        self._note("account-disable", user)
        return user

    def enable(self, login: str) -> User:
        """Allow sign-in again. Raises `NotFound`."""
        user = self.find(login)
        user.is_active = True
        self._note("account-enable", user)
        return user

    def find(self, login: str) -> User:
        """The account called `login`. Raises `NotFound`."""
        if user := self._by_login(_clean(login)):
            return user
        raise NotFound(_("Không có tài khoản nào tên “%(login)s”.", login=login[:80]))

    def all(self) -> list[User]:
        """Every account with its roles, by login."""
        membership = selectinload(User.memberships).selectinload(Membership.organization)
        return list(self._session.scalars(select(User).options(membership).order_by(User.login)))

    def _by_login(self, login: str) -> User | None:
        found: User | None = self._session.scalar(select(User).where(User.login == login))
        return found

    def _login_problems(self, login: str) -> list[Problem]:
        if not _LOGIN.fullmatch(login):
            message = _("Tên đăng nhập gồm a–z, 0–9 và . _ @ -, từ 2 đến 80 ký tự.")
            return [Problem("login", "login", message)]
        if self._by_login(login):
            return [Problem("login", "taken", _("Đã có tài khoản tên “%(login)s”.", login=login))]
        return []

    def _organization(self, name: str) -> Organization:
        found: Organization | None = self._session.scalar(
            select(Organization).where(Organization.name == name)
        )
        if found is None:
            raise NotFound(_("Không có cơ quan nào tên “%(name)s”.", name=name[:120]))
        return found

    def _note(
        self, action: str, user: User | None, organization: Organization | None = None, comment: str = ""
    ) -> None:
        """Flush and keep a trace of what was done to the account."""
        self._session.flush()
        entry = Activity(
            at=self._clock(),
            action=action,
            user_id=user.id if user and action in BY_OWNER else self._actor_id,
            subject_id=user.id if user else None,
            organization_id=organization.id if organization else None,
            comment=comment,
        )
        self._session.add(entry)
        self._session.flush()


def _clean(login: str) -> str:
    return login.strip().lower()[:200].encode("utf-8", "replace").decode()


def _hashed(session_id: str) -> str:
    return sha256(session_id.encode("utf-8", "replace")).hexdigest()
