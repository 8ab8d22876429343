"""Answers about the first rows of tables, kept for a moment: what everybody asks first costs one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from portal.api.arguments import OTHERS, Arguments
from portal.catalog.memo import Memo
from portal.catalog.stamps import stamp_of
from portal.http.context import identity, services
from portal.i18n import language

OF_FIRST_ROWS = frozenset({"select", "limit", "offset", *OTHERS})
"""Arguments of questions that may be about first rows."""
TOLD_BY_REQUEST = ("HTTP_ACCEPT", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "portal.root")
"""What else an answer depends on: its form, and the addresses in it."""
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
MOST_BYTES = 100_000
_KEPT = Memo(most=200)


@dataclass(frozen=True)
class Kept:
    """An answer without what only one asker is told."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


def kept(resource_id: str, asked: Arguments, make: Callable[[], Response]) -> Response:
    """The answer that `make` gives, or gave to somebody else while nothing has changed.

    Only what everybody may see is kept, and only for questions that no engine has to answer.
    """
    if any(name not in OF_FIRST_ROWS for name, _ in asked.pairs) or not identity().is_anonymous:
        return make()
    stamp = stamp_of(services().unit, resource_id, asked.version)
    if stamp is None or request.method not in ("GET", "HEAD"):
        return make()
    key = (stamp, resource_id, asked.pairs, language(), *map(request.environ.get, TOLD_BY_REQUEST))
    found = _KEPT.peek(key)
    if found is not None:
        return _again(found)
    response = make()
    if response.status_code == 200 and len(response.data) <= MOST_BYTES:
        _KEPT.put(key, Kept(response.data, tuple(response.headers)))
    return response


def _again(found: Kept) -> Response:
    response = Response(found.body, headers=list(found.headers))
    if any(name in request.environ for name in CONDITIONS):
        response.make_conditional(request.environ)
    return response
