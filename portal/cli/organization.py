"""`portal organization`: how an agency publishes."""

from __future__ import annotations

import click

from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import gettext as _


@click.group("organization", help=_("Đặt cách công bố của từng cơ quan."))
def command() -> None:
    """The group."""


@command.command(
    "approval", help=_("Cơ quan NAME công bố trực tiếp (direct) hay phải được duyệt (required).")
)
@click.argument("name")
@click.argument("way", type=click.Choice(["direct", "required"]))
@click.option("--own", is_flag=True, help=_("Người phê duyệt được tự duyệt bản ghi do mình trình."))
@click.pass_context
def approval(context: click.Context, name: str, way: str, own: bool) -> None:
    """Set who publishes in an agency."""
    with Parts(settings_of(context)).services() as services:
        agency = services.organizations.set_approval(name, is_direct=way == "direct", may_approve_own=own)
        label = agency.label
    if way == "direct":
        click.echo(_("%(name)s công bố trực tiếp.", name=label))
    elif own:
        click.echo(_("%(name)s công bố khi được duyệt; người phê duyệt tự duyệt được.", name=label))
    else:
        click.echo(_("%(name)s công bố khi người khác duyệt.", name=label))
