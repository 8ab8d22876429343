"""`portal init`: data folder and database, made or brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select

from portal.cli.program import settings_of
from portal.db import open_engine
from portal.i18n import gettext as _
from portal.model import Dataset, Organization, User
from portal.settings import Settings

MIGRATIONS = Path(__file__).parents[1] / "migrations"
PRIVATE = 0o700


@click.command("init", help=_("Tạo thư mục dữ liệu và cơ sở dữ liệu, hoặc nâng cấp lên phiên bản này."))
@click.option("--check", is_flag=True, hidden=True)
@click.pass_context
def command(context: click.Context, check: bool) -> None:
    """Safe to run at any time; does nothing when there is nothing to do. With `check` it only looks."""
    settings = settings_of(context)
    if check:
        refuse_other_version(open_engine(settings.database_url))
        return
    initialize(settings, open_engine(settings.database_url))
    click.echo(_("Cơ sở dữ liệu đã sẵn sàng: %(path)s", path=settings.data_dir))


def initialize(settings: Settings, engine: Engine) -> None:
    """Make the data folder, readable by its owner only, and migrate the database to the newest revision."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    settings.session_secret()
    if current_revision(engine) == newest_revision():
        return
    upgrade(engine)


def refuse_other_version(engine: Engine) -> None:
    """Raise `ClickException` unless the database is at the revision that this version needs."""
    if current_revision(engine) != newest_revision():
        found = f"{_('Cơ sở dữ liệu')}: {_('chưa nâng cấp lên phiên bản này')}"
        raise click.ClickException(f"{found}\n    → {_('Chạy: portal init')}")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Take the database up to `revision`."""
    _migrate(engine, lambda config: alembic.upgrade(config, revision))


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database down to `revision`; "base" is empty."""
    _migrate(engine, lambda config: alembic.downgrade(config, revision))


def _migrate(engine: Engine, step: Callable[[Config], None]) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config)
    # The migration switched foreign keys off on its connection: let no other use have it.
    engine.dispose()


def is_empty(engine: Engine) -> bool:
    """Whether there is neither an agency nor a record nor an account."""
    with engine.connect() as connection:
        return all(connection.scalar(select(t.id).limit(1)) is None for t in (Organization, Dataset, User))


def current_revision(engine: Engine) -> str | None:
    """The revision of the database; None before the first migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this version of the portal needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
