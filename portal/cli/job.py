"""`portal job`: look at the background jobs and try again what was given up."""

from __future__ import annotations

import click

from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import gettext as _
from portal.jobs import backlog, revive


@click.group("job", help=_("Xem các việc nền và chạy lại việc đã bị bỏ."))
def command() -> None:
    """The group."""


@command.command("status", help=_("Có bao nhiêu việc đang chờ, bao nhiêu việc đã bị bỏ."))
@click.pass_context
def status(context: click.Context) -> None:
    """Print the counts; exit status 1 when jobs were given up."""
    with Parts(settings_of(context)).sessions() as session:
        found = backlog(session)
    click.echo(_("Đang chờ: %(waiting)d. Đã bị bỏ: %(dead)d.", waiting=found.waiting, dead=found.dead))
    if found.last_error:
        click.echo(_("Lỗi gần nhất: %(error)s", error=found.last_error))
    context.exit(1 if found.dead else 0)


@command.command("retry", help=_("Chạy lại các việc đã bị bỏ."))
@click.pass_context
def retry(context: click.Context) -> None:
    """Open them again; the worker takes them within seconds."""
    with Parts(settings_of(context)).sessions.begin() as session:
        count = revive(session)
    click.echo(_("Đã đưa %(count)d việc trở lại hàng chờ.", count=count))
