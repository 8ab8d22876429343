"""The base of all field types, and the types that hold one text."""

# ruff: noqa: ARG002 - every type takes the same arguments

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.metadata.specification import FieldSpec, Vocabulary
from portal.text import normalize


class FieldType:
    """Base of the types: a single line of text."""

    widget = "text"

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        """The typed value in a submitted form, None when left empty; never raises."""
        return self.clean((form.get(spec.name) or [""])[0])

    def clean(self, value: Any) -> Any:
        """The stored form of `value`, or `value` itself where it makes no sense (`check` will say so)."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return clean_text(value) or None if isinstance(value, str) else value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        """What is wrong with a value that is present."""
        if not isinstance(value, str):
            return [problem(spec, "type", _("%(label)s: cần một đoạn chữ.", label=spec.label))]
        return check_length(spec, value)

    def is_same(self, old: Any, new: Any) -> bool:
        """Whether two values say the same; None for an absent one."""
        return bool(old == new)

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        """The value as one line for people, in the current language."""
        return str(value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        """The texts a search should find the record by: in every language."""
        return [str(value)]

    def codes(self, value: Any) -> list[str]:
        """The values a facet counts."""
        return [str(value)]


def problem(spec: FieldSpec, code: str, message: str) -> Problem:
    return Problem(spec.name, code, message)


def clean_text(value: str) -> str:
    """NFC, modern tone placement, no control characters, Unix line ends, trimmed."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate cannot be stored as UTF-8.
    value = "".join(
        c for c in value if (c >= " " or c in "\n\t") and not "\ud800" <= c <= "\udfff" and c != "\x7f"
    )
    return normalize(value).strip()


def check_length(spec: FieldSpec, value: str) -> list[Problem]:
    """Too short or too long, in the words of the design: how long it is and how long it should be."""
    values = {"label": spec.label, "n": format_number(len(value))}
    if len(value) < spec.min_length:
        message = _(
            "%(label)s có %(n)s ký tự, cần từ %(least)s.", **values, least=format_number(spec.min_length)
        )
        return [problem(spec, "too_short", message)]
    if spec.max_length and len(value) > spec.max_length:
        message = _(
            "%(label)s có %(n)s ký tự, tối đa %(most)s.", **values, most=format_number(spec.max_length)
        )
        return [problem(spec, "too_long", message)]
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
        return [problem(spec, "email", message)]


class Url(Text):
    """An http(s) address."""

    widget = "url"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, str) and is_web_address(value):
            return []
        message = _("%(label)s: cần một địa chỉ bắt đầu bằng http:// hoặc https://.", label=spec.label)
        return [problem(spec, "url", message)]


def is_web_address(value: str) -> bool:
    """Whether `value` is an absolute http or https address with a host and nothing to hide another."""
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


class OrganizationName(Text):
    """The name (slug) of an agency; whether it exists is for the catalog to check."""

    widget = "organization"

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []
