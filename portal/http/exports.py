"""Exports as responses: a file that was kept, or bytes that are sent while they are written."""

from __future__ import annotations

from flask import Response, send_file

from portal.tabular.export.exporter import Export


def with_export(response: Response, export: Export) -> Response:
    """`response` with the bytes of an export, which nothing gathers in memory."""
    if export.path is not None:
        sent = send_file(export.path, mimetype=response.mimetype)
        response.response, response.direct_passthrough = sent.response, True
        response.content_length = sent.content_length
    elif export.stream is not None:
        response.response, response.direct_passthrough = export.stream, True
        # Looking for a condition on the response without its body counted no bytes.
        response.headers.pop("Content-Length", None)
    return response
