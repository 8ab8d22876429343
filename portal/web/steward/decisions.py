"""Decisions about a record, each with a page that shows its consequence before it is taken."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.errors import Invalid
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint
from portal.web.steward.checklist import requirements
from portal.web.steward.records import dataset_address, form_of, record_form


@blueprint.route("/dataset/<name>/publish", methods=["GET", "POST"])
@signed_in
def publish(name: str) -> Response:
    """Publish the record, or make its promise public; a refusal leads to the form with everything missing."""
    if request.method == "GET":
        return _page("publish", name)
    comment = request.form.get("comment", "")
    try:
        with unit_of_work() as made:
            if request.form.get("do") == "promise":
                made.records.make_promise(name, comment)
            else:
                made.records.publish(name, comment)
    except Invalid as refused:
        page = form_of(name)
        return record_form(services().forms.refused(page, page.values, refused.problems), status=422)
    flash(_("Đã công khai. Bản ghi có trong kết quả tìm kiếm sau ít giây."), "published")
    return redirect(dataset_address(name), 303)


@blueprint.route("/dataset/<name>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(name: str) -> Response:
    """Replace the record by a tombstone that says why."""
    if request.method == "GET":
        return _page("withdraw", name)
    try:
        with unit_of_work() as made:
            replacement = request.form.get("replaced_by", "").strip().rstrip("/").rpartition("/")[2]
            made.records.withdraw(name, request.form.get("reason", ""), replacement or None)
    except Invalid as refused:
        return _page("withdraw", name, refused)
    flash(_("Đã rút. Trang của bản ghi nói vì sao."), "published")
    return redirect(dataset_address(name), 303)


@blueprint.route("/dataset/<name>/discard", methods=["GET", "POST"])
@signed_in
def discard(name: str) -> Response:
    """Give a draft up."""
    if request.method == "GET":
        return _page("discard", name)
    try:
        with unit_of_work() as made:
            made.records.discard(name)
    except Invalid as refused:
        return _page("discard", name, refused)
    flash(_("Đã bỏ bản nháp."), "published")
    return redirect(url_for("steward.desk"), 303)


def _page(decision: str, name: str, refused: Invalid | None = None) -> Response:
    form = form_of(name)
    errors: Mapping[str, str] = {p.path: p.message for p in refused.problems} if refused else {}
    shown = render_template(
        f"pages/steward/{decision}.html",
        form=form,
        page=form.page,
        requirements=requirements(form),
        errors=errors,
        typed=request.form,
    )
    return make_response(shown, 422 if errors else 200)
