"""`/api/v1/resources/<id>/rows`: questions about a table, and single rows."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from portal.api.answers import (
    about,
    as_json,
    described,
    found_table,
    link,
    modified_at,
    parts_of,
    permalink,
    resource_url,
)
from portal.api.arguments import OTHERS, Arguments, given_arguments
from portal.api.cells import json_objects
from portal.api.freshness import dated, tag_of, unchanged
from portal.api.keeping import kept
from portal.api.row_forms import RowAnswer, chosen_form
from portal.catalog.first_rows import first_rows
from portal.catalog.tables import FoundTable
from portal.errors import NotFound
from portal.http.context import services
from portal.i18n import gettext as _
from portal.i18n import language
from portal.tabular.query.answers import RowPage
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.request import TableQuery

blueprint = Blueprint("api_rows", __name__, url_prefix="/api/v1/resources/<resource_id>/rows")


@blueprint.route("", methods=["GET", "POST"])
def rows(resource_id: str) -> Response:
    """One page of the answer to a question."""
    asked = given_arguments()
    return kept(resource_id, asked, lambda: _rows(resource_id, asked))


def _rows(resource_id: str, asked: Arguments) -> Response:
    found = found_table(resource_id, asked)
    query = parse_query(asked.pairs, found.table, others=OTHERS)
    form = chosen_form(asked)
    switches = asked.is_set("raw"), asked.is_set("bom")
    tag = tag_of(*parts_of(found), to_arguments(query), form.code, switches, language())
    if same := unchanged(tag, modified_at(found)):
        return same
    page = first_rows(found, query) or services().ports.tables.rows(found.table, query)
    links = links_of(found, query, page, asked)
    response = form.write(RowAnswer(found, query, page, links, asked))
    link(response, **links)
    return dated(response, tag, modified_at(found))


@blueprint.get("/<int:row_id>")
def row(resource_id: str, row_id: int) -> Response:
    """A single row by its number."""
    asked = given_arguments()
    found = found_table(resource_id, asked)
    tag = tag_of(*parts_of(found), row_id, language())
    if same := unchanged(tag, modified_at(found)):
        return same
    if not 0 < row_id <= found.table.row_count:
        raise NotFound(_("Bảng không có dòng số %(number)s.", number=str(row_id)[:20]))
    page = services().ports.tables.row(found.table, row_id)
    canonical = permalink(found, f"/rows/{row_id}")
    (found_row,) = json_objects(page)
    columns = [described(column) for column in page.columns]
    response = as_json({**about(found), "columns": columns, "row": found_row, "permalink": canonical})
    link(response, canonical=canonical)
    return dated(response, tag, modified_at(found))


def links_of(found: FoundTable, query: TableQuery, page: RowPage, asked: Arguments) -> dict[str, str | None]:
    """The next page and the first, and the address to cite: all of this very version, whatever is uploaded later."""
    form = [pair for pair in asked.pairs if pair[0] in ("format", "raw", "bom", "lang") and pair[1].strip()]
    lasting = (*form, ("version", str(found.version.number)))

    def address(of: TableQuery) -> str:
        return resource_url(found, "/rows", (*to_arguments(of), *lasting))

    first = replace(query, offset=0, cursor="")
    following = replace(first, cursor=page.next_cursor) if page.next_cursor else None
    return {
        "next": address(following) if following else None,
        "first": address(first),
        "canonical": address(query),
    }
