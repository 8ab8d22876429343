"""The history of a record in words: promises and deliveries for everybody, every act for its stewards."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.catalog.pages import HistoryLine
from portal.catalog.unit import Unit
from portal.i18n import TIME_ZONE, format_date
from portal.i18n import gettext as _
from portal.metadata.records import show
from portal.model import Activity, Dataset

PUBLIC_LENGTH = 12
STEWARD_LENGTH = 300
PUBLIC_ACTIONS = ("promise", "publish", "withdraw", "upload", "replace", "link", "remove")


def history_lines(unit: Unit, record: Dataset, *, is_public: bool) -> tuple[HistoryLine, ...]:
    """Newest first. Publicly: no names of accounts, no texts but the reasons of removals and withdrawals."""
    query = select(Activity).where(Activity.dataset_id == record.id).order_by(Activity.at.desc(), Activity.id)
    if is_public:
        query = query.where(Activity.action.in_(PUBLIC_ACTIONS)).limit(PUBLIC_LENGTH)
    else:
        query = query.options(joinedload(Activity.user)).limit(STEWARD_LENGTH)
    lines = [_line(unit, record, entry, is_public) for entry in unit.session.scalars(query)]
    return tuple(lines)


def _line(unit: Unit, record: Dataset, entry: Activity, is_public: bool) -> HistoryLine:
    if is_public:
        comment = entry.comment if entry.action in ("withdraw", "remove") else ""
        return HistoryLine(entry.at, entry.action, action_text(entry.action), comment)
    return HistoryLine(
        entry.at,
        entry.action,
        action_text(entry.action),
        entry.comment,
        who=entry.user.login if entry.user else _("Cổng dữ liệu"),
        details=_details(unit, record, entry),
    )


def action_text(action: str) -> str:
    """What an entry of the history says."""
    return {
        "create": _("Lập bản nháp."),
        "revise": _("Sửa thông tin."),
        "promise": _("Công bố lời hẹn."),
        "publish": _("Công bố."),
        "withdraw": _("Rút khỏi danh mục."),
        "discard": _("Bỏ bản nháp."),
        "submit": _("Trình phê duyệt."),
        "take_back": _("Rút bản trình về."),
        "ask_changes": _("Trả lại để sửa."),
        "approve": _("Duyệt."),
        "revise_copy": _("Lưu bản sửa chờ duyệt."),
        "drop_copy": _("Bỏ bản sửa."),
        "upload": _("Thêm tệp."),
        "replace": _("Có bản dữ liệu mới."),
        "link": _("Thêm liên kết."),
        "revise_resource": _("Sửa thông tin tệp."),
        "describe_table": _("Sửa cách đọc bảng hoặc mô tả các cột."),
        "remove": _("Bỏ một tệp."),
        "reorder": _("Đổi thứ tự tệp."),
        "hold": _("Tệp có dữ liệu cá nhân, chưa công bố."),
        "hold_file": _("Cổng không kiểm tra được dữ liệu cá nhân trong tệp, chưa công bố."),
        "expose": _("Tệp không còn dữ liệu cá nhân nào chưa quyết định, được công bố."),
        "protect": _("Bỏ hoặc che một cột có dữ liệu cá nhân."),
        "ask_disclosure": _("Đề nghị công bố một cột có dữ liệu cá nhân."),
        "disclose": _("Cho phép công bố một cột có dữ liệu cá nhân."),
        "disclose_file": _("Cho phép công bố tệp mà Cổng không kiểm tra được."),
        "close_file": _("Thu hồi việc cho phép công bố tệp mà Cổng không kiểm tra được."),
        "refuse_disclosure": _("Không cho công bố một cột có dữ liệu cá nhân."),
        "import": _("Nhập từ danh mục khác."),
    }.get(action, action)


def _details(unit: Unit, record: Dataset, entry: Activity) -> tuple[tuple[str, str, str], ...]:
    schema = (
        unit.schemas.records["resource"] if entry.resource_id else unit.schemas.for_catalog(record.catalog)
    )
    details = []
    for name, (old, new) in entry.changes.items():
        spec = schema.fields.get(name)
        label = spec.label if spec else name
        texts: list[Any] = [show(unit.schemas, spec, v) if spec else str(v) for v in (old, new)]
        details.append((label, texts[0], texts[1]))
    return tuple(details)


def plan_lines(record: Dataset) -> tuple[HistoryLine, ...]:
    """Every change of the promise, newest first, down to the first promise."""
    plan = record.plan
    if plan is None:
        return ()
    lines = [
        HistoryLine(
            _noon(change.changed_on),
            "reschedule",
            _(
                "Dời hẹn từ %(old)s sang %(new)s.",
                old=format_date(change.old_date),
                new=format_date(change.new_date),
            ),
            change.reason,
        )
        for change in reversed(plan.changes)
    ]
    if plan.promised_on:
        text = _("Hẹn công bố ngày %(day)s.", day=format_date(plan.first_planned_on))
        lines.append(HistoryLine(_noon(plan.promised_on), "promise", text))
    return tuple(lines)


def _noon(day: Any) -> datetime:
    return datetime.combine(day, time(12), TIME_ZONE)
