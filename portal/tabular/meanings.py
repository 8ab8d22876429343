"""What a column may hold beside its type: the vocabulary of `Column.semantic`, for guesses and for stewards."""

from __future__ import annotations

from collections.abc import Callable

from portal.i18n import gettext as _

MEANINGS: dict[str, Callable[[], str]] = {
    "code": lambda: _("mã, số hiệu"),
    "name": lambda: _("tên"),
    "place": lambda: _("địa bàn"),
    "address": lambda: _("địa chỉ"),
    "latitude": lambda: _("vĩ độ"),
    "longitude": lambda: _("kinh độ"),
    "date": lambda: _("ngày"),
    "year": lambda: _("năm"),
    "month": lambda: _("tháng"),
    "money": lambda: _("số tiền"),
    "percent": lambda: _("tỷ lệ phần trăm"),
    "phone": lambda: _("số điện thoại"),
    "link": lambda: _("địa chỉ trang mạng"),
    "order": lambda: _("số thứ tự"),
}
"""Each meaning by its code, in words, in the order in which forms list them."""
