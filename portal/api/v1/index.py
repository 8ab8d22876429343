"""`/api/v1/`: what can be asked here, in short and in full (OpenAPI)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from portal.api.addresses import absolute, api_url
from portal.api.answers import as_json
from portal.api.openapi.document import document
from portal.api.openapi.paths import paths
from portal.i18n import LANGUAGES

blueprint = Blueprint("api_index", __name__, url_prefix="/api/v1")


@blueprint.get("/")
def index() -> Response:
    """Every address; parts in braces are to be filled in."""
    links = {
        "self": api_url("/"),
        "openapi": api_url("/openapi.json"),
        "datasets": absolute("/dataset.json"),
    }
    known = {api_url(path): item["get"]["summary"] for path, item in paths().items()}
    return _lasting({"version": "v1", "languages": list(LANGUAGES), "links": links, "addresses": known})


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description for programs."""
    return _lasting(document())


def _lasting(body: dict[str, Any]) -> Response:
    response = as_json(body)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
