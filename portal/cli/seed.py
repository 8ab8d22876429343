"""`portal seed`: the sample city and its accounts, for trying the portal out."""

from __future__ import annotations

import secrets

import click

from portal.access.accounts import Accounts
from portal.catalog.indexing import Indexing
from portal.catalog.seeding import Seeding
from portal.cli.init import is_empty
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import gettext as _
from portal.model import Role

ACCOUNTS: dict[str, tuple[str, Role | None]] = {
    "admin": ("Quản trị viên (mẫu)", None),
    "approver": ("Người duyệt (mẫu)", Role.APPROVER),
    "steward": ("Cán bộ dữ liệu (mẫu)", Role.EDITOR),
}
AGENCIES = ("so-khoa-hoc-va-cong-nghe", "so-nong-nghiep-va-moi-truong", "so-xay-dung")
"""Where the sample approver and steward have their roles."""


@click.command("seed", help=_("Nạp dữ liệu mẫu và tài khoản mẫu vào cơ sở dữ liệu còn trống."))
@click.pass_context
def command(context: click.Context) -> None:
    """Refuses a database that already holds something: sample data never mixes with real data."""
    parts = Parts(settings_of(context))
    if not is_empty(parts.engine):
        raise click.ClickException(_("Cơ sở dữ liệu đã có dữ liệu; dữ liệu mẫu chỉ nạp vào nơi còn trống."))
    click.echo(load(parts))
    parts.finish_jobs()


def load(parts: Parts) -> str:
    """Load everything and index it; the tables inside the files wait for a worker. Returns what to tell about
    the accounts.

    Records and accounts come in one transaction: a sample that breaks off leaves the database as empty as it was.
    """
    click.echo(_("Đang nạp dữ liệu mẫu…"), err=True)
    password = parts.settings.demo_password or secrets.token_urlsafe(9)
    with parts.services() as services:
        Seeding(services.unit, parts.ports.storage, parts.settings.seed_dir).run(_show_progress)
        _add_accounts(services.accounts, password)
    click.echo(_("Đang dựng chỉ mục tìm kiếm…"), err=True)
    with parts.sessions() as session:
        Indexing(session, parts.ports.schemas, parts.ports.search).rebuild()
    return _(
        "Tài khoản mẫu: %(logins)s – mật khẩu: %(password)s", logins=", ".join(ACCOUNTS), password=password
    )


def _show_progress(done: int, total: int) -> None:
    if done == total or done % 20 == 0:
        click.echo(_("… %(done)d trong %(total)d bản ghi", done=done, total=total), err=True)


def _add_accounts(accounts: Accounts, password: str) -> None:
    for login, (display_name, role) in ACCOUNTS.items():
        accounts.create(login, password, display_name, is_administrator=role is None, is_sample=True)
        for agency in AGENCIES if role else ():
            accounts.grant(login, agency, role or Role.READER)
