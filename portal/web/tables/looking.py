"""What the views of a resource show: reads the address, asks one service, gives facts to the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from portal.catalog.exploring import PER_PAGE, TableRequest
from portal.catalog.pages import ResourcePage
from portal.http.context import services
from portal.web.links import site_url
from portal.web.tables.address import TableAddress, api_path
from portal.web.tables.compare import compare_facts
from portal.web.tables.examples import call_examples
from portal.web.tables.facts import table_facts
from portal.web.tables.summary import summaries

Facts = Mapping[str, Any]


def table(page: ResourcePage) -> Facts:
    """A page of rows."""
    args = request.args
    asked = TableRequest(
        page.resource.id,
        tuple(args.items(multi=True)),
        page=args.get("page", 1, int),
        row=args.get("row", None, int),
        column=args.get("column", ""),
    )
    found = services().exploring.table(asked)
    return {"table": found, "facts": table_facts(found, path_of(page), args.get("where", ""))}


def columns(page: ResourcePage) -> Facts:
    """All columns with pictures of their values."""
    found = services().exploring.columns(page.resource.id)
    return {"summary": found, "columns": summaries(found, path_of(page))}


def api(page: ResourcePage) -> Facts:
    """The calls behind the view that is asked for."""
    question = services().exploring.question(page.resource.id, tuple(request.args.items(multi=True)))
    address = TableAddress(path_of(page), page.resource.id, question.query)
    base = site_url() + api_path(page.resource.id, "rows", ())
    limited = (*address.arguments(), ("limit", str(PER_PAGE)))
    return {
        "question": question,
        "rows": call_examples(base, limited),
        "export": site_url() + api_path(page.resource.id, "export.csv", address.arguments()),
        "base": site_url() + f"/api/v1/resources/{page.resource.id}",
    }


def compare(page: ResourcePage) -> Facts:
    """The table in service against an older one."""
    args = request.args
    found = services().comparing.compare(
        page.resource.id, args.get("against", None, int), args.getlist("key")
    )
    return {"comparison": found, "facts": compare_facts(found)}


def preview(page: ResourcePage) -> Facts:
    """What can be shown of a file that is no table."""
    return {"preview": services().previewing.preview(page.dataset.name, page.resource.id)}


def nothing(_page: ResourcePage) -> Facts:
    """The page of the resource says it all."""
    return {}


def path_of(page: ResourcePage) -> str:
    """The path of a resource's page, without language."""
    return f"/dataset/{page.dataset.name}/resource/{page.resource.id}"
