"""For operators: is the process alive, can it answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import select

from portal.http.context import portal, services
from portal.model import Organization

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.get("/ready")
def ready() -> Response:
    """Database and index answer; without the index pages still work, so that alone is no reason to stay away.

    Raises what the database raises: 503.
    """
    services().unit.session.execute(select(Organization.id).limit(1))
    return jsonify(status="ready", search="ready" if portal().ports.search.is_ready() else "rebuilding")
