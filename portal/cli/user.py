"""`portal user`: accounts and their roles."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import format_datetime
from portal.i18n import gettext as _
from portal.model import Role, User

F = TypeVar("F", bound=Callable[..., None])


def password_options(function: F) -> F:
    """Two ways to give a password without typing it twice."""
    add = click.option("--generate", is_flag=True, help=_("Tạo mật khẩu ngẫu nhiên và in ra một lần."))
    read = click.option(
        "--password-stdin", "reads_stdin", is_flag=True, help=_("Đọc mật khẩu từ đầu vào chuẩn.")
    )
    return read(add(function))


@click.group("user", help=_("Tạo tài khoản, đặt mật khẩu, giao vai trò."))
def command() -> None:
    """The group."""


@command.command("create", help=_("Tạo tài khoản LOGIN."))
@click.argument("login")
@click.option("--name", "display_name", default="", help=_("Tên hiển thị."))
@click.option("--admin", "is_administrator", is_flag=True, help=_("Quản trị toàn cổng."))
@password_options
@click.pass_context
def create(
    context: click.Context,
    login: str,
    display_name: str,
    is_administrator: bool,
    reads_stdin: bool,
    generate: bool,
) -> None:
    """Without an option for the password it is asked for."""
    password = _password(reads_stdin, generate)
    with Parts(settings_of(context)).services() as services:
        services.accounts.create(login, password, display_name, is_administrator=is_administrator)
    click.echo(_("Đã tạo tài khoản %(login)s.", login=login))
    if generate:
        click.echo(_("Mật khẩu: %(password)s", password=password))


@command.command("password", help=_("Đặt mật khẩu mới cho LOGIN; mọi phiên đăng nhập cũ kết thúc."))
@click.argument("login")
@password_options
@click.pass_context
def password(context: click.Context, login: str, reads_stdin: bool, generate: bool) -> None:
    """Set it and end the account's sessions."""
    new = _password(reads_stdin, generate)
    with Parts(settings_of(context)).services() as services:
        services.accounts.set_password(login, new)
    click.echo(_("Đã đổi mật khẩu của %(login)s.", login=login))
    if generate:
        click.echo(_("Mật khẩu: %(password)s", password=new))


@command.command(
    "grant", help=_("Giao cho LOGIN một vai trò (reader, editor, approver) ở cơ quan ORGANIZATION.")
)
@click.argument("login")
@click.argument("organization")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.pass_context
def grant(context: click.Context, login: str, organization: str, role: str) -> None:
    """Replace the role that the account held there."""
    with Parts(settings_of(context)).services() as services:
        services.accounts.grant(login, organization, Role(role))
    values = {"login": login, "role": role, "organization": organization}
    click.echo(_("%(login)s nay là %(role)s ở %(organization)s.", **values))


@command.command("revoke", help=_("Thu vai trò của LOGIN ở cơ quan ORGANIZATION."))
@click.argument("login")
@click.argument("organization")
@click.pass_context
def revoke(context: click.Context, login: str, organization: str) -> None:
    """Take the role away."""
    with Parts(settings_of(context)).services() as services:
        services.accounts.revoke(login, organization)
    values = {"login": login, "organization": organization}
    click.echo(_("%(login)s không còn vai trò ở %(organization)s.", **values))


@command.command("disable", help=_("Khóa tài khoản LOGIN; mọi phiên đăng nhập kết thúc."))
@click.argument("login")
@click.pass_context
def disable(context: click.Context, login: str) -> None:
    """Refuse sign-in from now on."""
    with Parts(settings_of(context)).services() as services:
        services.accounts.disable(login)
    click.echo(_("Đã khóa tài khoản %(login)s.", login=login))


@command.command("enable", help=_("Mở lại tài khoản LOGIN."))
@click.argument("login")
@click.pass_context
def enable(context: click.Context, login: str) -> None:
    """Allow sign-in again."""
    with Parts(settings_of(context)).services() as services:
        services.accounts.enable(login)
    click.echo(_("Đã mở lại tài khoản %(login)s.", login=login))


@command.command("list", help=_("Liệt kê tài khoản và vai trò."))
@click.pass_context
def list_users(context: click.Context) -> None:
    """One line per account."""
    with Parts(settings_of(context)).services() as services:
        for user in services.accounts.all():
            click.echo("\t".join(_line(user)))


def _line(user: User) -> list[str]:
    roles = [f"{m.organization.name}:{m.role}" for m in user.memberships]
    states = [_("quản trị")] if user.is_administrator else []
    states += [] if user.is_active else [_("đã khóa")]
    seen = format_datetime(user.signed_in_at) if user.signed_in_at else "–"
    return [user.login, user.display_name or "–", ", ".join(states + roles) or "–", seen]


def _password(reads_stdin: bool, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(12)
    if reads_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt(_("Mật khẩu"), hide_input=True, confirmation_prompt=_("Nhập lại mật khẩu"))
    return answer
