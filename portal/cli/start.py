"""`portal start`: everything between a fresh installation and a running portal, in one command."""

from __future__ import annotations

import subprocess
import sys

import click

from portal.cli.program import settings_of
from portal.cli.serve import serve
from portal.i18n import gettext as _


@click.command("start", help=_("Chuẩn bị mọi thứ còn thiếu (cơ sở dữ liệu, dữ liệu mẫu, chỉ mục) rồi chạy."))
@click.pass_context
def command(context: click.Context) -> None:
    """Prepare in a process of its own, so that the supervisor, which lives for months, stays small."""
    settings = settings_of(context)
    prepare = [sys.executable, "-m", "portal.cli", "prepare"]
    result = subprocess.run(prepare, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if result.returncode != 0:
        sys.exit(result.returncode)
    sys.exit(serve(settings, notice=result.stdout))
