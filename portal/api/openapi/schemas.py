"""What comes back."""

from __future__ import annotations

from portal.api.openapi.shapes import Schema, array, integer, members, nullable, reference, string, url
from portal.i18n import gettext as _
from portal.tabular.columns import ColumnType


def schemas() -> dict[str, Schema]:
    """The parts of answers by their names."""
    return {
        "Problem": _problem(),
        "Resource": _resource(),
        "Column": _column(),
        "Row": _row(),
        "Table": _table(),
        "Rows": _rows(),
        "SingleRow": _answer(
            {
                "columns": array(reference("schemas", "Column")),
                "row": reference("schemas", "Row"),
                "permalink": url(),
            }
        ),
        "Columns": _answer({"columns": array(_described_column()), "permalink": url()}),
        "Profile": _answer({"row_count": integer(), "columns": array(_profile()), "permalink": url()}),
        "Facets": _answer({"facets": array(_facet())}),
        "SqlResult": _sql_result(),
    }


def _answer(more: dict[str, Schema]) -> Schema:
    version = integer(_("Số của phiên bản mà câu trả lời lấy từ đó."))
    return members({"resource": reference("schemas", "Resource"), "version": version, **more})


def _problem() -> Schema:
    error = members(
        {
            "path": string(_("Tên của tham số.")),
            "code": string(_("Mã lỗi, không đổi theo ngôn ngữ.")),
            "message": string(),
            "position": integer(_("Ký tự, tính từ 1, nơi tham số bắt đầu sai.")),
        },
        "position",
    )
    return members(
        {
            "type": string(),
            "title": string(),
            "status": integer(),
            "detail": string(),
            "errors": array(error),
            "incident": string(_("Mã để hỏi người vận hành.")),
        },
        *("errors", "incident"),
        description="RFC 9457",
    )


def _resource() -> Schema:
    dataset = members({"name": string(), "title": string(), "url": url()})
    return members({"id": string(), "title": string(), "url": url(), "dataset": dataset})


def _column() -> Schema:
    return members(
        {
            "key": string(_("Tên của cột trong API và SQL.")),
            "name": string(_("Tiêu đề của cột trong tệp.")),
            "type": string(enum=[str(each) for each in ColumnType]),
            "semantic": string(_("Ý nghĩa của giá trị: mã, nơi, ngày, tiền…")),
        },
        "semantic",
    )


def _described_column() -> Schema:
    known = _column()["properties"]
    words = {name: string() for name in ("label", "description", "unit", "format", "example")}
    return members({**known, **words})


def _row() -> Schema:
    return {
        "type": "object",
        "properties": {"_id": integer(_("Số của dòng trong tệp, từ 1; nhóm thì không có."))},
        "additionalProperties": {},
        "description": _("Giá trị theo key của cột; ô trống là null, ngày theo ISO 8601."),
    }


def _table() -> Schema:
    links = {part: url() for part in ("rows", "columns", "profile", "facets")}
    exports = {"type": "object", "additionalProperties": url()}
    return _answer(
        {
            "row_count": integer(),
            "column_count": integer(),
            "modified": string(format="date-time"),
            "links": members({**links, "exports": exports}),
            "permalink": url(),
        }
    )


def _rows() -> Schema:
    return _answer(
        {
            "total": integer(_("Số dòng (hoặc nhóm) thỏa câu hỏi, đếm chính xác.")),
            "limit": integer(),
            "offset": integer(),
            "columns": array(reference("schemas", "Column")),
            "rows": array(reference("schemas", "Row")),
            "cursor": nullable(string(_("Gửi lại trong cursor để lấy trang sau."))),
            "next": nullable(url(_("Trang sau."))),
            "permalink": url(_("Địa chỉ của đúng câu trả lời này, để trích dẫn.")),
        }
    )


def _profile() -> Schema:
    bar = members({"low": {}, "high": {}, "count": integer()})
    number = nullable({"type": "number"})
    return members(
        {
            **{name: string() for name in ("name", "type", "key")},
            **{name: integer() for name in ("filled", "empty", "distinct")},
            "is_approximate": {"type": "boolean"},
            "least": {},
            "most": {},
            "mean": number,
            "median": number,
            "bins": array(bar),
            "top": array(_counted()),
            "longest_chars": nullable(integer()),
        }
    )


def _counted() -> Schema:
    return members({"value": string(), "count": integer()})


def _facet() -> Schema:
    return members({"key": string(), "name": string(), "type": string(), "values": array(_counted())})


def _sql_result() -> Schema:
    return members(
        {
            "columns": array(members({"name": string(), "type": string()})),
            "row_count": integer(),
            "truncated": {"type": "boolean", "description": _("Còn dòng nữa nhưng đã cắt bớt.")},
            "elapsed_ms": {"type": "number"},
            "tables": {"type": "object", "additionalProperties": string()},
            "rows": array(array({})),
        }
    )
