"""The forms in which the answer to a statement goes out. None of them loses a digit on the way."""

from __future__ import annotations

import csv
import io
import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain

from flask import Response

from portal.catalog.pages.sql import SqlAnswer
from portal.http.responses import CSV, attachment
from portal.tabular.export.guard import guard_formula
from portal.tabular.export.plan import ExportOptions
from portal.tabular.sql.result import SqlResult

NDJSON = "application/x-ndjson"


@dataclass(frozen=True)
class Form:
    """A form, what Accept calls it, and who makes it."""

    media_type: str
    response: Callable[[SqlAnswer, ExportOptions], Response]


def as_json(found: SqlAnswer, _options: ExportOptions) -> Response:
    """Columns, and rows as arrays; they go out as they came from the worker, nothing takes them apart."""
    result = found.result
    head = {
        "columns": [asdict(column) for column in result.columns],
        "row_count": result.row_count,
        "truncated": result.is_cut,
        "elapsed_ms": result.elapsed_ms,
        "tables": {opened.table.alias: opened.table.id for opened in found.tables},
    }
    text = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text[:-1] + b', "rows": ' + result.rows_json + b"}", mimetype="application/json")


def as_ndjson(found: SqlAnswer, _options: ExportOptions) -> Response:
    """An object per line. Of columns that share a name all but the first get a number: `a`, `a_2`."""
    names = [json.dumps(name, ensure_ascii=False) for name in unique_names(found.result)]
    lines = (
        "{" + ",".join(f"{name}:{text}" for name, text in zip(names, row, strict=True)) + "}\n"
        for row in found.result.texts()
    )
    return Response("".join(lines).encode("utf-8", "replace"), content_type=NDJSON)


def as_csv(found: SqlAnswer, options: ExportOptions) -> Response:
    """Lines for a spreadsheet, which runs none of them unless they are asked for raw."""
    names = [column.name for column in found.result.columns]
    guard = str if options.is_raw else guard_formula
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(
        [guard(cell) for cell in row] for row in chain([names], _cells(found.result))
    )
    mark = BOM_UTF8 if options.has_mark else b""
    return attachment(
        Response(mark + lines.getvalue().encode("utf-8", "replace"), content_type=CSV), "sql.csv"
    )


def unique_names(result: SqlResult) -> list[str]:
    """The names of the columns, each once."""
    names: dict[str, None] = {}
    for column in result.columns:
        name, number = column.name, 1
        while name in names:
            number += 1
            name = f"{column.name}_{number}"
        names[name] = None
    return list(names)


def _cells(result: SqlResult) -> Iterator[list[str]]:
    for row in result.texts():
        yield [_cell(text) for text in row]


def _cell(text: str) -> str:
    if text.startswith('"'):
        return str(json.loads(text))
    return "" if text == "null" else text


FORMS = {
    "json": Form("application/json", as_json),
    "csv": Form("text/csv", as_csv),
    "ndjson": Form(NDJSON, as_ndjson),
}
