"""The desk: the records of one's agencies, and what waits."""

from __future__ import annotations

from flask import g, render_template, request

from portal.catalog.desk import PER_PAGE
from portal.http.context import services
from portal.i18n import gettext as _
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint


@blueprint.get("/steward")
@signed_in
def desk() -> str:
    """What waits, filtered by task and text."""
    page = services().desk.page(
        filter=request.args.get("filter", ""),
        text=request.args.get("q", "")[:200],
        page=max(1, request.args.get("page", 1, type=int)),
    )
    schemas = services().ports.schemas
    return render_template(
        "pages/steward/desk.html",
        page=page,
        pages=max(1, -(-page.total // PER_PAGE)),
        titles=titles(),
        catalogs=[(name, schemas.for_catalog(name).label) for name in reversed(schemas.catalogs)],
        account=g.account,
    )


def titles() -> dict[str, str]:
    """The piles of the desk by filter, in the order of the choice."""
    return {
        "": _("Việc cần làm"),
        "review": _("Chờ tôi duyệt"),
        "returned": _("Bị trả lại để sửa"),
        "overdue": _("Quá hạn"),
        "soon": _("Đến hạn trong 30 ngày"),
        "late": _("Dữ liệu chậm kỳ"),
        "failed": _("Tệp lỗi"),
        "personal": _("Có dữ liệu cá nhân"),
        "draft": _("Bản nháp"),
        "published": _("Đã công bố"),
        "all": _("Tất cả bản ghi"),
    }
