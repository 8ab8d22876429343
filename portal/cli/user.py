"""`portal user`: accounts and their roles. A password is typed or piped in, never given as an argument."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.access.accounts import Accounts
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.db import now
from portal.i18n import format_datetime
from portal.i18n import gettext as _
from portal.model import Role, User


@click.group("user", help=_("Tạo tài khoản, đổi mật khẩu, giao vai trò ở cơ quan."))
def command() -> None:
    """The group."""


@command.command("create", help=_("Tạo tài khoản. Mật khẩu được hỏi, hoặc đọc một dòng từ đầu vào chuẩn."))
@click.argument("login")
@click.option("--name", default="", help=_("Tên hiển thị, ví dụ tên phòng ban."))
@click.option("--administrator", is_flag=True, help=_("Có mọi quyền ở mọi cơ quan."))
@click.option("--organization", help=_("Cơ quan làm việc: phần cuối địa chỉ trang của cơ quan."))
@click.option("--role", type=click.Choice([*Role]), default=Role.EDITOR, show_default=True)
@click.pass_context
def create(
    context: click.Context, login: str, name: str, administrator: bool, organization: str | None, role: str
) -> None:
    """Make the account, and grant the role where an agency is named."""
    password = _read_password()
    with _accounts(context) as accounts:
        user = accounts.create(login, password, name, is_administrator=administrator)
        if organization:
            accounts.grant(user.login, organization, Role(role))
    click.echo(_("Đã tạo tài khoản %(login)s.", login=user.login))


@command.command("list", help=_("Liệt kê tài khoản, vai trò và lần đăng nhập gần nhất."))
@click.pass_context
def list_(context: click.Context) -> None:
    """One line per account."""
    with _accounts(context) as accounts:
        for user in accounts.all():
            click.echo("\t".join(_line(user)))


@command.command("password", help=_("Đặt mật khẩu mới; mọi phiên đang mở của tài khoản kết thúc."))
@click.argument("login")
@click.pass_context
def password(context: click.Context, login: str) -> None:
    """Set a new password."""
    with _accounts(context) as accounts:
        accounts.find(login)
    typed = _read_password()
    with _accounts(context) as accounts:
        accounts.set_password(login, typed)
    click.echo(_("Đã đổi mật khẩu của %(login)s.", login=login))


@command.command("grant", help=_("Giao vai trò ROLE (reader, editor, approver) ở cơ quan ORGANIZATION."))
@click.argument("login")
@click.argument("organization")
@click.argument("role", type=click.Choice([*Role]))
@click.pass_context
def grant(context: click.Context, login: str, organization: str, role: str) -> None:
    """Replace the role held there, if any."""
    with _accounts(context) as accounts:
        accounts.grant(login, organization, Role(role))
    click.echo(_("%(login)s là %(role)s ở %(name)s.", login=login, role=role, name=organization))


@command.command("revoke", help=_("Thu hồi vai trò ở cơ quan ORGANIZATION."))
@click.argument("login")
@click.argument("organization")
@click.pass_context
def revoke(context: click.Context, login: str, organization: str) -> None:
    """Take the role away; the account stays."""
    with _accounts(context) as accounts:
        accounts.revoke(login, organization)
    click.echo(_("Đã thu hồi vai trò của %(login)s ở %(name)s.", login=login, name=organization))


@command.command("disable", help=_("Khóa tài khoản; mọi phiên đang mở của nó kết thúc."))
@click.argument("login")
@click.pass_context
def disable(context: click.Context, login: str) -> None:
    """Refuse sign-in; history keeps naming the account."""
    with _accounts(context) as accounts:
        accounts.disable(login)
    click.echo(_("Đã khóa tài khoản %(login)s.", login=login))


@command.command("enable", help=_("Mở khóa tài khoản."))
@click.argument("login")
@click.pass_context
def enable(context: click.Context, login: str) -> None:
    """Allow sign-in again."""
    with _accounts(context) as accounts:
        accounts.enable(login)
    click.echo(_("Đã mở khóa tài khoản %(login)s.", login=login))


@contextmanager
def _accounts(context: click.Context) -> Iterator[Accounts]:
    """The accounts in one transaction, committed when the block ends well."""
    settings = settings_of(context)
    sessions = Parts(settings).sessions
    sessions.configure(expire_on_commit=False)
    with sessions.begin() as session:
        yield Accounts(session, settings, now)


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(_("Mật khẩu"), hide_input=True, confirmation_prompt=_("Nhập lại mật khẩu"))
    return typed


def _line(user: User) -> list[str]:
    roles = [f"{m.organization.name}={m.role}" for m in user.memberships]
    marks = ["administrator"] if user.is_administrator else []
    marks += [] if user.is_active else ["disabled"]
    last = format_datetime(user.signed_in_at) if user.signed_in_at else "–"
    return [user.login, ",".join([*marks, *roles]) or "–", last, user.display_name]
