"""`portal worker`: does the background jobs."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time

import click

from portal.cli.parent import end_with_supervisor
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.i18n import gettext as _
from portal.jobs.worker import Worker


@click.command("worker", help=_("Xử lý các việc nền (chỉ mục, tệp tải lên…) cho đến khi bị dừng."))
@click.pass_context
def command(context: click.Context) -> None:
    """Run until SIGTERM or Ctrl-C; jobs that do not end within the grace are run again later."""
    end_with_supervisor()
    settings = settings_of(context)
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    # Its message for each wake-up says nothing that ours do not.
    logging.getLogger("huey").setLevel(logging.WARNING)
    parts = Parts(settings)
    worker = Worker(parts.job_runner, parts.job_queue)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: worker.stop.set())
    while not worker.stop.is_set():
        with parts.worker_lock() as is_held:
            if is_held:
                _run(worker)
        time.sleep(0.2)


def _run(worker: Worker) -> None:
    if not worker.run():
        # A job outlasts the grace: its row stays open. A thread cannot be ended otherwise.
        sys.stderr.flush()
        os._exit(0)
