"""The audit trail, for administrators: searched and taken along."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from portal.catalog.audit import AuditPage, AuditQuestion
from portal.catalog.history import action_text
from portal.http.context import services
from portal.http.responses import CSV, attachment, streamed
from portal.http.security import close_to_others
from portal.i18n import gettext as _
from portal.i18n import today
from portal.web.account import signed_in

blueprint = Blueprint("audit", __name__, url_prefix="/admin")
LAST_NUMBER = 2**31 - 1
FIELDS = ("person", "organization", "record", "action", "since", "until", "q")


@blueprint.get("/audit")
@signed_in
def page() -> str:
    """One page of the acts that are asked for, newest first."""
    found = services().audit.page(asked())
    words = {"actions": _actions(found), "label": act_label, "text": value_text, "origin": origin_text}
    return render_template("pages/admin/audit.html", page=found, params=_params(), **words)


@blueprint.get("/audit.csv")
@signed_in
def csv() -> Response:
    """All acts that are asked for, as a table."""
    return _file(streamed(services().audit.csv(asked()), CSV), "csv")


@blueprint.get("/audit.ndjson")
@signed_in
def ndjson() -> Response:
    """All acts that are asked for, one object a line, with everything that their hashes were made of."""
    return _file(streamed(services().audit.ndjson(asked()), "application/x-ndjson"), "ndjson")


def asked() -> AuditQuestion:
    """What this address asks for; what cannot be understood is left out."""
    texts = {name: request.args.get(name, "").strip()[:200] for name in FIELDS}
    before = request.args.get("before", type=int)
    return AuditQuestion(
        person=texts["person"].lower(),
        organization=texts["organization"],
        record=texts["record"].rpartition("/")[2],
        action=texts["action"],
        since=_day(texts["since"]),
        until=_day(texts["until"]),
        text=texts["q"],
        before=min(before, LAST_NUMBER) if before and before > 0 else None,
    )


def act_label(action: str) -> str:
    """What an act is called."""
    return {
        "account-create": _("Tạo tài khoản."),
        "account-password": _("Đổi mật khẩu."),
        "account-grant": _("Giao vai trò."),
        "account-revoke": _("Thu vai trò."),
        "account-disable": _("Khóa tài khoản."),
        "account-enable": _("Mở lại tài khoản."),
        "account-sign-in": _("Đăng nhập."),
        "account-refused": _("Đăng nhập không thành công."),
        "account-sign-out": _("Đăng xuất."),
        "set_approval": _("Đặt cách công bố của cơ quan."),
        "edition_issued": _("Ban hành danh mục."),
    }.get(action) or action_text(action)


def origin_text(origin: str) -> str:
    """From where an act came."""
    return {"command": _("dòng lệnh"), "job": _("việc nền")}.get(origin, origin)


def value_text(value: Any) -> str:
    """A value before or after a change, as text; empty for none."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _actions(found: AuditPage) -> list[tuple[str, str]]:
    return sorted(((action, act_label(action)) for action in found.actions), key=lambda pair: pair[1])


def _params() -> dict[str, list[str]]:
    return {name: [value] for name in FIELDS if (value := request.args.get(name, "").strip())}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < date.max.year else None


def _file(response: Response, ending: str) -> Response:
    attachment(response, f"audit-{today().isoformat()}.{ending}")
    close_to_others(response)
    return response
