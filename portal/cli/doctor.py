"""`portal doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import click

from portal.cli.checks import checks
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import gettext as _


@click.command("doctor", help=_("Kiểm tra cơ sở dữ liệu, chỉ mục, kho tệp, việc nền và cho biết cần làm gì."))
@click.pass_context
def command(context: click.Context) -> None:
    """Print one line per check; exit status 1 if something needs doing."""
    parts = Parts(settings_of(context))
    findings = {title: check(parts) for title, check in checks().items()}
    for title, finding in findings.items():
        click.secho("✓ " if finding.is_well else "✗ ", fg="green" if finding.is_well else "red", nl=False)
        click.echo(f"{title}: {finding.message}")
        if finding.advice:
            click.echo(f"    → {finding.advice}")
    context.exit(0 if all(finding.is_well for finding in findings.values()) else 1)
