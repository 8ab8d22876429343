"""How things are asked: the arguments in an address or a body."""

from __future__ import annotations

from typing import Any

from portal.api.openapi.shapes import Schema, integer, string
from portal.api.row_forms import FORMS
from portal.i18n import LANGUAGES
from portal.i18n import gettext as _
from portal.tabular.export.formats import EXPORTS
from portal.tabular.query.request import DEFAULT_LIMIT, FUNCTIONS, MAX_LIMIT, OPERATORS

CONDITIONS = ("where", "filters", "q")
QUESTION = ("select", *CONDITIONS, "group_by", "aggregate", "order_by")
PAGE = ("limit", "offset", "cursor")
ALWAYS = ("version", "lang")
SWITCHES = ("raw", "bom")


def arguments() -> dict[str, Schema]:
    """The schema of every argument in the address by its name."""
    return {
        "select": string(_("Các cột cần lấy, cách nhau bằng dấu phẩy."), examples=["ma,ten"]),
        "where": string(
            _("Điều kiện bằng ngôn ngữ biểu thức."), examples=["quan = 'Ba Đình' and so_hoc_sinh > 500"]
        ),
        "q": string(_("Các từ phải có trong dòng, không kể dấu.")),
        "group_by": string(_("Các cột để chia nhóm; cả year(ngày), month(ngày), bin(số, độ rộng).")),
        "aggregate": string(
            _("Các phép tính trên nhóm: %(names)s.", names=", ".join(FUNCTIONS)),
            examples=["count(*),avg(diem)"],
        ),
        "order_by": string(_("Các cột để xếp thứ tự; dấu - đứng trước là giảm dần.")),
        "limit": integer(_("Số dòng của một trang."), minimum=0, maximum=MAX_LIMIT, default=DEFAULT_LIMIT),
        "offset": integer(_("Số dòng bỏ qua trước trang."), minimum=0, default=0),
        "cursor": string(_("cursor của trang trước; thay cho offset.")),
        "version": integer(_("Số của phiên bản; không ghi là bản đang dùng."), minimum=1),
        "lang": string(
            _("Ngôn ngữ của tiêu đề và báo lỗi; không ghi thì theo Accept-Language."), enum=list(LANGUAGES)
        ),
        "format": string(_("Dạng của câu trả lời; không ghi thì theo Accept."), enum=list(FORMS)),
        "raw": string(_("1: không chặn công thức trong CSV và TSV."), enum=["1"]),
        "bom": string(_("1: thêm dấu UTF-8 đầu tệp cho Excel."), enum=["1"]),
        "facet": {
            "type": "array",
            "items": string(),
            "description": _("Các cột cần đếm giá trị; ghi lại tham số này cho mỗi cột."),
        },
        "values": integer(_("Số giá trị của mỗi cột."), minimum=1, maximum=1000, default=20),
        "filters": _filters(),
        "sql": string(
            _("Một câu SELECT trên các bảng công khai."), examples=['SELECT count(*) FROM "truong-hoc"']
        ),
    }


def _filters() -> Schema:
    names = ", ".join(OPERATORS)
    return {
        "type": "object",
        "additionalProperties": string(),
        "description": _("Lọc đơn giản: key__phép=giá trị; các phép: %(names)s.", names=names),
        "examples": [{"quan__exact": "Ba Đình", "so_hoc_sinh__gte": "500"}],
    }


def parameters() -> dict[str, dict[str, Any]]:
    """The parameters by the names under which operations refer to them."""
    in_query = {name: _in_query(_ADDRESSED.get(name, name), schema) for name, schema in arguments().items()}
    in_query["filters"] |= {"style": "form", "explode": True}
    return {
        **in_query,
        "resource_id": _in_path("resource_id", string(_("Mã của tệp, như trong địa chỉ trang của tệp."))),
        "row_id": _in_path("row_id", integer(_("Số của dòng (_id)."), minimum=1)),
        "export_format": _in_path("format", string(_("Dạng tệp."), enum=list(EXPORTS))),
    }


_ADDRESSED = {"values": "limit", "sql": "q"}
"""What a parameter is called in the address where two share a name."""


def _in_query(name: str, schema: Schema) -> dict[str, Any]:
    described = {"name": name, "in": "query", "description": schema.get("description", "")}
    return {**described, "schema": {k: v for k, v in schema.items() if k != "description"}}


def _in_path(name: str, schema: Schema) -> dict[str, Any]:
    return {**_in_query(name, schema), "in": "path", "required": True}


def body(names: tuple[str, ...]) -> dict[str, Any]:
    """A body that asks the same: a form, or a JSON object whose lists repeat an argument."""
    known = arguments()
    properties = {_ADDRESSED.get(name, name): known[name] for name in names if name != "filters"}
    schema = {"type": "object", "properties": properties, "additionalProperties": {}}
    content = {kind: {"schema": schema} for kind in ("application/x-www-form-urlencoded", "application/json")}
    return {"description": _("Cùng các tham số, khi câu hỏi dài."), "content": content}
