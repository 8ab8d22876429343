"""The field types of time: years, days and spans of days."""

# ruff: noqa: ARG002 - every type takes the same arguments

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from portal.errors import Problem
from portal.i18n import format_date, today
from portal.i18n import gettext as _
from portal.metadata.specification import FieldSpec, Vocabulary
from portal.metadata.texts import FieldType, problem


class Year(FieldType):
    """A calendar year as a number."""

    widget = "year"

    def clean(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip()
            return int(value) if re.fullmatch(r"[0-9]{1,6}", value) else value or None
        return value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        last = today().year + 20
        if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= last:
            return []
        message = _("%(label)s: cần một năm từ 1900 đến %(last)s.", label=spec.label, last=last)
        return [problem(spec, "year", message)]


class Date(FieldType):
    """A day. Typed as day/month/year or ISO; stored as ISO."""

    widget = "date"

    def clean(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return parse_day(value) or value.strip() or None if isinstance(value, str) else value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if is_iso_day(value):
            return []
        message = _("%(label)s: cần dạng ngày/tháng/năm, ví dụ 20/11/2026.", label=spec.label)
        return [problem(spec, "date", message)]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return format_date(date.fromisoformat(value))

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []


def parse_day(text: str) -> str | None:
    """ISO form of `20/11/2026`, `20-11-2026`, `20.11.2026` or `2026-11-20`; None for anything else."""
    text = text.strip()
    day_first = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1])).isoformat()
        return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat() if iso else None
    except ValueError:
        return None


def is_iso_day(value: Any) -> bool:
    """Whether `value` is a stored day."""
    return (
        isinstance(value, str)
        and bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))
        and parse_day(value) == value
    )


class Period(FieldType):
    """A span of days `{"start", "end"}`; either may be absent."""

    widget = "period"

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        return self.clean({k: (form.get(f"{spec.name}.{k}") or [""])[0] for k in ("start", "end")})

    def clean(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value or None
        cleaned = {k: Date().clean(value.get(k)) for k in ("start", "end")}
        return {k: v for k, v in cleaned.items() if v is not None} or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if not isinstance(value, Mapping) or not all(is_iso_day(v) for v in value.values()):
            message = _("%(label)s: cần dạng ngày/tháng/năm, ví dụ 20/11/2026.", label=spec.label)
            return [problem(spec, "date", message)]
        if "start" in value and "end" in value and value["start"] > value["end"]:
            return [problem(spec, "order", _("%(label)s: ngày đầu sau ngày cuối.", label=spec.label))]
        return []

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        start, end = (
            (format_date(date.fromisoformat(value[k])) if k in value else "") for k in ("start", "end")
        )
        if start and end:
            return f"{start} – {end}"
        return _("Từ %(day)s", day=start) if start else _("Đến %(day)s", day=end)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []

    def codes(self, value: Any) -> list[str]:
        return []
