"""What answers about a resource share: what they are about, where they stay, where more is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response

from portal.api.addresses import absolute, api_url
from portal.api.arguments import Arguments
from portal.api.cells import json_text
from portal.catalog.tables import FoundTable
from portal.http.context import services
from portal.tabular.query.answers import ResultColumn

Pairs = Sequence[tuple[str, str]]
MOST_LINK_CHARS = 2000


def found_table(resource_id: str, asked: Arguments) -> FoundTable:
    """The table of a resource, of the version asked for. Raises `NotFound`, `Gone`, `Unavailable`, `Invalid`."""
    return services().tables.find(resource_id, asked.version)


def modified_at(found: FoundTable) -> datetime:
    """When what is said of the resource or its table last changed."""
    return max(found.resource.modified_at, found.dataset.modified_at, found.stored.made_at)


def about(found: FoundTable) -> dict[str, Any]:
    """The members that begin every answer."""
    resource, dataset = found.resource, found.dataset
    path = f"/dataset/{dataset.name}"
    return {
        "resource": {
            "id": resource.id,
            "title": resource.label,
            "url": absolute(f"{path}/resource/{resource.id}"),
            "dataset": {"name": dataset.name, "title": dataset.label, "url": absolute(path)},
        },
        "version": found.version.number,
    }


def parts_of(found: FoundTable) -> tuple[object, ...]:
    """What every answer about the table depends on: for its tag."""
    newest = (found.resource.id, found.resource.version, found.dataset.version)
    return (found.table.version, found.version.number, *newest)


def resource_url(found: FoundTable, part: str, arguments: Pairs = ()) -> str:
    """A part of the resource, with arguments."""
    return api_url(f"/resources/{found.resource.id}{part}", arguments)


def permalink(found: FoundTable, part: str, arguments: Pairs = ()) -> str:
    """The same part of this very version, whatever is uploaded later: an address to cite."""
    asked = [pair for pair in arguments if pair[0] != "version"]
    return resource_url(found, part, (*asked, ("version", str(found.version.number))))


def described(column: ResultColumn) -> dict[str, Any]:
    """A column of an answer."""
    shown = {"key": column.key, "name": column.name, "type": str(column.type)}
    return shown | ({"semantic": column.semantic} if column.semantic else {})


def as_json(body: Mapping[str, Any]) -> Response:
    """JSON with the members in the order given."""
    return Response(json_text(body) + "\n", mimetype="application/json")


def link(response: Response, **urls: str | None) -> None:
    """Say by a Link header what is related (RFC 8288). Proxies refuse long headers: long addresses are left out."""
    for relation, url in urls.items():
        if url and len(url) <= MOST_LINK_CHARS:
            response.headers.add("Link", f'<{url}>; rel="{relation}"')
