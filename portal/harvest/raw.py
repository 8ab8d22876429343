"""Values as other catalogues write them, read without ever raising: texts, lists, days, spans of days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from typing import Any

from portal.metadata.days import is_iso_day, parse_day
from portal.metadata.texts import clean_text

LONGEST_WORD = 2000
MOST_ITEMS = 1000
TEXT_KEYS = ("@value", "vi", "en", "prefLabel", "title", "label", "name", "fn", "value", "@id")
"""Where an object keeps its text: JSON-LD and language maps first."""


def plain(raw: Any, language: str = "") -> str:
    """The text in `raw`: a string, a number, an object or list that holds one; empty for anything else.

    With a `language` only a text in that language counts.
    """
    if isinstance(raw, str):
        return "" if language else raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return "" if language else str(raw)
    if isinstance(raw, Mapping):
        if language and "@language" in raw:
            return plain(raw.get("@value")) if raw["@language"] == language else ""
        keys = (language,) if language else TEXT_KEYS
        return next((text for k in keys if (text := _inner(raw.get(k)))), "")
    if isinstance(raw, Sequence):
        return next((text for item in raw[:MOST_ITEMS] if (text := _of_item(item, language))), "")
    return ""


def _of_item(item: Any, language: str) -> str:
    return plain(item, language) if isinstance(item, str | int | float | Mapping) else ""


def _inner(raw: Any) -> str:
    """The text of a member, at most one level deeper."""
    if isinstance(raw, Mapping):
        return next((v for k in TEXT_KEYS if isinstance(v := raw.get(k), str) and v), "")
    return plain(raw) if isinstance(raw, str | int | float) else ""


def line(raw: Any, language: str = "") -> str:
    """`plain` as one clean line."""
    return " ".join(clean_text(plain(raw, language)[:LONGEST_WORD]).split())


def many(raw: Any) -> list[Any]:
    """The items of a list, of a text with commas, or the one thing itself."""
    if isinstance(raw, str):
        text = raw.strip()
        if text.startswith("{") and text.endswith("}"):
            # What CKAN makes of a PostgreSQL array.
            text = text[1:-1].replace('"', "")
        return [part.strip() for part in re.split(r"[,;\n]", text[:100_000]) if part.strip()][:MOST_ITEMS]
    if isinstance(raw, Sequence):
        return list(raw[:MOST_ITEMS])
    return [] if raw is None else [raw]


def is_empty(raw: Any) -> bool:
    """Whether there is nothing that could be lost."""
    return raw is None or raw is False or raw in ("", [], {}) or (isinstance(raw, str) and not raw.strip())


def day(raw: Any, *, is_end: bool = False) -> str | None:
    """The ISO day that `raw` begins with; of a year or month the first day, or the last with `is_end`."""
    text = plain(raw).strip()[:60]
    if found := parse_day(text):
        return found
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d/])", text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or (12 if is_end else 1))
    if not (year >= 1 and 1 <= month <= 12):
        return None
    last = calendar.monthrange(year, month)[1] if is_end else 1
    found = f"{year:04d}-{month:02d}-{int(match[3] or last):02d}"
    return found if is_iso_day(found) else None


def span(raw: Any) -> dict[str, str]:
    """`start` and `end` of a period: an object, a list of them, `2020/2024`, `2020 to 2024` or one year."""
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        raw = next((item for item in raw if not is_empty(item)), None)
    if isinstance(raw, Mapping):
        start = next((raw[k] for k in ("startDate", "dcat:startDate", "start") if k in raw), None)
        end = next((raw[k] for k in ("endDate", "dcat:endDate", "end") if k in raw), None)
    else:
        text = plain(raw).strip()[:120]
        parts = re.split(
            r"\s*/\s*|\s+(?:to|until|-|–|—|đến|tới)\s+|(?<=^\d{4})\s*[-–]\s*(?=\d{4}$)", text, maxsplit=1
        )
        start, end = parts[0], parts[-1]
    found = {"start": day(start), "end": day(end, is_end=True)}
    return {k: v for k, v in found.items() if v}
