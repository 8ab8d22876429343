"""The command tree. A command's module is imported only when asked for, so that every start is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from portal import __version__
from portal.errors import Invalid, PortalError
from portal.i18n import gettext as _
from portal.i18n import use_language
from portal.settings import Settings, SettingsError

COMMANDS = {
    "start": "portal.cli.start",
    "prepare": "portal.cli.prepare",
    "init": "portal.cli.init",
    "seed": "portal.cli.seed",
    "serve": "portal.cli.serve",
    "worker": "portal.cli.worker",
    "index": "portal.cli.index",
    "job": "portal.cli.job",
    "user": "portal.cli.user",
    "audit": "portal.cli.audit",
    "organization": "portal.cli.organization",
    "dataset": "portal.cli.dataset",
    "edition": "portal.cli.edition",
    "import": "portal.cli.import_",
    "tabular": "portal.cli.tabular",
    "settings": "portal.cli.settings",
    "doctor": "portal.cli.doctor",
    "front-end": "portal.cli.front_end",
}
"""Each module holds one `command`."""


class Commands(click.Group):
    """The commands of `COMMANDS`, imported by need; errors meant for people become a line and status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order in which an operator needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module; its texts are then in the language of this run."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A usage error is click's and ends with status 2."""
        try:
            return super().invoke(ctx)
        except Invalid as error:
            lines = [f"{problem.path}: {problem.message}" for problem in error.problems]
            raise click.ClickException("\n".join(lines)) from error
        except (PortalError, SettingsError) as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if not _is_database_error(error):
                raise
            reason = str(error).partition("\n")[0]
            message = _("Cơ sở dữ liệu không trả lời: %(reason)s. Xem: portal doctor", reason=reason)
            raise click.ClickException(message) from error


def _is_database_error(error: Exception) -> bool:
    """Whether it is SQLAlchemy's OperationalError, without importing SQLAlchemy for every `--help`."""
    module = sys.modules.get("sqlalchemy.exc")
    return module is not None and isinstance(error, module.OperationalError)


def settings_of(context: click.Context) -> Settings:
    """The settings of this run, read from the environment at the first call; kept on the context."""
    root = context.find_root()
    if not isinstance(root.obj, Settings):
        root.obj = Settings.load(os.environ)
    return root.obj


def language_of(environ: Mapping[str, str]) -> str:
    """`en` where the terminal speaks English, else `vi`."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if locale.startswith("en") else "vi"


def program() -> click.Group:
    """The root command with its help in the current language."""
    wide = {"max_content_width": 110}
    root = Commands(name="portal", help=_("Vận hành Cổng dữ liệu thành phố."), context_settings=wide)
    return click.version_option(__version__, prog_name="portal")(root)


def main() -> None:
    """Run `portal` with the arguments of the process; what it writes is for its own account only."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 gets its nearest letters, not a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    with use_language(language_of(os.environ)):
        program()()
