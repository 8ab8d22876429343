"""The field types with given or repeated values: yes or no, codes, tags, references, tables."""

# ruff: noqa: ARG002 - every type takes the same arguments

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portal.errors import Problem
from portal.i18n import gettext as _
from portal.metadata.specification import FieldSpec, Vocabulary
from portal.metadata.texts import FieldType, Text, clean_text, problem


def _too_many(spec: FieldSpec, most: int) -> Problem:
    return problem(spec, "too_many", _("%(label)s: tối đa %(most)s mục.", label=spec.label, most=most))


class Boolean(FieldType):
    """Yes or no; absent is 'not said'."""

    widget = "boolean"

    def clean(self, value: Any) -> Any:
        return {"true": True, "false": False, "": None}.get(value, value) if isinstance(value, str) else value

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if isinstance(value, bool):
            return []
        return [problem(spec, "boolean", _("%(label)s: chọn Có hoặc Không.", label=spec.label))]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return _("Có") if value else _("Không")

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        return []


class Choice(FieldType):
    """One code of the field's vocabulary."""

    widget = "choice"

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if vocabulary and isinstance(value, str) and value in vocabulary.terms:
            return []
        message = _("%(label)s: chọn một mục trong danh sách.", label=spec.label)
        return [problem(spec, "vocabulary", message)]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return vocabulary.label(value) if vocabulary else str(value)

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        term = vocabulary.terms.get(value) if vocabulary else None
        return list(term.labels.values()) if term else []


class Choices(Choice):
    """Several codes of the field's vocabulary, without repetition."""

    widget = "choices"
    most = 500

    def from_form(self, spec: FieldSpec, form: Mapping[str, Sequence[str]]) -> Any:
        return self.clean(list(form.get(spec.name) or []))

    def clean(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, Sequence):
            return value
        words = [clean_text(v) if isinstance(v, str) else v for v in value]
        # By their text, since not everything in a JSON list can stand in a set: a long list takes no long time.
        return list({repr(word): word for word in words if word != ""}.values()) or None

    def check(self, spec: FieldSpec, value: Any, vocabulary: Vocabulary | None) -> list[Problem]:
        if not isinstance(value, list):
            return super().check(spec, value, vocabulary)
        if len(value) > self.most:
            return [_too_many(spec, self.most)]
        return [p for v in value for p in super(Choices, self).check(spec, v, vocabulary)][:1]

    def is_same(self, old: Any, new: Any) -> bool:
        """The order in which codes were chosen says nothing."""
        if isinstance(old, list) and isinstance(new, list):
            return sorted(map(repr, old)) == sorted(map(repr, new))
        return bool(old == new)

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        order = {code: at for at, code in enumerate(vocabulary.terms)} if vocabulary else {}
        ordered = sorted(value, key=lambda code: order.get(code, len(order)) if isinstance(code, str) else 0)
        labels = [super(Choices, self).show(v, vocabulary) for v in ordered]
        return ("; " if any("," in label for label in labels) else ", ").join(labels)

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
            return [] if len(value) <= self.most else [_too_many(spec, self.most)]
        return [problem(spec, "type", _("%(label)s: mỗi mục tối đa 100 ký tự.", label=spec.label))]

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
            return [] if len(value) <= self.most else [_too_many(spec, self.most)]
        return [problem(spec, "type", _("%(label)s: chọn trong danh sách.", label=spec.label))]

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
            return [problem(spec, "type", _("%(label)s: cần các dòng.", label=spec.label))]
        if len(value) > self.most:
            return [_too_many(spec, self.most)]
        known = {c.name for c in spec.columns}
        return [
            problem(spec, "unknown", _("%(label)s: không có cột “%(name)s”.", label=spec.label, name=name))
            for row in value
            for name in row
            if name not in known
        ][:5]

    def show(self, value: Any, vocabulary: Vocabulary | None) -> str:
        return "; ".join(self.words(value, vocabulary))

    def words(self, value: Any, vocabulary: Vocabulary | None) -> list[str]:
        """Of each row its `name`, or else what it begins with."""
        return [str(row.get("name") or next(iter(row.values()), "")) for row in value]

    def codes(self, value: Any) -> list[str]:
        return []
