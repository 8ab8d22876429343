"""The field types: how each is read from a form or JSON, checked, and shown. One class per type.

A stored value is plain JSON: str, bool, int, list of str, `{"start", "end"}` or a list of rows (dicts).
Days are ISO strings. An empty field is absent: `parse` gives None for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from portal.errors import Problem
from portal.i18n import format_date, format_number, gettext as _, today
from portal.metadata.specification import FieldSpec, Vocabulary
from portal.text import normalize

Raw = Mapping[str, Any]
"""What a form (lists of strings by input name) or a JSON record (any values by field name) holds."""


class FieldType:
    """Base of the types: a single line of text."""

    widget = "text"

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        """The typed value in a submitted form, None when left empty; never raises."""
        return self.clean((form.get(spec.name) or [""])[0])

    def clean(self, value: Any) -> Any:
        """The stored form of `value`, or `value` itself where it cannot be understood (`check` will say so)."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return clean_text(value) or None if isinstance(value, str) else value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        """What is wrong with a value that is present."""
        if not isinstance(value, str):
            return [_problem(spec, "type", _("%(label)s: cần một đoạn chữ.", label=spec.label))]
        return check_length(spec, value)

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        """The value as one line for people, in the current language."""
        return str(value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        """The texts a search should find the record by: in every language."""
        return [str(value)]

    def codes(self, value: Any) -> list[str]:
        """The values a facet counts."""
        return [str(value)]


def _problem(spec: FieldSpec, code: str, message: str) -> Problem:
    return Problem(spec.name, code, message)


def clean_text(value: str) -> str:
    """NFC, modern tone placement, no control characters, Unix line ends, trimmed."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate cannot be stored as UTF-8.
    value = "".join(c for c in value if (c >= " " or c in "\n\t") and not "\ud800" <= c <= "\udfff" and c != "\x7f")
    return normalize(value).strip()


def check_length(spec: FieldSpec, value: str) -> list[Problem]:
    """Too short or too long, in the words of the design: how long it is and how long it should be."""
    values = {"label": spec.label, "n": format_number(len(value))}
    if len(value) < spec.min_length:
        message = _("%(label)s có %(n)s ký tự, cần từ %(least)s.", **values, least=format_number(spec.min_length))
        return [_problem(spec, "too_short", message)]
    if spec.max_length and len(value) > spec.max_length:
        message = _("%(label)s có %(n)s ký tự, tối đa %(most)s.", **values, most=format_number(spec.max_length))
        return [_problem(spec, "too_long", message)]
    return []


