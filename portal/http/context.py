"""What a view gets from the request: the services of the signed-in identity, and the one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy.orm import Session

from portal.access.identity import ANONYMOUS, Identity
from portal.catalog.usage import UsageCounter
from portal.model.chain import ORIGIN
from portal.services import Ports, Services


@dataclass(frozen=True)
class Portal:
    """The running portal as `app.extensions["portal"]` holds it. `hand_over` wakes the worker after a commit."""

    ports: Ports
    session: Callable[[], Session]
    hand_over: Callable[[Session], None]
    usage: UsageCounter


def portal() -> Portal:
    """The portal that this application serves."""
    running: Portal = current_app.extensions["portal"]
    return running


def identity() -> Identity:
    """Who asks: set once per request by the sign-in code, else nobody."""
    found: Identity = g.get("identity", ANONYMOUS)
    return found


def is_api() -> bool:
    """Whether this request asks the API, though perhaps for something it does not have."""
    return request.path.startswith("/api/")


def services() -> Services:
    """The use cases for this request."""
    if "services" not in g:
        running = portal()
        session = running.session()
        session.info[ORIGIN] = request.remote_addr or ""
        g.services = Services(running.ports, session, identity())
    made: Services = g.services
    return made


@contextmanager
def unit_of_work() -> Iterator[Services]:
    """Commit what the block did, then wake the worker; on an error nothing is kept."""
    made = services()
    session = made.unit.session
    try:
        yield made
        session.commit()
    except BaseException:
        session.rollback()
        raise
    portal().hand_over(session)
