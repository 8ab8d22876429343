"""Issuing an edition of an official list, with what has changed shown before."""

from __future__ import annotations

from datetime import date

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.catalog.editions import Decision
from portal.errors import Invalid
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.web.account import signed_in
from portal.web.edition_facts import field_labels
from portal.web.links import link, site_url
from portal.web.steward.blueprint import blueprint


@blueprint.route("/catalog/<catalog>/editions/issue", methods=["GET", "POST"])
@signed_in
def issue_edition(catalog: str) -> Response:
    """Freeze the list under a decision; for administrators."""
    services().editions.require_issuer()
    if request.method == "GET":
        return _page(catalog)
    typed = request.form
    decision = Decision(
        typed.get("decision_number", ""), _day(typed.get("decided_on", "")), typed.get("note", "")
    )
    try:
        with unit_of_work() as made:
            edition = made.editions.issue(catalog, decision, site_url())
            path = edition.path
    except Invalid as refused:
        return _page(catalog, refused)
    flash(_("Đã ban hành. Bản này không sửa, không xóa được."), "published")
    return redirect(link(path), 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _page(catalog: str, refused: Invalid | None = None) -> Response:
    edition, changes = services().editions.since_newest(catalog)
    errors = {p.path: p.message for p in refused.problems} if refused else {}
    shown = render_template(
        "pages/steward/issue_edition.html",
        catalog=catalog,
        edition=edition,
        changes=changes,
        labels=field_labels(catalog),
        errors=errors,
        typed=request.form,
    )
    return make_response(shown, 422 if errors else 200)
