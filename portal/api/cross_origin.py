"""Who may read answers: every page of every origin, without credentials. And nothing of them runs in a browser."""

from __future__ import annotations

from flask import Flask, Response, request

from portal.http.context import is_api
from portal.http.security import SANDBOX, open_to_all

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for before it sends what a form could not have sent."""


def register(app: Flask) -> None:
    """Open every answer of the API, errors too."""
    app.after_request(_open)


def _open(response: Response) -> Response:
    if not is_api():
        return response
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    response.headers.setdefault("Content-Security-Policy", SANDBOX)
    return open_to_all(response)
