"""Themes: all of them, and the datasets of each."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template

from portal.errors import NotFound
from portal.http.context import services
from portal.i18n import gettext as _
from portal.web.search_facts import search_facts
from portal.web.views.search import asked

blueprint = Blueprint("themes", __name__, url_prefix="/theme")


@blueprint.get("")
def index() -> str:
    """Every theme with its number of datasets."""
    return render_template("pages/themes.html", themes=services().home.themes())


@blueprint.get("/<name>")
def page(name: str) -> str:
    """The search for everything about one theme."""
    term = services().ports.schemas.vocabularies["themes"].terms.get(name)
    if term is None:
        raise NotFound(_("Không có chủ đề này."))
    wanted = asked()
    found = services().searching.page(replace(wanted, filters={**wanted.filters, "theme": (name,)}))
    return render_template("pages/search.html", page=found, facts=search_facts(found), theme_term=term)
