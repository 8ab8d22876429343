"""`portal serve`: the web server and the worker under one supervisor."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.cli.child import Child
from portal.cli.program import settings_of
from portal.cli.supervisor import Supervisor, answers, listen
from portal.i18n import gettext as _
from portal.lock import try_lock
from portal.settings import Settings

APPLICATION = "portal.app:create_app()"
PATIENCE_SECONDS = 3.0
"""How long to wait for a portal that is just ending to let go of its address and data folder."""


@click.command("serve", help=_("Chạy máy chủ web và tiến trình xử lý nền cho đến khi bấm Ctrl-C."))
@click.option("--app", "application", default=APPLICATION, hidden=True)
@click.pass_context
def command(context: click.Context, application: str) -> None:
    """Run until a signal; exit status 0 then, 1 if the portal did not come up."""
    settings_of(context)
    if application == APPLICATION:
        # In a process of its own, so that the supervisor, which lives for months, stays small.
        check = [sys.executable, "-m", "portal.cli", "init", "--check"]
        if status := subprocess.run(check, check=False).returncode:  # noqa: S603
            sys.exit(status)
    sys.exit(serve(settings_of(context), application=application))


def serve(settings: Settings, notice: str = "", application: str = APPLICATION) -> int:
    """Run the portal in this process's children; print its address, then `notice`, once it answers."""
    with _data_folder(settings), _address(settings) as listener:
        python = [sys.executable, "-m"]
        server = ["gunicorn", "-c", "python:portal.cli.web_server", "-b", f"fd://{listener.fileno()}"]
        web = Child(_("Máy chủ web"), [*python, *server, application], (listener.fileno(),))
        worker = Child(_("Tiến trình xử lý nền"), [*python, "portal.cli", "worker"])
        return Supervisor(
            [web, worker],
            lambda: answers(settings.host, settings.port),
            lambda: _announce(settings, notice),
        ).run()


def address_of(settings: Settings) -> str:
    """The address to type into a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return settings.site_url or f"http://{host}:{settings.port}"


def _announce(settings: Settings, notice: str) -> None:
    click.echo(_("Cổng dữ liệu đang chạy tại %(address)s", address=address_of(settings)))
    if notice:
        click.echo(notice.rstrip())
    click.echo(_("Bấm Ctrl-C để dừng."))
    sys.stdout.flush()


@contextmanager
def _data_folder(settings: Settings) -> Iterator[None]:
    """Make sure that no other portal serves this folder."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with try_lock(settings.data_dir / "serve.lock") as is_held:
            if is_held:
                yield
                return
        if time.monotonic() > deadline:
            message = _("Một cổng dữ liệu khác đang chạy trên thư mục %(path)s.", path=settings.data_dir)
            raise click.ClickException(message)
        time.sleep(0.1)


@contextmanager
def _address(settings: Settings) -> Iterator[socket.socket]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            listener = listen(settings.host, settings.port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise click.ClickException(_refusal(settings, error)) from error
        with listener:
            yield listener
        return


def _refusal(settings: Settings, error: OSError) -> str:
    values = {"host": settings.host, "port": settings.port}
    if error.errno == errno.EADDRINUSE:
        return _(
            "Cổng %(port)d đã có chương trình khác dùng. Chọn cổng khác, ví dụ: PORT=%(other)d.",
            **values,
            other=settings.port + 1,
        )
    return _("Không mở được địa chỉ %(host)s:%(port)d: %(reason)s.", **values, reason=error.strerror)
