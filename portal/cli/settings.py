"""`portal settings`: every setting with its type, default, value and meaning."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

import click

from portal.cli.program import settings_of
from portal.i18n import gettext as _
from portal.settings import Settings

SECRET = ("secret_key", "demo_password", "database_url")
PAGE = """# Settings

Set them in the environment of the portal. `HOST` and `PORT` are read without the prefix too.
An unknown `PORTAL_…` variable, or a value that cannot be read, stops the start with a message.
This page is written by `make settings`.

| variable | type | default | meaning |
|---|---|---|---|
"""


@click.command("settings", help=_("In mọi thiết lập: kiểu, giá trị mặc định, ý nghĩa."))
@click.option("--markdown", is_flag=True, help=_("In dưới dạng trang docs/settings.md."))
@click.pass_context
def command(context: click.Context, markdown: bool) -> None:
    """Print them; values that differ from the default are shown, except secrets."""
    if markdown:
        click.echo(markdown_page(), nl=False)
        return
    current = settings_of(context)
    for field in fields(Settings):
        click.secho(variable_of(field), bold=True, nl=False)
        default = _("mặc định: %(value)s", value=default_of(field) or "–")
        click.echo(f"  ({type_of(field)}, {default})")
        click.echo(f"    {field.metadata['help']}")
        if getattr(current, field.name) != getattr(Settings().resolved(), field.name):
            value = "…" if field.name in SECRET else getattr(current, field.name)
            click.echo("    " + _("Đang đặt: %(value)s", value=value))


def markdown_page() -> str:
    """The page docs/settings.md."""
    cells = (
        (f"`{variable_of(field)}`", type_of(field), _code(default_of(field)), field.metadata["help"])
        for field in fields(Settings)
    )
    return PAGE + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def variable_of(field: Field[Any]) -> str:
    """The environment variable of a setting."""
    return f"PORTAL_{field.name.upper()}"


def type_of(field: Field[Any]) -> str:
    """Its type in words."""
    return {"int": "whole number", "bool": "true or false", "Path": "folder", "str": "text"}[str(field.type)]


def default_of(field: Field[Any]) -> str:
    """Its default as it would be typed."""
    if field.default is MISSING:
        return ""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _code(text: str) -> str:
    return f"`{text}`" if text else "empty"
