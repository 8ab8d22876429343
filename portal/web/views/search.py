"""Search: the page, and the same results as JSON, CSV and Atom; suggestions while typing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from portal.catalog.pages import Card
from portal.catalog.searching import SearchRequest
from portal.exchange.atom import Entry, Feed, write_feed
from portal.exchange.tables import stream_csv
from portal.http.context import services
from portal.http.responses import CSV, attachment, streamed
from portal.http.security import open_to_all
from portal.i18n import gettext as _
from portal.web.language import in_language
from portal.web.links import dataset_url, link, query_url, site_url
from portal.web.search_facts import search_facts

blueprint = Blueprint("search", __name__)


def asked() -> SearchRequest:
    """The search of this URL."""
    return SearchRequest.parse(request.args.to_dict(flat=False))


@blueprint.get("/dataset")
def page() -> str:
    """Results with facets, chips, sort and pages."""
    found = services().searching.page(asked())
    return render_template("pages/search.html", page=found, facts=search_facts(found))


@blueprint.get("/dataset.json")
def document() -> Response:
    """The same results for programs."""
    return open_to_all(jsonify(services().searching.document(asked(), site_url() + link(""))))


@blueprint.get("/dataset.csv")
def table() -> Response:
    """Every result as a spreadsheet."""
    rows = map(_row, in_language(services().searching.export(asked())))
    chunks = in_language(stream_csv(_header(), rows))
    return attachment(streamed(chunks, CSV), "du-lieu.csv")


@blueprint.get("/dataset.atom")
def feed() -> Response:
    """The same results as a feed."""
    found = services().searching.page(asked())
    base = site_url()
    made = Feed(
        id=base + query_url("/dataset", found.params),
        title=_("Dữ liệu: %(text)s", text=found.text) if found.text else _("Dữ liệu của thành phố"),
        self_url=base + query_url("/dataset.atom", found.params),
        page_url=base + query_url("/dataset", found.params),
        entries=tuple(_entry(card, base) for card in found.cards),
    )
    return open_to_all(Response(write_feed(made), content_type="application/atom+xml; charset=utf-8"))


@blueprint.get("/dataset/suggest")
def suggest() -> Response:
    """Suggestions for what has been typed so far."""
    response = jsonify(services().searching.suggest(request.args.get("q", "")[:200]))
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def _header() -> list[str]:
    names = [_("Tên"), _("Mã bản ghi"), _("Cơ quan"), _("Danh mục"), _("Trạng thái"), _("Định dạng")]
    return [*names, _("Ngày hẹn"), _("Ngày công bố"), _("Ngày của dữ liệu"), _("Địa chỉ")]


def _row(card: Card) -> list[Any]:
    promise = card.promise
    return [
        card.label, card.name, card.organization.label, card.catalog, str(card.state),
        ", ".join(term.label for term in card.formats), promise.planned_on, promise.published_on,
        promise.freshness.data_on, site_url() + dataset_url(card.name),
    ]  # fmt: skip


def _entry(card: Card, base: str) -> Entry:
    address = base + dataset_url(card.name)
    return Entry(
        id=f"{base}/dataset/{card.name}",
        title=card.label,
        url=address,
        updated=card.modified_at,
        author=card.organization.label,
        summary=card.summary,
    )
