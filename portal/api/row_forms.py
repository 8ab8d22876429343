"""The forms in which rows go out: JSON with everything about them, CSV and NDJSON with the rows alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import Response, request

from portal.api.answers import about, as_json, described
from portal.api.arguments import Arguments
from portal.api.cells import json_objects, json_text
from portal.catalog.tables import FoundTable
from portal.errors import Invalid, Problem
from portal.http.responses import CSV, attachment
from portal.i18n import gettext as _
from portal.tabular.columns import ColumnType
from portal.tabular.export.delimited import heading
from portal.tabular.export.guard import guard_formula
from portal.tabular.export.plan import ExportOptions
from portal.tabular.query.answers import RowPage
from portal.tabular.query.request import TableQuery
from portal.tabular.query.values import value_text

NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class RowAnswer:
    """Rows, what was asked for, and where more is."""

    found: FoundTable
    query: TableQuery
    page: RowPage
    links: Mapping[str, str | None]
    asked: Arguments


@dataclass(frozen=True)
class RowForm:
    """A form of rows; `media_types` are the names by which Accept may ask for it, the usual one first."""

    code: str
    media_types: tuple[str, ...]
    write: Callable[[RowAnswer], Response]


def chosen_form(asked: Arguments) -> RowForm:
    """The form asked for: `format`, else Accept, else JSON. Raises `Invalid`."""
    if code := asked.value("format"):
        if code not in FORMS:
            message = _("Không có dạng này. Có: %(known)s.", known=", ".join(FORMS))
            raise Invalid([Problem("format", "unknown_format", message)])
        return FORMS[code]
    by_type = {name: form for form in FORMS.values() for name in form.media_types}
    best = request.accept_mimetypes.best_match(by_type)
    return by_type[best] if best else FORMS["json"]


def write_json(answer: RowAnswer) -> Response:
    """The rows as objects within an envelope."""
    page = answer.page
    body: dict[str, Any] = {
        **about(answer.found),
        "total": page.total,
        "limit": answer.query.limit,
        "offset": answer.query.offset,
        "columns": [described(column) for column in page.columns],
        "rows": list(json_objects(page)),
        "cursor": page.next_cursor,
        "next": answer.links["next"],
        "permalink": answer.links["canonical"],
    }
    return as_json(body)


def write_ndjson(answer: RowAnswer) -> Response:
    """An object a line."""
    lines = (json_text(row) + "\n" for row in json_objects(answer.page))
    return _alone(Response("".join(lines), content_type=NDJSON), answer, ".ndjson")


def write_csv(answer: RowAnswer) -> Response:
    """Lines for a spreadsheet, which runs none of them unless `raw` is set."""
    options = ExportOptions(answer.asked.is_set("raw"), answer.asked.is_set("bom"))
    columns = answer.page.columns
    is_risky = [c.type is ColumnType.TEXT and not options.is_raw for c in columns]
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\r\n").writerows(
        map(_csv_cell, row, is_risky) for row in answer.page.rows
    )
    body = heading((column.name for column in columns), options) + lines.getvalue().encode()
    return _alone(Response(body, content_type=CSV), answer, ".csv")


def _csv_cell(value: Any, is_risky: bool) -> str:
    text = value_text(value)
    return guard_formula(text) if is_risky else text


def _alone(response: Response, answer: RowAnswer, extension: str) -> Response:
    """What an envelope would have said goes into the headers."""
    response.headers["X-Total-Count"] = str(answer.page.total)
    if answer.page.next_cursor:
        response.headers["X-Next-Cursor"] = answer.page.next_cursor
    return attachment(response, file_name(answer.found, extension))


def file_name(found: FoundTable, extension: str) -> str:
    """That of the original with another ending."""
    return PurePosixPath(found.version.filename).stem + extension


FORMS = {
    form.code: form
    for form in (
        RowForm("json", ("application/json",), write_json),
        RowForm("csv", ("text/csv",), write_csv),
        RowForm("ndjson", (NDJSON, "application/ndjson", "application/jsonl"), write_ndjson),
    )
}
