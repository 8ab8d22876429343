"""`/api/v1/resources/<id>` and what is known of its columns: names and meanings, profiles, frequent values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from portal.api.answers import (
    about,
    as_json,
    found_table,
    link,
    modified_at,
    parts_of,
    permalink,
    resource_url,
)
from portal.api.arguments import OTHERS, Arguments, given_arguments
from portal.api.freshness import dated, tag_of, unchanged
from portal.api.rates import spend
from portal.catalog.exploring import shown_columns
from portal.catalog.tables import FoundTable
from portal.errors import Invalid, Problem
from portal.http.context import services
from portal.i18n import gettext as _
from portal.i18n import language
from portal.tabular.columns import Column, Table
from portal.tabular.export.formats import EXPORTS
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.lists import read_columns
from portal.tabular.query.names import column_of
from portal.tabular.query.request import TableQuery

blueprint = Blueprint("api_columns", __name__, url_prefix="/api/v1/resources/<resource_id>")

MOST_FACETS = 20
MOST_VALUES = 1000
DEFAULT_VALUES = 20


@blueprint.get("")
def resource(resource_id: str) -> Response:
    """How large the table is, and where its parts are."""
    asked = given_arguments()
    found = found_table(resource_id, asked)
    parts = {part: resource_url(found, f"/{part}") for part in ("rows", "columns", "profile", "facets")}
    exports = {code: resource_url(found, f"/export.{code}") for code in EXPORTS}
    body = {
        "row_count": found.table.row_count,
        "column_count": len(found.table.columns),
        "modified": modified_at(found).isoformat(timespec="seconds"),
        "links": {**parts, "exports": exports},
    }
    return _answer(found, "", asked, body)


@blueprint.get("/columns")
def columns(resource_id: str) -> Response:
    """The columns in their order, with what the data dictionary says of them."""
    asked = given_arguments()
    found = found_table(resource_id, asked)
    described = [
        {
            "key": each.key,
            "name": each.column.name,
            "label": each.label,
            "description": each.description,
            "unit": each.unit,
            "type": str(each.type),
            "format": each.column.format,
            "semantic": each.semantic,
            "example": each.column.example,
        }
        for each in shown_columns(found, {})
    ]
    return _answer(found, "/columns", asked, {"columns": described})


@blueprint.get("/profile")
def profile(resource_id: str) -> Response:
    """How full and how varied every column is."""
    asked = given_arguments()
    found = found_table(resource_id, asked)
    names = {column.key: column for column in found.table.columns}
    profiles = [
        {"name": names[each.key].name, "type": str(names[each.key].type), **asdict(each)}
        for each in found.profile
        if each.key in names
    ]
    return _answer(found, "/profile", asked, {"row_count": found.table.row_count, "columns": profiles})


@blueprint.route("/facets", methods=["GET", "POST"])
def facets(resource_id: str) -> Response:
    """The most frequent values of columns among the rows of a question; a column's own filters do not count."""
    asked = given_arguments()
    found = found_table(resource_id, asked)
    wanted = _wanted(asked, found.table)
    limit = _most_values(asked)
    query = parse_query(asked.without("facet", "limit").pairs, found.table, others=OTHERS)
    tag = tag_of(*parts_of(found), to_arguments(query), wanted, limit, language())
    if same := unchanged(tag, modified_at(found)):
        return same
    spend(len(wanted) - 1)
    counted = [_facet(found.table, query, column, limit) for column in wanted]
    response = as_json({**about(found), "facets": counted})
    link(response, canonical=permalink(found, "/facets", asked.pairs))
    return dated(response, tag, modified_at(found))


def _answer(found: FoundTable, part: str, asked: Arguments, body: dict[str, Any]) -> Response:
    """An answer that is made without asking the engine: its tag is that of its text."""
    canonical = permalink(found, part, asked.pairs)
    whole = {**about(found), **body, "permalink": canonical}
    tag = tag_of(whole)
    if same := unchanged(tag, modified_at(found)):
        return same
    response = as_json(whole)
    link(response, canonical=canonical)
    return dated(response, tag, modified_at(found))


def _facet(table: Table, query: TableQuery, column: Column, limit: int) -> dict[str, Any]:
    values = services().ports.tables.facet(table, query, column.key, limit)
    return {
        "key": column.key,
        "name": column.name,
        "type": str(column.type),
        "values": [asdict(value) for value in values],
    }


def _wanted(asked: Arguments, table: Table) -> tuple[Column, ...]:
    keys = read_columns("facet", ",".join(asked.values("facet")), table)
    if 0 < len(keys) <= MOST_FACETS:
        return tuple(column for key in keys if (column := column_of(table, key)))
    message = _("Hãy ghi từ 1 đến %(most)d cột, như facet=quan.", most=MOST_FACETS)
    raise Invalid([Problem("facet", "too_long" if keys else "required", message)])


def _most_values(asked: Arguments) -> int:
    text = asked.value("limit") or str(DEFAULT_VALUES)
    if text.isascii() and text.isdecimal() and len(text) < 9 and 0 < int(text) <= MOST_VALUES:
        return int(text)
    message = _("Hãy ghi một số nguyên từ 1 đến %(most)d.", most=MOST_VALUES)
    raise Invalid([Problem("limit", "bad_number", message)])
