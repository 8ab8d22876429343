"""Personal data in a file: what was found, and what is done about each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.catalog.protection import Protection
from portal.errors import Invalid
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint

_ACTS: Mapping[str, Callable[[Protection, str, str, str], None]] = {
    "drop": lambda made, name, id, column: made.protect(name, id, column, "drop"),
    "mask": lambda made, name, id, column: made.protect(name, id, column, "mask"),
    "undo": lambda made, name, id, column: made.protect(name, id, column, ""),
    "ask": lambda made, name, id, column: made.ask(name, id, column, request.form.get("reason", "")),
    "grant": lambda made, name, id, column: made.grant(name, id, column, request.form.get("legal_basis", "")),
    "allow_file": lambda made, name, id, _column: made.allow_file(
        name, id, request.form.get("legal_basis", "")
    ),
    "close_file": lambda made, name, id, _column: made.close_file(name, id, request.form.get("refusal", "")),
    "refuse": lambda made, name, id, column: made.refuse(name, id, column, request.form.get("refusal", "")),
}


@blueprint.route("/dataset/<name>/resource/<id>/personal", methods=["GET", "POST"])
@signed_in
def personal_data(name: str, id: str) -> Response:
    """Show the columns with personal data; leave one out, mask it, ask to publish it or allow that."""
    if request.method == "GET":
        return _page(name, id)
    act, column = _ACTS.get(request.form.get("do", "")), request.form.get("column", "")
    try:
        with unit_of_work() as made:
            if act is not None:
                act(made.protection, name, id, column)
    except Invalid as refused:
        return _page(name, id, column, refused)
    flash(_done(request.form.get("do", "")), "published")
    return redirect(request.path, 303)


def _done(act: str) -> str:
    if act in ("drop", "mask", "undo"):
        return _("Đã ghi. Cổng đang đọc lại tệp, mất ít phút.")
    return _("Đã gửi người phê duyệt.") if act == "ask" else _("Đã ghi quyết định.")


def _page(name: str, id: str, column: str = "", refused: Invalid | None = None) -> Response:
    shown = render_template(
        "pages/steward/personal_data.html",
        page=services().protection.page(name, id),
        column=column,
        errors={p.path: p.message for p in refused.problems} if refused else {},
        typed=request.form if refused else {},
    )
    return make_response(shown, 422 if refused else 200)
