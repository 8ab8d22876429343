"""Counts what is looked at and downloaded, without knowing by whom."""

from __future__ import annotations

from flask import request

from portal.catalog.usage import DOWNLOAD, VIEW
from portal.http.context import identity, portal


def count_view(dataset_id: str) -> None:
    """A page of the record was shown; those who work on records are not counted."""
    if request.method == "GET" and identity().is_anonymous:
        portal().usage.add(dataset_id, VIEW)


def count_download(dataset_id: str) -> None:
    """A download began; asking for the headers or for a later part of a file does not count again."""
    wanted = request.headers.get("Range", "")
    if request.method in ("GET", "POST") and (not wanted or wanted.startswith("bytes=0-")):
        portal().usage.add(dataset_id, DOWNLOAD)
