"""The front page."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.http.context import services

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def page() -> str:
    """Search, the city's promises and what became of them, themes, the newest and the overdue."""
    return render_template("pages/home.html", page=services().home.page())
