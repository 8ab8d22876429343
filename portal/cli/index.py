"""`portal index`: compare the search index with the database, or build it anew."""

from __future__ import annotations

import click

from portal.catalog.indexing import Indexing
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.errors import Unavailable
from portal.i18n import gettext as _


@click.group("index", help=_("Kiểm tra hoặc dựng lại chỉ mục tìm kiếm."))
def command() -> None:
    """The group."""


@command.command("check", help=_("So chỉ mục với cơ sở dữ liệu và sửa chỗ lệch; --dry-run chỉ so."))
@click.option("--dry-run", is_flag=True, help=_("Chỉ so sánh; mã thoát 1 nếu có chỗ lệch."))
@click.pass_context
def check(context: click.Context, dry_run: bool) -> None:
    """Exit status 0 if the index is current, or was mended; 1 if it differs and was left as it is."""
    parts = Parts(settings_of(context))
    with parts.sessions() as session:
        indexing = Indexing(session, parts.ports.schemas, parts.ports.search)
        try:
            report = indexing.check() if dry_run else indexing.synchronise()
        except Unavailable as error:
            click.echo(_("Chỉ mục không dùng được: %(reason)s", reason=error))
            if not dry_run:
                _rebuild(parts)
            context.exit(1 if dry_run else 0)
    values = {"missing": report.missing, "stale": report.stale, "surplus": report.surplus}
    click.echo(_("%(records)d bản ghi trong cơ sở dữ liệu.", records=report.records))
    if report.is_current:
        click.echo(_("Chỉ mục khớp với cơ sở dữ liệu."))
        return
    click.echo(_("Thiếu %(missing)d, cũ %(stale)d, thừa %(surplus)d bản ghi.", **values))
    click.echo(_("Chỉ mục còn lệch.") if dry_run else _("Đã sửa."))
    context.exit(1 if dry_run else 0)


@command.command(
    "rebuild", help=_("Dựng lại toàn bộ chỉ mục; trang web vẫn tìm bằng chỉ mục cũ cho đến khi xong.")
)
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Replace the index at once when the new one is complete."""
    _rebuild(Parts(settings_of(context)))


def _rebuild(parts: Parts) -> None:
    with parts.sessions() as session:
        indexing = Indexing(session, parts.ports.schemas, parts.ports.search)
        count = indexing.rebuild(_show_progress)
    click.echo(_("Đã dựng lại chỉ mục: %(count)d bản ghi.", count=count))


def _show_progress(count: int) -> None:
    if count % 1000 == 0:
        click.echo(_("… %(count)d bản ghi", count=count), err=True)
