"""Responses that are files: names in any language, types, caching."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from flask import Response, stream_with_context

from portal.http.security import DOCUMENT, PICTURE, SANDBOX, open_to_all
from portal.text import fold

CSV = "text/csv; charset=utf-8"


def disposition(filename: str) -> str:
    """A Content-Disposition for `filename`: plain for old programs, exact for others (RFC 6266, RFC 8187)."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]+", " ", filename).strip() or "data"
    plain = re.sub(r'[^\x20-\x7e]|["%]', "_", fold_case(name))
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def fold_case(name: str) -> str:
    """`name` without diacritics, its capitals kept."""
    return "".join(f.upper() if c.isupper() and len(f := fold(c)) == 1 else fold(c) or "_" for c in name)


def streamed(chunks: Iterable[bytes], content_type: str) -> Response:
    """A response made while it is sent; nothing, not even a look at its length, gathers it in memory."""
    response = Response(stream_with_context(iter(chunks)), content_type=content_type)
    response.implicit_sequence_conversion = False
    return response


def attachment(response: Response, filename: str) -> Response:
    """Let the browser keep `response` as a file that can never run here; programs elsewhere may read it."""
    response.headers["Content-Disposition"] = disposition(filename)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return open_to_all(response)


def shown_in_page(response: Response) -> Response:
    """Let pages of the portal show `response`, a picture or a PDF file; by itself it can do nothing."""
    is_document = response.mimetype == "application/pdf"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = DOCUMENT if is_document else PICTURE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
