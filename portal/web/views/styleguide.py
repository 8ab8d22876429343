"""Every component with invented values, in every state."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.web import samples
from portal.web.icons import names

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
def page() -> str:
    """The components."""
    return render_template("pages/styleguide.html", samples=samples, icons=names())
