"""What goes wrong, as pages that help and as problem documents (RFC 9457); neither asks the database."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from portal.access.identity import ANONYMOUS
from portal.errors import (
    Conflict,
    Gone,
    Invalid,
    NotFound,
    NotPermitted,
    PortalError,
    Problem,
    TooLarge,
    Unavailable,
)
from portal.http.context import identity, is_api
from portal.web.error_words import words, words_for_programs
from portal.web.links import link

STATUSES: dict[type[PortalError], int] = {
    NotFound: 404,
    Gone: 410,
    NotPermitted: 403,
    Invalid: 422,
    Conflict: 409,
    TooLarge: 413,
    Unavailable: 503,
}
SIGNED_IN_AREAS = ("/steward", "/account", "/admin")
RETRY_SECONDS = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says. `incident` is the code under which the log tells more."""

    status: int
    title: str
    text: str
    detail: str = ""
    incident: str = ""


def register(app: Flask) -> None:
    """Answer every error."""
    app.register_error_handler(PortalError, portal_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(Exception, failure)


def portal_error(error: PortalError) -> AnyResponse:
    """An error that a use case raised for the user."""
    is_guest = isinstance(error, NotPermitted) and identity().is_anonymous
    if is_guest and request.path.startswith(SIGNED_IN_AREAS):
        return redirect(link("/account/sign-in?next=") + request.script_root + request.path)
    status = next((s for kind, s in STATUSES.items() if isinstance(error, kind)), 500)
    response = respond(status, str(error), error.problems if isinstance(error, Invalid) else ())
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response


def http_error(error: HTTPException) -> AnyResponse:
    """An error of the protocol: no such route, wrong method, too many requests."""
    if error.code is None or error.code < 400:
        return error.get_response()
    response = respond(error.code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def database_error(error: DBAPIError) -> AnyResponse:
    """The database does not answer: say so, ask to come back, keep the details in the log."""
    incident = note(error)
    response = respond(503, incident=incident)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def failure(error: Exception) -> AnyResponse:
    """A mistake of ours."""
    return respond(500, incident=note(error))


def note(error: Exception) -> str:
    """Log an error under a short code and return the code."""
    incident = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("incident %s at %s %r", incident, request.method, request.path, exc_info=error)
    return incident


def respond(status: int, detail: str = "", problems: Sequence[Problem] = (), incident: str = "") -> Response:
    """The error as a page or, for programs, as a problem document."""
    page = error_page(status, detail, incident)
    if wants_problem():
        return problem_document(page, problems)
    if status >= 500:
        g.identity = ANONYMOUS  # what is broken may be what would be asked about the reader
    return make_response(render_template("pages/error.html", page=page), status)


def wants_problem() -> bool:
    """Whether a program asks: below /api/ always."""
    accepted = request.accept_mimetypes
    is_for_programs = is_api() or request.path.endswith(".json")
    return is_for_programs or accepted["application/json"] > accepted["text/html"]


def problem_document(page: ErrorPage, problems: Sequence[Problem]) -> Response:
    """RFC 9457, with a member `errors` for each thing wrong with what was asked."""
    body = {
        "type": "about:blank",
        "title": page.title,
        "status": page.status,
        "detail": page.detail or page.text,
    }
    if problems:
        body["errors"] = [_without_none(asdict(problem)) for problem in problems]
    if page.incident:
        body["incident"] = page.incident
    text = json.dumps(body, ensure_ascii=False) + "\n"
    response = Response(text.encode("utf-8", "replace"), page.status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def error_page(status: int, detail: str = "", incident: str = "") -> ErrorPage:
    """The words for a status."""
    title, text = words_for_programs(status) if is_api() else words(status)
    return ErrorPage(status, title, text, detail, incident)
