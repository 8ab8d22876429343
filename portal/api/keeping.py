"""Answers about the first rows of tables, kept for a moment: what everybody asks first costs one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from portal.api.addresses import absolute
from portal.api.arguments import OTHERS, Arguments
from portal.catalog.memo import Memo
from portal.catalog.stamps import stamp_of
from portal.http.context import identity, services
from portal.i18n import language

OF_FIRST_ROWS = frozenset({"select", "limit", "offset", *OTHERS})
"""Arguments of questions that may be about first rows."""
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
    key = (stamp, resource_id, asked.pairs, request.headers.get("Accept", ""), language(), absolute(""))
    found = _KEPT.peek(key)
    if found is not None:
        again = Response(found.body, headers=list(found.headers))
        again.make_conditional(request.environ)
        return again
    response = make()
    if response.status_code == 200 and len(response.data) <= MOST_BYTES:
        _KEPT.put(key, Kept(response.data, tuple(response.headers)))
    return response
