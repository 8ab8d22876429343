"""Pages that rarely change: about, terms of use, accessibility; and what robots may read."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from portal.http.context import services
from portal.web import samples
from portal.web.links import link, site_url

blueprint = Blueprint("standing", __name__)


@blueprint.get("/about")
def about() -> str:
    """What the portal is and how to read a promise line."""
    return render_template("pages/about.html", example=samples.KEPT_LATE)


@blueprint.get("/terms")
def terms() -> str:
    """Each licence in plain words."""
    return render_template("pages/terms.html", licences=services().ports.schemas.vocabularies["licences"])


@blueprint.get("/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("pages/accessibility.html")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read; endless combinations of filters need not be."""
    lines = [
        "User-agent: *",
        "Disallow: /steward",
        "Disallow: /account",
        "Disallow: /api/",
        "Disallow: /*?*theme=",
        "Disallow: /dataset?*&",
    ]
    lines += ["Disallow: /en/dataset?*&", f"# {site_url()}{link('/')}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
