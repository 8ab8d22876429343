"""What headings tell: keys for programs, and what a column probably means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from portal.tabular.columns import ColumnType
from portal.text import fold

KEY_CHARS = 60
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("latitude", r"vi do|lat|latitude|toa do y|y wgs84"),
    ("longitude", r"kinh do|long?|lng|longitude|toa do x|x wgs84"),
    ("phone", r".*\b(dien thoai|so dt|sdt|phone|tel|hotline|duong day nong|fax)\b.*"),
    (
        "code",
        r"(ma|ma so|so hieu|ky hieu|code|id|mst|cccd|cmnd)( .*)?|.* (code|id)|"
        r".*\b(can cuoc|dinh danh|so tai khoan)\b.*",
    ),
    ("order", r"stt|so thu tu|tt|thu tu|no|order"),
    ("year", r"nam|year|nam (hoc|thong ke|bao cao|ban hanh|xay dung|hoan thanh|thanh lap)"),
    ("month", r"thang|month"),
    ("percent", r".*(ty le|ti le|phan tram|%|percent|rate).*"),
    ("money", r".*\b(tien|gia|kinh phi|von|chi phi|ngan sach|doanh thu|thu|chi|gia tri|muc thu|dong)\b.*"),
    ("address", r".*\b(dia chi|address)\b.*"),
    ("place", r".*\b(phuong|xa|quan|huyen|dia ban|dia ban hanh chinh|ward|district|noi)\b.*"),
    ("name", r"(ten|ho ten|ho va ten|name)( .*)?"),
    ("link", r".*\b(url|link|lien ket|website|trang web)\b.*"),
)
_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _MEANINGS)
_NUMBERS_ONLY = {"latitude", "longitude", "year", "month", "percent", "money", "order"}
_TEXT_ONLY = {"phone", "address", "place", "name", "link"}


def keys(headings: Sequence[str]) -> tuple[str, ...]:
    """A key for each heading: `[a-z][a-z0-9_]*`, unique, at most 64 characters."""
    found: list[str] = []
    for position, heading in enumerate(headings, start=1):
        slug = re.sub(r"[^a-z0-9]+", "_", fold(heading)).strip("_")[:KEY_CHARS].rstrip("_")
        key = slug if slug[:1].isalpha() else f"cot_{slug or position}"
        found.append(_unused(key, found))
    return tuple(found)


def meaning(heading: str) -> str:
    """The code of what a column of that heading probably holds, whatever its type; empty for no guess."""
    words = " ".join(re.sub(r"[^a-z0-9%]+", " ", fold(heading)).split())
    return next((code for code, pattern in _PATTERNS if pattern.fullmatch(words)), "")


def suited(code: str, type_: ColumnType) -> str:
    """The meaning, if a column of that type can have it."""
    if type_ in (ColumnType.DATE, ColumnType.DATETIME):
        return "date"
    if code in _NUMBERS_ONLY and not type_.is_numeric:
        return ""
    return "" if code in _TEXT_ONLY and type_ != ColumnType.TEXT else code


def stays_text(heading: str) -> bool:
    """Whether values are labels even where they look like numbers: codes, telephone and account numbers."""
    return meaning(heading) in ("code", "phone")


def is_coordinate(heading: str) -> bool:
    """Whether the heading names a latitude or longitude."""
    return meaning(heading) in ("latitude", "longitude")


def _unused(key: str, used: Iterable[str]) -> str:
    taken = set(used)
    unique, number = key, 1
    while unique in taken:
        number += 1
        unique = f"{key}_{number}"
    return unique