class Text(FieldType):
    """One line: line breaks become spaces."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        return " ".join(value.split()) or None if isinstance(value, str) else value


class LongText(FieldType):
    """Several paragraphs, Markdown allowed."""

    widget = "longtext"


class Email(Text):
    """An e-mail address, shape only."""

    widget = "email"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, str) and re.fullmatch(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+", value):
            return []
        message = _("%(label)s: cần dạng ten@coquan.vn.", label=spec.label)
        return [_problem(spec, "email", message)]


class Url(Text):
    """An http(s) address."""

    widget = "url"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, str) and is_web_address(value):
            return []
        message = _("%(label)s: cần một địa chỉ bắt đầu bằng http:// hoặc https://.", label=spec.label)
        return [_problem(spec, "url", message)]


def is_web_address(value: str) -> bool:
    """Whether `value` is an absolute http or https address with a host and nothing that could hide another."""
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and not re.search(r"[\s\\<>\"]", value)
            and (parts.port or 1) > 0
            and len(value) <= 2000
        )
    except ValueError:
        return False


class Boolean(FieldType):
    """Yes or no; absent is 'not said'."""

    widget = "boolean"

    def clean(self, value: Any) -> Any:
        return {"true": True, "false": False, "": None}.get(value, value) if isinstance(value, str) else value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, bool):
            return []
        return [_problem(spec, "boolean", _("%(label)s: chọn Có hoặc Không.", label=spec.label))]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return _("Có") if value else _("Không")

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []


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
        return [_problem(spec, "year", message)]


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
        return [_problem(spec, "date", message)]

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
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and parse_day(value) == value


class Period(FieldType):
    """A span of days `{"start", "end"}`; either may be absent."""

    widget = "period"

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        return self.clean({k: (form.get(f"{spec.name}.{k}") or [""])[0] for k in ("start", "end")})

    def clean(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value or None
        cleaned = {k: TYPES["date"].clean(value.get(k)) for k in ("start", "end")}
        return {k: v for k, v in cleaned.items() if v is not None} or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if not isinstance(value, Mapping) or not all(is_iso_day(v) for v in value.values()):
            message = _("%(label)s: cần dạng ngày/tháng/năm, ví dụ 20/11/2026.", label=spec.label)
            return [_problem(spec, "date", message)]
        if "start" in value and "end" in value and value["start"] > value["end"]:
            return [_problem(spec, "order", _("%(label)s: ngày đầu sau ngày cuối.", label=spec.label))]
        return []

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        start, end = ((format_date(date.fromisoformat(value[k])) if k in value else "") for k in ("start", "end"))
        if start and end:
            return f"{start} – {end}"
        return _("Từ %(day)s", day=start) if start else _("Đến %(day)s", day=end)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []

    def codes(self, value: Any) -> list[str]:
        return []


class Choice(FieldType):
    """One code of the field's vocabulary."""

    widget = "choice"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if vocabulary and isinstance(value, str) and value in vocabulary.terms:
            return []
        message = _("%(label)s: chọn một mục trong danh sách.", label=spec.label)
        return [_problem(spec, "vocabulary", message)]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return vocabulary.label(value) if vocabulary else str(value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        term = vocabulary.terms.get(value) if vocabulary else None
        return list(term.labels.values()) if term else []


class Choices(Choice):
    """Several codes of the field's vocabulary, without repetition."""

    widget = "choices"

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        return self.clean(list(form.get(spec.name) or []))

    def clean(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, Sequence):
            return value
        return list(dict.fromkeys(clean_text(v) if isinstance(v, str) else v for v in value if v != "")) or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if not isinstance(value, list):
            return super().check(spec, value, vocabulary)
        return [p for v in value for p in super(Choices, self).check(spec, v, vocabulary)][:1]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return ", ".join(super(Choices, self).show(v, vocabulary) for v in value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return [word for v in value for word in super(Choices, self).words(v, vocabulary)]

    def codes(self, value: Any) -> list[str]:
        return list(value)


class Tags(FieldType):
    """Free words, typed with commas between them."""

    widget = "tags"
    most = 30

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        return self.clean(", ".join(form.get(spec.name) or []))

    def clean(self, value: Any) -> Any:
        parts = re.split(r"[,;\n]", value) if isinstance(value, str) else value
        if not isinstance(parts, Sequence) or not all(isinstance(p, str) for p in parts):
            return value
        words = [" ".join(clean_text(p).split()) for p in parts]
        return list(dict.fromkeys(w for w in words if w)) or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, list) and all(isinstance(v, str) and len(v) <= 100 for v in value):
            if len(value) <= self.most:
                return []
            message = _("%(label)s: tối đa %(most)s mục.", label=spec.label, most=self.most)
            return [_problem(spec, "too_many", message)]
        return [_problem(spec, "type", _("%(label)s: mỗi mục tối đa 100 ký tự.", label=spec.label))]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return ", ".join(value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return list(value)

    def codes(self, value: Any) -> list[str]:
        return list(value)


class Reference(Choices):
    """Names of other records; whether they exist is for the catalog to check."""

    widget = "datasets"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return []
        return [_problem(spec, "type", _("%(label)s: chọn trong danh sách.", label=spec.label))]

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []


class OrganizationName(Text):
    """The name (slug) of an agency; whether it exists is for the catalog to check."""

    widget = "organization"

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []


class Table(FieldType):
    """A list of rows with the field's `columns`; empty rows vanish."""

    widget = "table"
    most = 500

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        columns = [form.get(f"{spec.name}.{c.name}") or [] for c in spec.columns]
        names = [c.name for c in spec.columns]
        height = min(max(map(len, columns), default=0), self.most + 1)
        return self.clean(
            [{n: c[i] for n, c in zip(names, columns, strict=True) if i < len(c)} for i in range(height)]
        )

    def clean(self, value: Any) -> Any:
        if not isinstance(value, Sequence) or not all(isinstance(row, Mapping) for row in value):
            return value or None
        rows = [{k: Text().clean(v) for k, v in row.items()} for row in value]
        return [{k: v for k, v in row.items() if v is not None} for row in rows if any(row.values())] or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            return [_problem(spec, "type", _("%(label)s: cần các dòng.", label=spec.label))]
        if len(value) > self.most:
            return [_problem(spec, "too_many", _("%(label)s: tối đa %(most)s mục.", label=spec.label, most=self.most))]
        known = {c.name for c in spec.columns}
        return [
            _problem(spec, "unknown", _("%(label)s: không có cột “%(name)s”.", label=spec.label, name=name))
            for row in value
            for name in set(row) - known
        ][:5]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return "; ".join(str(row.get("name", "")) for row in value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return [str(row["name"]) for row in value if row.get("name")]

    def codes(self, value: Any) -> list[str]:
        return []


TYPES: dict[str, FieldType] = {
    "text": Text(),
    "longtext": LongText(),
    "email": Email(),
    "url": Url(),
    "boolean": Boolean(),
    "year": Year(),
    "date": Date(),
    "period": Period(),
    "choice": Choice(),
    "choices": Choices(),
    "tags": Tags(),
    "datasets": Reference(),
    "organization": OrganizationName(),
    "table": Table(),
}
Shower = Callable[[Any], str]
