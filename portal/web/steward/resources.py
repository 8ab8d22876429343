"""Files and links of a record: add, describe, replace, order, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.catalog.pages import FormPage
from portal.errors import Conflict, Invalid, Problem
from portal.http.context import portal, services, unit_of_work
from portal.i18n import gettext as _
from portal.metadata.records import Values, as_day, check, from_form
from portal.metadata.types import parse_day
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint
from portal.web.steward.checklist import complaints
from portal.web.steward.conflicts import marks, with_chosen_sides
from portal.web.steward.inputs import groups_of
from portal.web.steward.records import conflict_page
from portal.web.uploads import has_file, receive_form, received_upload, takes_upload


@blueprint.route("/dataset/<name>/resource/new", methods=["GET", "POST"])
@takes_upload
@signed_in
def new_resource(name: str) -> Response:
    """Add a file, or a link to where the data lies. Permission is looked at before the body is read."""
    page = services().forms.new_resource(name)
    if request.method == "GET":
        return _form(page, name)
    receive_form()
    values = _typed(page)
    try:
        _refuse_wrong(page, values)
        with unit_of_work() as made:
            if has_file() or not values.get("url"):
                made.resources.add_file(name, values, received_upload(request.form.get("note", "")))
            else:
                made.resources.add_link(name, values)
    except Invalid as refused:
        return _form(services().forms.refused(page, values, _with_hint(refused)), name, status=422)
    return _done(name, _("Đã thêm. Cổng đang đọc bảng trong tệp, nếu có."))


@blueprint.route("/dataset/<name>/resource/<id>/edit", methods=["GET", "POST"])
@signed_in
def edit_resource(name: str, id: str) -> Response:
    """Change what is said of a file or link."""
    page = services().forms.edit_resource(name, id)
    if request.method == "GET":
        return _form(page, name, id)
    values = with_chosen_sides(page.values, _typed(page), request.form)
    held = changed(page, values=values, version=request.form.get("version", 0, type=int))
    if request.form.get("do") == "reopen":
        return _form(held, name, id)
    try:
        with unit_of_work() as made:
            made.resources.revise(name, id, values, version=held.version)
    except Invalid as refused:
        return _form(services().forms.refused(held, values, refused.problems), name, id, status=422)
    except Conflict as clash:
        return conflict_page(page, clash)
    return _done(name, _("Đã lưu."))


@blueprint.route("/dataset/<name>/resource/<id>/replace", methods=["GET", "POST"])
@takes_upload
@signed_in
def replace(name: str, id: str) -> Response:
    """Upload a new version of a file; the old ones stay."""
    page = services().forms.edit_resource(name, id)
    if request.method == "GET":
        return _page("replace", page, name, id)
    receive_form()
    day = request.form.get("data_date", "")
    try:
        if day.strip() and parse_day(day) is None:
            raise Invalid([Problem("data_date", "date", _("Cần dạng ngày/tháng/năm, ví dụ 20/11/2026."))])
        with unit_of_work() as made:
            upload = received_upload(request.form.get("note", ""))
            made.resources.replace_file(name, id, upload, as_day(parse_day(day)))
    except Invalid as refused:
        return _page("replace", page, name, id, Invalid(_with_hint(refused)))
    return _done(name, _("Đã nhận bản mới. Bản cũ vẫn tải được ở lịch sử tệp."))


@blueprint.route("/dataset/<name>/resource/<id>/remove", methods=["GET", "POST"])
@signed_in
def remove(name: str, id: str) -> Response:
    """Take a file or link off the record."""
    page = services().forms.edit_resource(name, id)
    if request.method == "GET":
        return _page("remove", page, name, id)
    try:
        with unit_of_work() as made:
            made.resources.remove(name, id, request.form.get("reason", ""))
    except Invalid as refused:
        return _page("remove", page, name, id, refused)
    return _done(name, _("Đã bỏ khỏi bản ghi."))


@blueprint.post("/dataset/<name>/resource/<id>/move")
@signed_in
def move(name: str, id: str) -> Response:
    """Swap the file with its neighbour."""
    with unit_of_work() as made:
        made.resources.move(name, id, up=request.form.get("to") == "up")
    return redirect(_files(name), 303)


def _typed(page: FormPage) -> Values:
    return from_form(page.schema, request.form.to_dict(flat=False))


def _refuse_wrong(page: FormPage, values: Mapping[str, Any]) -> None:
    """Complain about the fields before a file is kept; a title may still come from the file's name."""
    found = check(services().ports.schemas, page.schema, {"title": "tệp", **values}, "draft")
    if found:
        raise Invalid(found)


def _with_hint(refused: Invalid) -> list[Problem]:
    """The problems, and that the file has to be chosen again: a browser never keeps it."""
    if not has_file() or any(p.path == "file" for p in refused.problems):
        return refused.problems
    return [
        *refused.problems,
        Problem("file", "again", _("Chọn lại tệp: trình duyệt không giữ được tệp đã chọn.")),
    ]


def _form(page: FormPage, name: str, id: str = "", *, status: int = 200) -> Response:
    shown = render_template(
        "pages/steward/resource_form.html",
        page=page,
        groups=groups_of(services().ports.schemas, page),
        complaints=complaints(page),
        started=request.form.get("started") or marks(page.values, page.schema),
        name=name,
        id=id,
        note=request.form.get("note", "") if status != 200 else "",
        limit=portal().ports.settings.max_upload_bytes,
    )
    return make_response(shown, status)


def _page(kind: str, page: FormPage, name: str, id: str, refused: Invalid | None = None) -> Response:
    shown = render_template(
        f"pages/steward/{kind}.html",
        page=page,
        name=name,
        id=id,
        errors={p.path: p.message for p in refused.problems} if refused else {},
        typed=request.form if refused else {},
        limit=portal().ports.settings.max_upload_bytes,
    )
    return make_response(shown, 422 if refused else 200)


def _done(name: str, message: str) -> Response:
    """Back to the record's form. The upload script cannot follow a redirect and asks for the address."""
    flash(message, "published")
    if request.headers.get("X-Requested-With") == "upload":
        return make_response("", 200, {"X-Location": _files(name)})
    return redirect(_files(name), 303)


def _files(name: str) -> str:
    return url_for("steward.edit", name=name, _anchor="files")
