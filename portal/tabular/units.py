"""Units that headings name in brackets: “Diện tích (ha)”, “Kinh phí (triệu đồng)”."""

from __future__ import annotations

import re

from portal.text import fold

_IN_BRACKETS = re.compile(
    r"[(\[]\s*(?:đvt|đơn vị(?: tính)?)?\s*:?\s*([^()\[\]]{1,30}?)\s*[)\]]\s*$", re.IGNORECASE
)
_WORDS = (
    r"%|‰|(?:nghin|ngan|trieu|ty|ti)?\s*(?:dong|vnd|usd)(?:/.+)?|(?:nghin|ngan|trieu)?\s*"
    r"(?:nguoi|ho|luot|luot khach|khach|tan|ta|ha|kwh|mwh|kw|mw|m|m2|m²|m3|m³|km|km2|km²|cm|mm|kg|g|mg|l|lit|"
    r"tuoi|nam|thang|ngay|gio|phut|giay|chiec|cai|cay|con|giuong|lop|cho|diem|ho so|van ban|vu|"
    r"do c|°c|db|dba|ug/m3|µg/m3|μg/m3|mg/m3|mg/l|ppm|km/h)(?:/.+)?"
)
_UNIT = re.compile(_WORDS)


def unit_of(heading: str) -> str:
    """The unit that ends the heading in brackets, as written; empty where there is none or it is no unit."""
    found = _IN_BRACKETS.search(heading)
    return found.group(1) if found and _UNIT.fullmatch(fold(found.group(1))) else ""
