"""The whole document."""

from __future__ import annotations

from typing import Any

from portal.api.addresses import api_url
from portal.api.openapi.parameters import parameters
from portal.api.openapi.paths import paths
from portal.api.openapi.schemas import schemas
from portal.api.openapi.shapes import reference, string
from portal.http.context import portal
from portal.i18n import gettext as _
from portal.i18n import language


def document() -> dict[str, Any]:
    """The description of the API in the language of the request (OpenAPI 3.1)."""
    settings = portal().ports.settings
    contact = {"name": settings.operator_en if language() == "en" else settings.operator_vi}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("API của Cổng dữ liệu"),
            "version": "1",
            "description": _("Hỏi các bảng công khai, không cần khóa. Lỗi là tài liệu theo RFC 9457."),
            "contact": contact | ({"email": settings.contact_email} if settings.contact_email else {}),
        },
        "servers": [{"url": api_url("")}],
        "paths": paths(),
        "components": {"parameters": parameters(), "schemas": schemas(), "responses": _responses()},
    }


def _responses() -> dict[str, Any]:
    words = {
        "BadRequest": _("Thân yêu cầu không đọc được."),
        "NotFound": _("Không có, hoặc không công khai."),
        "Gone": _("Đã được rút; trang của bộ dữ liệu nói rõ vì sao."),
        "TooLarge": _("Câu hỏi quá dài."),
        "BadType": _("Kiểu nội dung của thân yêu cầu không được nhận."),
        "Invalid": _("Tham số sai; errors nêu chỗ sai."),
        "TooMany": _("Hỏi quá nhiều trong một phút."),
        "Unavailable": _("Bảng đang được đọc, hoặc máy chủ đang bận."),
    }
    content = {"application/problem+json": {"schema": reference("schemas", "Problem")}}
    made: dict[str, Any] = {name: {"description": text, "content": content} for name, text in words.items()}
    for name in ("TooMany", "Unavailable"):
        made[name]["headers"] = {"Retry-After": {"schema": string()}}
    return made
