"""`portal audit`: prove the audit trail whole, take it along."""

from __future__ import annotations

import sys
from datetime import date, datetime, time

import click

from portal.catalog.audit import AuditQuestion
from portal.catalog.proving import Fault, Proof, first_since, prove
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import TIME_ZONE
from portal.i18n import gettext as _

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("audit", help=_("Kiểm tra và xuất nhật ký kiểm toán."))
def command() -> None:
    """The group."""


@command.command("verify", help=_("Chứng minh nhật ký còn nguyên vẹn; in ra mã băm cuối để giữ ở nơi khác."))
@click.option("--since", type=DAY, help=_("Chỉ kiểm tra từ ngày này."))
@click.option("--head", default="", help=_("Mã băm đã ghi lại trước đây, phải còn trong nhật ký."))
@click.pass_context
def verify(context: click.Context, since: datetime | None, head: str) -> None:
    """Exit status 1 and the first broken entry if the chain does not hold."""
    with Parts(settings_of(context)).sessions() as session:
        first = first_since(session, datetime.combine(since, time(0), TIME_ZONE)) if since else 1
        proof = prove(session, first=first, head=head.strip().lower())
    if not proof.is_whole:
        raise click.ClickException(fault_text(proof))
    click.echo(_("Nhật ký nguyên vẹn: %(count)d mục.", count=proof.count))
    click.echo(_("Mã băm cuối: %(head)s", head=proof.head))


def fault_text(proof: Proof) -> str:
    """What is wrong, and with which entry."""
    texts = {
        Fault.ALTERED: _("Mục %(n)d đã bị sửa: nội dung không khớp mã băm.", n=proof.sequence),
        Fault.MISSING: _("Thiếu mục %(n)d.", n=proof.sequence),
        Fault.MISPLACED: _("Mục %(n)d sai thứ tự: không nối tiếp mục đứng trước.", n=proof.sequence),
        Fault.SURPLUS: _("Mục %(n)d không do Cổng ghi: đứng sau mục cuối cùng.", n=proof.sequence),
        Fault.UNKNOWN_HEAD: _("Không mục nào có mã băm đã cho: nhật ký đã bị cắt hoặc viết lại."),
    }
    return texts[proof.fault] if proof.fault else ""


@command.command("export", help=_("Xuất nhật ký ra đầu ra chuẩn, mục mới nhất trước."))
@click.option("--format", "form", type=click.Choice(["ndjson", "csv"]), default="ndjson")
@click.option("--since", type=DAY, help=_("Từ ngày này."))
@click.option("--until", type=DAY, help=_("Đến hết ngày này."))
@click.pass_context
def export(context: click.Context, form: str, since: datetime | None, until: datetime | None) -> None:
    """Written while it is read: memory does not grow with the trail."""
    question = AuditQuestion(since=_day(since), until=_day(until))
    output = sys.stdout.buffer
    with Parts(settings_of(context)).services() as services:
        audit = services.audit
        for chunk in audit.csv(question) if form == "csv" else audit.ndjson(question):
            output.write(chunk)
    output.flush()


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
