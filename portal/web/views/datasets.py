"""Pages of records: databases and datasets, published, promised or withdrawn."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template

from portal.catalog.promise import PublicState
from portal.http.context import services
from portal.http.security import open_to_all
from portal.http.usage import count_view
from portal.web.links import link, site_url

blueprint = Blueprint("datasets", __name__)


@blueprint.get("/dataset/<name>")
def page(name: str) -> Response:
    """A record; of a withdrawn one the page that says when and why (410)."""
    found = services().reading.dataset(name)
    if found.state is PublicState.WITHDRAWN:
        return make_response(render_template("pages/withdrawn.html", page=found), 410)
    count_view(found.id)
    return make_response(render_template("pages/dataset.html", page=found))


@blueprint.get("/dataset/<name>.json")
def document(name: str) -> Response:
    """The record with its resources and their addresses."""
    record = services().reading.record(name, site_url() + link(""))
    response = open_to_all(jsonify(record))
    response.status_code = 410 if record["state"] == PublicState.WITHDRAWN else 200
    return response
