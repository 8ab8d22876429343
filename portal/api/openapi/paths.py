"""What can be asked: one entry per route."""

from __future__ import annotations

from typing import Any

from portal.api.openapi.parameters import ALWAYS, CONDITIONS, PAGE, QUESTION, SWITCHES, body
from portal.api.openapi.shapes import Schema, array, reference, string
from portal.api.row_forms import FORMS
from portal.i18n import gettext as _
from portal.tabular.export.formats import EXPORTS

ERRORS = {
    "404": "NotFound",
    "410": "Gone",
    "413": "TooLarge",
    "422": "Invalid",
    "429": "TooMany",
    "503": "Unavailable",
}
"""What may go wrong with every question about a resource."""


def paths() -> dict[str, dict[str, Any]]:
    """Path templates below /api/v1, their operations and summaries."""
    resource = "/resources/{resource_id}"
    return {
        "/": _path(_get(_("Những gì hỏi được ở đây"), (), _json({"type": "object"}))),
        "/openapi.json": _path(_get(_("Tài liệu này"), (), _json({"type": "object"}))),
        resource: _of_table(_("Bảng có bao nhiêu dòng, các phần của bảng ở đâu"), (), "Table"),
        f"{resource}/columns": _of_table(_("Các cột và từ điển dữ liệu"), (), "Columns"),
        f"{resource}/profile": _of_table(_("Cột đầy đến đâu, có những giá trị nào"), (), "Profile"),
        f"{resource}/rows": _asked(
            _("Các dòng hoặc nhóm thỏa câu hỏi"), (*QUESTION, *PAGE, "format", *SWITCHES), _row_forms()
        ),
        f"{resource}/rows/{{row_id}}": _of_table(_("Một dòng"), ("row_id",), "SingleRow"),
        f"{resource}/facets": _asked(
            _("Các giá trị hay gặp của từng cột, bỏ qua điều kiện trên chính cột đó"),
            ("facet", "values", *CONDITIONS),
            _json(reference("schemas", "Facets")),
        ),
        f"{resource}/export.{{format}}": _asked(
            _("Tệp chứa cả bảng, hoặc mọi dòng thỏa câu hỏi"),
            ("export_format", *QUESTION, *SWITCHES),
            {kind.media_type: {"schema": {}} for kind in EXPORTS.values()},
        ),
        "/sql": _sql(),
    }


def _path(get: dict[str, Any], post: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"get": get} | ({"post": post} if post else {})


def _of_table(summary: str, names: tuple[str, ...], schema: str) -> dict[str, Any]:
    return _path(_get(summary, ("resource_id", *names, *ALWAYS), _json(reference("schemas", schema)), ERRORS))


def _asked(summary: str, names: tuple[str, ...], content: dict[str, Any]) -> dict[str, Any]:
    """A question that may come in the address or in a body."""
    in_path = ("resource_id", *(name for name in names if name == "export_format"))
    in_query = (*(name for name in names if name not in in_path), *ALWAYS)
    get = _get(summary, (*in_path, *in_query), content, ERRORS)
    post = {
        **_get(summary, in_path, content, ERRORS | {"400": "BadRequest", "415": "BadType"}),
        "requestBody": body(in_query),
    }
    del post["responses"]["304"]
    return _path(get, post)


def _sql() -> dict[str, Any]:
    content = {**_row_forms(), "application/json": {"schema": reference("schemas", "SqlResult")}}
    summary, errors = (
        _("SQL chỉ đọc trên các bảng công khai"),
        {k: ERRORS[k] for k in ("404", "422", "429", "503")},
    )
    get = _get(summary, ("sql", "format", *SWITCHES, "lang"), content, errors)
    post = {**_get(summary, ("format", *SWITCHES, "lang"), content, errors), "requestBody": body(("sql",))}
    post["requestBody"]["content"]["text/plain"] = {"schema": string()}
    for operation in (get, post):
        del operation["responses"]["304"]
    return _path(get, post)


def _get(
    summary: str, names: tuple[str, ...], content: dict[str, Any], errors: dict[str, str] | None = None
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": _("Câu trả lời"), "content": content}}
    if errors:
        responses["304"] = {"description": _("Chưa có gì thay đổi.")}
        responses |= {status: reference("responses", name) for status, name in errors.items()}
    return {
        "summary": summary,
        "parameters": [reference("parameters", name) for name in names],
        "responses": responses,
    }


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _row_forms() -> dict[str, Any]:
    schemas = {
        "json": reference("schemas", "Rows"),
        "csv": string(),
        "ndjson": array(reference("schemas", "Row")),
    }
    return {form.media_types[0]: {"schema": schemas[code]} for code, form in FORMS.items()}
