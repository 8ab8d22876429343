"""`/api/v1/`: what can be asked here."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from portal.api.addresses import absolute, api_url
from portal.i18n import LANGUAGES

blueprint = Blueprint("api_index", __name__, url_prefix="/api/v1")


@blueprint.get("/")
def index() -> Response:
    """Where everything is; parts in braces are to be filled in."""
    response = jsonify(
        version="v1",
        languages=list(LANGUAGES),
        links={
            "self": api_url("/"),
            "datasets": absolute("/dataset.json"),
            "sql": api_url("/sql?q={select}"),
        },
    )
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
