"""Gunicorn's configuration, computed from the settings: its module variables are Gunicorn's own names."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.http import message  # type: ignore[import-untyped]

from portal.cli.parent import end_with_parent, end_with_supervisor
from portal.settings import Settings

_settings = Settings.load(os.environ)
_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

bind = f"{_host}:{_settings.port}"
worker_class = "gthread"
workers = _settings.web_workers
threads = _settings.web_threads
timeout = 60
graceful_timeout = 8
keepalive = 5
loglevel = "info" if _settings.log_level == "DEBUG" else "warning"
control_socket_disable = True
# The heartbeat file on a real disk can block a worker for seconds.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
# X-Forwarded-… is the business of the application, which knows how many proxies to believe.
forwarded_allow_ips = ""
# A search for a page of text is long once percent-encoded: it deserves an answer, not a bare 400.
limit_request_line = 65_000
message.MAX_REQUEST_LINE = 65_536

end_with_supervisor()


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001
    """A worker ends with Gunicorn, which ends with the supervisor."""
    end_with_parent(worker.ppid)
