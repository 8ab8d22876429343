"""What an address pays for SQL: seconds, of which it gets so many each minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from portal.access.rates import Rates
from portal.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Open the account that all processes share."""
    path = settings.data_dir / "cache" / "sql-rates"
    app.extensions["sql_rates"] = Rates(path, settings.sql_seconds_per_minute, settings.session_secret())
    app.config["SQL_SECONDS"] = settings.sql_seconds


@contextmanager
def sql_paid() -> Iterator[None]:
    """Pay for the longest a statement may run, and get back what the block did not take. Raises 429.

    So whoever sends many at once cannot have them all run before the first is paid for.
    """
    rates: Rates = current_app.extensions["sql_rates"]
    if not rates.per_minute:
        yield
        return
    address, most = request.remote_addr or "", min(current_app.config["SQL_SECONDS"], rates.per_minute)
    paid = rates.spend(address, most, time.time())
    if paid.wait_seconds:
        raise TooManyRequests(retry_after=paid.wait_seconds)
    begin = time.monotonic()
    try:
        yield
    finally:
        used = ceil(time.monotonic() - begin)
        rates.give_back(address, max(0, most - used), time.time())
