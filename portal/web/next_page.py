"""Where to go after signing in: only ever a page of this portal."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from flask import request

_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
_LOOKS_LIKE_HOST = re.compile(r"/?[\x00-\x20\x7f]*[/\\]")


def safe_next(target: str | None, fallback: str) -> str:
    """`target` if it is a path on this host however a browser or a proxy reads it, else `fallback`."""
    if not target or len(target) > 2000 or not _PATH.fullmatch(target):
        return fallback
    if _LOOKS_LIKE_HOST.match(unquote(target)[1:]):
        return fallback
    try:
        parts = urlsplit(target)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else target


def this_page() -> str:
    """The path and query of this request, in its language."""
    return request.script_root + request.full_path.rstrip("?")
