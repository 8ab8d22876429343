"""Whether the asker already has the answer: told from what the answer is made of, before it is made."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import Response, request

REVISION = 1
"""Part of every tag: raise it when the same question is answered in another form."""


def tag_of(*parts: object) -> str:
    """A tag that is another one as soon as one of the parts is."""
    return hashlib.sha256(repr((REVISION, parts)).encode("utf-8", "replace")).hexdigest()[:32]


def unchanged(tag: str, modified: datetime, *, is_weak: bool = True) -> Response | None:
    """304 where the asker has the answer with this tag, else None."""
    if request.method not in ("GET", "HEAD"):
        return None
    response = dated(Response(), tag, modified, is_weak=is_weak)
    response.make_conditional(request.environ)
    return response if response.status_code == 304 else None


def dated(response: Response, tag: str, modified: datetime, *, is_weak: bool = True) -> Response:
    """Caches may keep the answer but ask each time whether it still holds; one to a POST they keep not at all.

    A weak tag says that the bytes may differ where somebody compresses them on their way.
    """
    if request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(tag, weak=is_weak)
    response.last_modified = modified
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    return response
