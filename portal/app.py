"""create_app: joins the parts into the web application."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.api import V1
from portal.api import register as register_api
from portal.assembly import open_ports, open_queue
from portal.catalog.usage import FLUSH_SECONDS, UsageCounter, popularity
from portal.db import Base, engine_options, prepare
from portal.http import spending
from portal.http.context import Portal
from portal.jobs import Outbox
from portal.services import Ports
from portal.settings import Settings
from portal.web import register
from portal.web.session import csrf

POPULARITY_SECONDS = 300


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Without `settings` the environment is read; raises `SettingsError`, `SchemaError`."""
    settings = settings or Settings.load(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    app = Flask("portal.web", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    database = SQLAlchemy(metadata=Base.metadata)
    database.init_app(app)
    with app.app_context():
        prepare(database.engine)
    ports, queue = open_ports(settings), open_queue(settings)
    usage = UsageCounter()
    app.extensions["portal"] = Portal(
        usage=usage,
        ports=ports,
        session=lambda: database.session(),
        hand_over=lambda session: Outbox(session).hand_over(queue),
    )
    register(app, settings)
    register_api(app, settings)
    spending.register(app, settings)
    for module in V1:
        # Questions change nothing, so no form of ours need have sent them.
        csrf.exempt(module.blueprint)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    _start_background(app, database, ports, usage)
    return app


def _start_background(app: Flask, database: SQLAlchemy, ports: Ports, usage: UsageCounter) -> None:
    """Load what first queries need, write usage down, keep popularity fresh: in a thread that ends with the process."""

    def tick(is_popularity_due: bool) -> None:
        with app.app_context(), Session(database.engine) as session, session.begin():
            usage.flush(session)
            if is_popularity_due:
                ports.search.set_popularity(popularity(session))

    def run() -> None:
        popularity_at = 0.0
        _quietly(partial(tick, True))
        _quietly(ports.search.warm_up)
        while True:
            time.sleep(FLUSH_SECONDS)
            is_due = time.monotonic() - popularity_at >= POPULARITY_SECONDS
            if is_due:
                popularity_at = time.monotonic()
            if is_due or usage.is_waiting():
                _quietly(partial(tick, is_due))

    threading.Thread(target=run, name="background", daemon=True).start()


def _quietly(act: Callable[[], None]) -> None:
    """Do `act`; what goes wrong is logged and tried again with the next round."""
    try:
        act()
    except Exception as error:
        logging.getLogger(__name__).info("background work has to wait: %s", error)
