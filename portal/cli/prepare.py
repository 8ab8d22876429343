"""`portal prepare`, which `portal start` runs first: database, and sample data where it is empty."""

from __future__ import annotations

import click

from portal.cli.init import initialize, is_empty
from portal.cli.program import settings_of
from portal.db import open_engine


@click.command("prepare", hidden=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Progress goes to stderr; stdout gets only what must be read after the start: the sample accounts."""
    settings = settings_of(context)
    engine = open_engine(settings.database_url)
    initialize(settings, engine)
    if is_empty(engine) and settings.seed_dir.is_dir():
        # Imported by need: every later start is quicker without it.
        from portal.cli.parts import Parts
        from portal.cli.seed import load

        # The worker that starts next reads the tables while people already look around.
        click.echo(load(Parts(settings)))
