"""Pages for those signed in: the desk, the forms of records and files, decisions, history."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFError

from portal.settings import Settings
from portal.web import account, audit
from portal.web.session import init_sessions
from portal.web.steward import (
    decisions,
    desk,
    editions,
    histories,
    protection,
    reading,
    records,
    resources,
    reviews,
)
from portal.web.steward.blueprint import blueprint
from portal.web.uploads import init_uploads

__all__ = [
    "decisions",
    "desk",
    "editions",
    "histories",
    "protection",
    "reading",
    "records",
    "register_signed_in",
    "resources",
    "reviews",
]


def register_signed_in(app: Flask, settings: Settings) -> None:
    """Add sessions, uploads, accounts and the stewards' pages to `app`."""
    init_sessions(app, settings)
    init_uploads(app)
    app.register_blueprint(account.blueprint)
    app.register_blueprint(blueprint)
    app.register_blueprint(audit.blueprint)
    app.register_error_handler(CSRFError, account.csrf_refused)
