"""`portal edition`: issue an official list by a decision and list what was issued."""

from __future__ import annotations

from datetime import date, datetime

import click

from portal.catalog.editions import Decision
from portal.cli.dataset import identity_for
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.cli.serve import address_of
from portal.i18n import gettext as _
from portal.model import Catalog

CATALOGS = click.Choice([str(c) for c in Catalog])


@click.group("edition", help=_("Ban hành danh mục."))
def command() -> None:
    """The group."""


@command.command(
    "issue", help=_("Ban hành danh mục CATALOG như hiện nay; in ra địa chỉ của bản vừa ban hành.")
)
@click.argument("catalog", type=CATALOGS)
@click.option("--decision", required=True, help=_("Số quyết định."))
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("Ngày quyết định; không có thì là hôm nay.")
)
@click.option("--note", default="", help=_("Ghi chú."))
@click.option("--as", "login", default="", help=_("Làm với quyền và tên của tài khoản này."))
@click.pass_context
def issue(
    context: click.Context, catalog: str, decision: str, day: datetime | None, note: str, login: str
) -> None:
    """All or nothing."""
    settings = settings_of(context)
    parts = Parts(settings)
    address = address_of(settings)
    with parts.services(identity_for(parts, login)) as services:
        decided_on: date = day.date() if day else services.unit.today()
        edition = services.editions.issue(catalog, Decision(decision, decided_on, note), address)
    click.echo(address + edition.path)
    for file in edition.files:
        click.echo(f"{file.key}  {catalog}-{edition.number}.{file.form}")
