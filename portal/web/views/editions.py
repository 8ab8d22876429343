"""Editions of the official lists: pages, comparisons and files that never change."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, send_file

from portal.http.context import portal, services
from portal.http.responses import attachment
from portal.web.edition_facts import field_labels

blueprint = Blueprint("editions", __name__, url_prefix="/catalog/<catalog>/editions")

FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("")
def index(catalog: str) -> str:
    """All editions of a catalog."""
    return render_template("pages/editions/index.html", page=services().editions.every(catalog))


@blueprint.get("/since")
def since(catalog: str) -> str:
    """How the list differs now from its newest edition."""
    edition, changes = services().editions.since_newest(catalog)
    return render_template(
        "pages/editions/since.html",
        catalog=catalog,
        edition=edition,
        changes=changes,
        labels=field_labels(catalog),
    )


@blueprint.get("/<int:number>")
def page(catalog: str, number: int) -> str:
    """One edition: decision, files with their SHA-256, rows."""
    found = services().editions.page(catalog, number, request.args.get("page", 1, type=int))
    return render_template("pages/editions/edition.html", page=found)


@blueprint.get("/<int:number>/changes")
def changes(catalog: str, number: int) -> str:
    """How an edition differs from the one before."""
    edition, found = services().editions.changes(catalog, number)
    return render_template(
        "pages/editions/changes.html",
        catalog=catalog,
        edition=edition,
        changes=found,
        labels=field_labels(catalog),
    )


@blueprint.get("/<int:number>.<form>")
def file(catalog: str, number: int, form: str) -> Response:
    """A file of an edition, the same for ever: its ETag is its SHA-256."""
    found = services().editions.file(catalog, number, form)
    storage = portal().ports.storage
    path = storage.path(found.key)
    response = send_file(
        path if path is not None else storage.open(found.key),
        mimetype=found.media_type,
        conditional=path is not None,
        etag=found.key,
        last_modified=found.made_at,
    )
    if path is None:
        response.content_length = found.size_bytes
        response.make_conditional(request.environ, accept_ranges=True, complete_length=found.size_bytes)
    response.headers["Content-Type"] = found.media_type
    response.headers["Cache-Control"] = FOR_EVER
    return attachment(response, f"{catalog}-{number}.{form}")
