"""The form of a record: describe a new one, revise an old one, and go on to a promise or a publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.catalog.pages import FormPage
from portal.catalog.promise import PublicState
from portal.errors import Conflict, Invalid
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.metadata.records import Values, from_form
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint
from portal.web.steward.checklist import complaints, requirements
from portal.web.steward.conflicts import clashes, marks, with_chosen_sides
from portal.web.steward.inputs import BLANK_ROWS, Input, anchor, groups_of, to_form


@blueprint.route("/steward/new/<catalog>", methods=["GET", "POST"])
@signed_in
def new(catalog: str) -> Response:
    """The empty form of a list's records; saving makes a draft."""
    if catalog not in services().ports.schemas.catalogs:
        raise NotFound
    empty = services().forms.new(catalog)
    page = services().forms.refused(empty, empty.values, ())
    if request.method == "GET":
        return record_form(page)
    values = typed(page)
    if act() == "rows":
        return record_form(replace(page, values=values), blank_rows=more_rows())
    try:
        with unit_of_work() as made:
            name = made.records.create(catalog, values).name
    except Invalid as refused:
        return record_form(services().forms.refused(page, values, refused.problems), status=422)
    return go_on(name)


@blueprint.route("/dataset/<name>/edit", methods=["GET", "POST"])
@signed_in
def edit(name: str) -> Response:
    """The form of a record; what was typed survives errors, other people's saves and a session's end."""
    page = form_of(name)
    if request.method == "GET":
        return record_form(page)
    values = with_chosen_sides(page.values, typed(page), request.form)
    held = replace(page, values=values, version=request.form.get("version", 0, type=int))
    if act() in ("rows", "reopen"):
        return record_form(held, blank_rows=more_rows())
    try:
        with unit_of_work() as made:
            is_copy = made.working_copies.revise(
                name, values, version=held.version, reason=request.form.get("plan_reason", "")
            )
    except Invalid as refused:
        return record_form(services().forms.refused(held, values, refused.problems), status=422)
    except Conflict as clash:
        return conflict_page(page, clash)
    if is_copy and act() == "save":
        flash(
            _("Đã lưu bản sửa. Người dân thấy bản đang công bố cho đến khi bản sửa được duyệt."), "published"
        )
        return redirect(url_for("steward.edit", name=name), 303)
    return go_on(name)


def go_on(name: str) -> Response:
    """After a save: back to the form, or on to what the button asked for; a refusal keeps what was saved.

    Who needs an approval is led to the page that asks for it.
    """
    if act() == "submit" or (act() in ("promise", "publish") and not may_publish(name)):
        return redirect(url_for("steward.submit", name=name, act=act()), 303)
    try:
        with unit_of_work() as made:
            if act() == "promise":
                made.records.make_promise(name)
            elif act() == "publish":
                made.records.publish(name)
    except Invalid as refused:
        page = form_of(name)
        page = services().forms.refused(page, page.values, refused.problems)
        return record_form(page, status=422, is_saved=True)
    flash(DONE[act()](), "published")
    return redirect(url_for("steward.edit", name=name) if act() == "save" else dataset_address(name), 303)


DONE = {
    "save": lambda: _("Đã lưu."),
    "promise": lambda: _("Lời hẹn đã công khai. Người dân thấy ngày hẹn từ bây giờ."),
    "publish": lambda: _("Đã công bố. Bản ghi có trong kết quả tìm kiếm sau ít giây."),
}
"""What is said after each act."""


def form_of(name: str) -> FormPage:
    """The form of a record, beside what the public sees of it."""
    return replace(services().forms.edit(name), page=services().reading.dataset(name))


def act() -> str:
    """What the pressed button asks for; saving where a form was sent by the Enter key."""
    asked = request.form.get("do", "save")
    return asked if asked in {*DONE, "submit", "rows", "reopen"} else "save"


def may_publish(name: str) -> bool:
    """Whether the account publishes the record without anybody's approval."""
    return services().reading.dataset(name).may_publish


def typed(page: FormPage) -> Values:
    """What was typed into the form."""
    return from_form(page.schema, request.form.to_dict(flat=False))


def more_rows() -> int:
    """Empty rows of a table after the button for more was pressed."""
    return BLANK_ROWS + (5 if act() == "rows" else 0)


def dataset_address(name: str) -> str:
    """The public page of a record."""
    return request.script_root + f"/dataset/{name}"


def record_form(
    page: FormPage, *, status: int = 200, is_saved: bool = False, blank_rows: int = BLANK_ROWS
) -> Response:
    """The form as a page."""
    after = {"planned_on": plan_reason_input(page)} if is_public(page) else {}
    shown = render_template(
        "pages/steward/record_form.html",
        page=page,
        record=page.page,
        groups=groups_of(services().ports.schemas, page, blank_rows, after),
        requirements=requirements(page),
        complaints=complaints(page),
        started=request.form.get("started") or marks(page.values, page.schema),
        is_saved=is_saved,
    )
    return make_response(shown, status)


def is_public(page: FormPage) -> bool:
    """Whether people see the record, so that moving its promise needs a reason."""
    return page.page is not None and page.page.state is not PublicState.DRAFT


def plan_reason_input(page: FormPage) -> Input:
    """Why the promised day moves."""
    return Input(
        name="plan_reason",
        id=anchor("plan_reason"),
        label=_("Lý do dời ngày hẹn"),
        widget="text",
        need=None,
        help=_("Chỉ điền khi đổi ngày hẹn ở trên. Người dân đọc được."),
        text=request.form.get("plan_reason", page.plan_reason),
        max_length=1000,
        errors=page.errors.get("plan_reason", ()),
    )


def conflict_page(page: FormPage, clash: Conflict) -> Response:
    """Both sides, field by field, with a form that holds yours."""
    shown = render_template(
        "pages/steward/conflict.html",
        page=page,
        clashes=clashes(services().ports.schemas, page, clash, request.form.get("started", "")),
        inputs=_hidden(clash.yours),
        version=clash.version,
        message=str(clash),
        do=act(),
    )
    return make_response(shown, 409)


def _hidden(yours: Mapping[str, Any]) -> list[tuple[str, str]]:
    carried = [(k, request.form[k]) for k in ("plan_reason", "started") if k in request.form]
    return [*to_form(yours), *carried]
