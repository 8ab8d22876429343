"""A WSGI application that only says which process answered: for tests of the supervisor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the process id, after `?seconds=`."""
    query = environ["QUERY_STRING"]
    if query.startswith("seconds="):
        time.sleep(float(query.removeprefix("seconds=")))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {len(query)}".encode()]


def broken() -> None:
    """An application factory that fails."""
    raise RuntimeError("this application cannot start")
