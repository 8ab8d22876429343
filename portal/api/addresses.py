"""Addresses in answers: absolute, in no language."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from flask import request

from portal.http.context import portal

PREFIX = "/api/v1"


def absolute(path: str, arguments: Sequence[tuple[str, str]] = ()) -> str:
    """A path of the portal as the world knows it, with a query."""
    host = portal().ports.settings.site_url or request.host_url.rstrip("/")
    root = request.environ.get("portal.root", request.script_root)
    query = "?" + urlencode(arguments, errors="replace", quote_via=quote) if arguments else ""
    return f"{host}{root}{path}{query}"


def api_url(path: str, arguments: Sequence[tuple[str, str]] = ()) -> str:
    """A path below `/api/v1`."""
    return absolute(PREFIX + path, arguments)
