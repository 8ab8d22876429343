"""Submitting a record for approval, and deciding on it: each with its consequence before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.catalog.pages import FormPage
from portal.errors import Invalid, Problem
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint
from portal.web.steward.checklist import requirements
from portal.web.steward.records import dataset_address, form_of, record_form


@blueprint.route("/dataset/<name>/submit", methods=["GET", "POST"])
@signed_in
def submit(name: str) -> Response:
    """Submit the record; a refusal for what it lacks leads to the form with everything missing."""
    page = form_of(name)
    if request.method == "GET":
        return _shown("submit", page)
    act = request.form.get("act") or ("revise" if page.page and page.page.working_copy else "publish")
    try:
        with unit_of_work() as made:
            made.reviews.submit(name, act, request.form.get("comment", ""), _day())
    except Invalid as refused:
        own = {"publish_on", "state", "act"}
        if all(problem.path in own for problem in refused.problems):
            return _shown("submit", page, refused)
        return record_form(services().forms.refused(page, page.values, refused.problems), status=422)
    flash(_("Đã trình. Người phê duyệt thấy bản ghi trên bàn làm việc của họ."), "published")
    return redirect(url_for("steward.review", name=name), 303)


@blueprint.route("/dataset/<name>/review", methods=["GET", "POST"])
@signed_in
def review(name: str) -> Response:
    """What was submitted, and the decision on it: approve, send back, or take it back."""
    page = form_of(name)
    if request.method == "GET":
        return _shown("review", page)
    answer, seen = request.form.get("answer", ""), request.form.get("review", "")
    done = ""
    try:
        with unit_of_work() as made:
            match request.form.get("do"):
                case "approve":
                    found = made.reviews.approve(name, answer, seen)
                    done = (
                        _("Đã duyệt. Bản ghi tự công khai khi đến ngày.")
                        if found.is_open
                        else _("Đã duyệt và công khai. Bản ghi có trong kết quả tìm kiếm sau ít giây.")
                    )
                case "ask_changes":
                    made.reviews.ask_changes(name, answer, seen)
                    done = _("Đã trả lại. Người soạn thấy điều cần sửa.")
                case "take_back":
                    made.reviews.take_back(name, seen)
                    done = _("Đã rút bản trình về. Bạn sửa tiếp được.")
                case "drop":
                    made.working_copies.drop(name)
                    done = _("Đã bỏ bản sửa.")
                case _other:
                    raise Invalid([Problem("state", "unknown", _("Hãy chọn một việc."))])
    except Invalid as refused:
        return _shown("review", page, refused)
    flash(done, "published")
    to_form = request.form.get("do") in ("take_back", "drop")
    return redirect(url_for("steward.edit", name=name) if to_form else dataset_address(name), 303)


def _day() -> date | None:
    text = request.form.get("publish_on", "").strip()
    if not text:
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    message = _("Cần dạng ngày/tháng/năm, ví dụ 20/11/2026.")
    raise Invalid([Problem("publish_on", "date", message)])


def _shown(what: str, form: FormPage, refused: Invalid | None = None) -> Response:
    errors: Mapping[str, str] = {p.path: p.message for p in refused.problems} if refused else {}
    shown = render_template(
        f"pages/steward/{what}.html",
        form=form,
        page=form.page,
        requirements=requirements(form),
        errors=errors,
        typed=request.form,
        asked=request.values.get("act", ""),
    )
    return make_response(shown, 422 if errors else 200)
