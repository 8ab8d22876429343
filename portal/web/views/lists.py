"""The two official lists: as pages, CSV, XLSX and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, send_file

from portal.catalog.lists import ListRequest, catalog_title
from portal.exchange.tables import stream_csv, write_xlsx
from portal.http.context import services
from portal.http.responses import CSV, attachment, streamed
from portal.i18n import format_date, today
from portal.i18n import gettext as _
from portal.web.language import in_language
from portal.web.links import link, site_url
from portal.web.list_facts import list_facts

blueprint = Blueprint("lists", __name__, url_prefix="/catalog")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(catalog: str) -> ListRequest:
    """The part of the list that this URL asks for."""
    args = request.args
    return ListRequest(
        catalog=catalog,
        organization=args.get("organization", ""),
        state=args.get("state", ""),
        text=args.get("q", "")[:200],
        page=args.get("page", 1, type=int),
        per_page=args.get("per_page", ListRequest.per_page, type=int),
    )


@blueprint.get("/<catalog>")
def page(catalog: str) -> str:
    """One page of the list with its totals."""
    found = services().lists.page(asked(catalog))
    issued = services().editions.newest(catalog)
    return render_template("pages/list.html", page=found, facts=list_facts(found), issued=issued)


@blueprint.get("/<catalog>.csv")
def csv(catalog: str) -> Response:
    """The whole filtered list; Excel opens it as it is."""
    header, rows = services().lists.table(asked(catalog), site_url() + link(""))
    chunks = stream_csv(header, in_language(rows))
    response = streamed(chunks, CSV)
    return attachment(response, file_name(catalog, "csv"))


@blueprint.get("/<catalog>.xlsx")
def xlsx(catalog: str) -> Response:
    """The whole filtered list as a workbook."""
    header, rows = services().lists.table(asked(catalog), site_url() + link(""))
    note = _(
        "Hiện trạng ngày %(day)s. Nguồn: %(url)s",
        day=format_date(today()),
        url=site_url() + link(f"/catalog/{catalog}"),
    )
    book = write_xlsx(catalog_title(catalog), note, header, rows)
    return attachment(send_file(book, mimetype=XLSX), file_name(catalog, "xlsx"))


@blueprint.get("/<catalog>.json")
def document(catalog: str) -> Response:
    """The whole filtered list as complete records."""
    lists, base = services().lists, site_url() + link("")
    lists.columns(lists.page(ListRequest(catalog, per_page=1)).catalog)
    head = {
        "catalog": catalog,
        "title": catalog_title(catalog),
        "on": today().isoformat(),
        "url": f"{base}/catalog/{catalog}",
    }
    chunks = in_language(_json(head, lists.document(asked(catalog), base)))
    response = streamed(chunks, "application/json")
    return attachment(response, file_name(catalog, "json"))


def file_name(catalog: str, ending: str) -> str:
    """What the file is called: list and day."""
    return f"{catalog}-{today().isoformat()}.{ending}"


def _json(head: dict[str, str], records: Iterator[dict[str, object]]) -> Iterator[bytes]:
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "records": ['
    separator = b"\n"
    for record in records:
        yield separator + json.dumps(record, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"
