"""Sessions: who is signed in and until when, and that a form comes from one of our own pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from portal.access.accounts import Accounts
from portal.access.identity import Identity, identity_of
from portal.db import now
from portal.http.context import portal
from portal.http.security import close_to_others
from portal.model import User
from portal.settings import Settings

SESSION_ID = "sid"

csrf = CSRFProtect()


@dataclass(frozen=True)
class SignedIn:
    """The account behind a session, as pages and Flask-Login see it."""

    identity: Identity
    display_name: str
    epoch: int
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the session keeps: a new password makes another one."""
        return f"{self.identity.user_id}:{self.epoch}"


def init_sessions(app: Flask, settings: Settings) -> None:
    """Set cookies, sign-in and form protection up. Without a session there is no query and no cookie."""
    app.secret_key = settings.session_secret()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-portal" if settings.is_behind_tls else "portal",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_behind_tls,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # A form may stay open as long as its session: nothing typed is lost to a shorter limit.
        WTF_CSRF_TIME_LIMIT=None,
    )
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)
    app.before_request(_identify)
    app.after_request(_keep_private)
    csrf.init_app(app)


def start_session(user: User) -> None:
    """Sign the account in with a new session; nothing of the old one is taken over, not even form tokens."""
    session.clear()
    session[SESSION_ID] = secrets.token_urlsafe(24)
    session.permanent = True
    signed_in = SignedIn(identity_of(user), user.display_name or user.login, user.session_epoch)
    login_user(signed_in)
    g.identity, g.account = signed_in.identity, signed_in


def end_session(accounts: Accounts) -> None:
    """Sign out; a copy of the cookie is of no use afterwards."""
    if session_id := session.get(SESSION_ID):
        accounts.end_session(session_id)
    logout_user()
    session.clear()


def _identify() -> None:
    """Set `g.identity` and `g.account` where the request brings a session."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if has_session and request.blueprint != "assets" and current_user.is_authenticated:
        g.account = current_user._get_current_object()
        g.identity = g.account.identity


def _load(session_key: str) -> SignedIn | None:
    user_id, _, epoch = session_key.rpartition(":")
    running = portal()
    accounts = Accounts(running.session(), running.ports.settings, now)
    user = accounts.of_session(user_id, int(epoch)) if epoch.isdecimal() else None
    if user is None or accounts.is_ended(str(session.get(SESSION_ID, ""))):
        return None
    return SignedIn(identity_of(user), user.display_name or user.login, user.session_epoch)


def _keep_private(response: Response) -> Response:
    """No shared cache and no other site gets what somebody signed in sees; Back may still show a form."""
    if "account" in g:
        response.headers["Cache-Control"] = "private, no-cache"
        close_to_others(response)
    return response
