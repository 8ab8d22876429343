"""How often one address may ask. Pages ask the engine directly and are not counted."""

from __future__ import annotations

import time

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import TooManyRequests

from portal.access.rates import PERIOD_SECONDS, Allowance, Rates
from portal.http.context import is_api
from portal.settings import Settings

DOWNLOAD_COST = 10
"""A file to download counts as so many questions."""


def register(app: Flask, settings: Settings) -> None:
    """Count every question; answers say what is left (draft-ietf-httpapi-ratelimit-headers)."""
    path = settings.data_dir / "cache" / "rates"
    app.extensions["rates"] = Rates(path, settings.api_requests_per_minute, settings.session_secret())
    app.before_request(_count)
    app.after_request(_tell)


def spend(cost: int) -> None:
    """Count a question of that cost. Raises 429 where it is too many."""
    rates: Rates = current_app.extensions["rates"]
    if not rates.per_minute:
        return
    g.allowance = rates.spend(request.remote_addr or "", cost, time.time())
    if g.allowance.wait_seconds:
        raise TooManyRequests(retry_after=g.allowance.wait_seconds)


def _count() -> None:
    if is_api() and request.method != "OPTIONS":
        spend(1)


def _tell(response: Response) -> Response:
    allowance: Allowance | None = g.get("allowance")
    if allowance:
        response.headers["RateLimit-Policy"] = f'"address";q={allowance.limit};w={PERIOD_SECONDS}'
        response.headers["RateLimit"] = f'"address";r={allowance.remaining};t={allowance.reset_seconds}'
    return response
