"""`portal prepare`, which `portal start` runs first: database, and sample data where it is empty."""

from __future__ import annotations

import click

from portal.cli.init import initialize
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.cli.seed import is_empty, load


@click.command("prepare", hidden=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Progress goes to stderr; stdout gets only what must be read after the start: the sample accounts."""
    settings = settings_of(context)
    parts = Parts(settings)
    initialize(settings, parts.engine)
    if is_empty(parts) and settings.seed_dir.is_dir():
        click.echo(load(parts))
