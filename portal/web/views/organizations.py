"""Agencies: all of them, and each one's promises."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.http.context import services

blueprint = Blueprint("organizations", __name__, url_prefix="/organization")


@blueprint.get("")
def index() -> str:
    """Agencies in being with their figures, and what became of former ones."""
    return render_template("pages/organizations.html", page=services().organizations.all())


@blueprint.get("/<name>")
def page(name: str) -> str:
    """One agency, also a former one."""
    return render_template("pages/organization.html", page=services().organizations.page(name))
