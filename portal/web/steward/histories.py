"""Who did what to a record and when: for those who may edit it."""

from __future__ import annotations

from flask import render_template

from portal.http.context import services
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint


@blueprint.get("/dataset/<name>/history")
@signed_in
def history(name: str) -> str:
    """Every act, newest first, with what it changed."""
    lines = services().reading.history(name)
    return render_template("pages/steward/history.html", page=services().reading.dataset(name), lines=lines)
