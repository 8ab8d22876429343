"""Why a statement is not run or did not end, in words for whoever wrote it."""

from __future__ import annotations

from portal.errors import Invalid, NotFound, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _


class UnknownTables(NotFound, Invalid):
    """The statement names tables that the public cannot read; `problems` has one for each."""


def refusal(code: str, text: str = "") -> Invalid:
    """The error of a statement; `text` is what DuckDB said, or the name that it is about."""
    return Invalid([Problem("q", code, _words(code, text))])


def too_slow(seconds: int) -> Invalid:
    """The statement was stopped."""
    message = _(
        "Câu lệnh chạy quá %(seconds)s giây nên đã dừng. Hãy lọc bớt dòng hoặc bớt phép nối bảng.",
        seconds=format_number(seconds),
    )
    return Invalid([Problem("q", "deadline", message)])


def too_long(characters: int) -> Invalid:
    """The statement itself is too long."""
    message = _("Câu lệnh dài quá %(n)s ký tự. Hãy viết gọn lại.", n=format_number(characters))
    return Invalid([Problem("q", "too_long", message)])


def unknown_table(name: str) -> Problem:
    """No such table, or none that the public may read: the same words for both."""
    message = _(
        "Không có bảng công khai nào tên “%(name)s”. Dùng mã tệp hoặc tên bộ dữ liệu, đặt trong dấu nháy kép.",
        name=name[:200],
    )
    return Problem("q", "unknown_table", message)


def _words(code: str, text: str) -> str:
    match code:
        case "empty":
            return _("Chưa có câu lệnh. Hãy viết một câu SELECT.")
        case "not_select" | "source":
            return _("Chỉ chạy được câu lệnh SELECT.")
        case "many_statements":
            return _("Mỗi lần chỉ chạy một câu lệnh. Hãy bỏ phần sau dấu chấm phẩy.")
        case "too_deep":
            return _("Câu lệnh lồng nhau quá nhiều tầng. Hãy viết đơn giản hơn.")
        case "qualified":
            return _("Tên bảng không có phần đứng trước dấu chấm: “%(name)s”.", name=text)
        case "function":
            return _("Không dùng được hàm “%(name)s” ở đây.", name=text)
        case "memory":
            return _("Câu lệnh cần quá nhiều bộ nhớ nên đã dừng. Hãy lọc bớt dòng hoặc gộp ít nhóm hơn.")
        case "syntax":
            return _("Câu lệnh sai cú pháp. DuckDB báo: %(text)s", text=text)
        case _:
            return _("Câu lệnh không chạy được. DuckDB báo: %(text)s", text=text)
