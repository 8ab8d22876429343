"""Reads, checks and shows whole records by their schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.errors import Problem
from portal.i18n import gettext as _
from portal.i18n import today
from portal.metadata.specification import FieldSpec, RecordSchema, Schemas, Stage
from portal.metadata.types import TYPES

Values = dict[str, Any]


def from_form(schema: RecordSchema, form: Mapping[str, Sequence[str]]) -> Values:
    """The values of a submitted form; fields left empty are absent, unknown inputs are ignored."""
    found = {f.name: TYPES[f.type].from_form(f, form) for f in schema.fields.values()}
    return {name: value for name, value in found.items() if value is not None}


def from_json(schema: RecordSchema, record: Mapping[str, Any]) -> Values:
    """The values of a JSON record, cleaned; keys that are no field are left out (see `unknown_keys`)."""
    found = {f.name: TYPES[f.type].clean(record[f.name]) for f in schema.fields.values() if f.name in record}
    return {name: value for name, value in found.items() if value is not None}


def unknown_keys(schema: RecordSchema, record: Mapping[str, Any], also: frozenset[str]) -> list[Problem]:
    """A problem for each key that is neither a field nor in `also`."""
    return [
        Problem(str(key), "unknown", _("Không có trường “%(name)s”.", name=key))
        for key in record
        if key not in schema.fields and key not in also
    ]


def defaults(schema: RecordSchema) -> Values:
    """What a new form starts with."""
    return {f.name: f.default for f in schema.fields.values() if f.default is not None}


def check(
    schemas: Schemas,
    schema: RecordSchema,
    values: Mapping[str, Any],
    stage: Stage,
    *,
    before: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Everything wrong with `values` at `stage`, in the order of the fields.

    Length limits below the minimum only count for a publication. Terms no longer valid are refused unless the
    record already had them (`before`).
    """
    problems: list[Problem] = []
    for spec in schema.fields.values():
        problems += _check_field(schemas, spec, values.get(spec.name), stage)
        problems += _check_validity(schemas, spec, values.get(spec.name), (before or {}).get(spec.name))
    return problems


def _check_field(schemas: Schemas, spec: FieldSpec, value: Any, stage: Stage) -> list[Problem]:
    if value is None or value == "" or value == []:
        if spec.is_required_for(stage):
            return [Problem(spec.name, "required", _("%(label)s: chưa điền.", label=spec.label))]
        return []
    found = TYPES[spec.type].check(spec, value, schemas.vocabularies.get(spec.vocabulary))
    if stage == "draft" and spec.required != "draft":
        found = [p for p in found if p.code != "too_short"]
    if spec.type == "table" and not found:
        found = _check_rows(schemas, spec, value, stage)
    return found


def _check_rows(schemas: Schemas, spec: FieldSpec, rows: list[dict[str, Any]], stage: Stage) -> list[Problem]:
    problems = []
    for number, row in enumerate(rows, 1):
        for column in spec.columns:
            for problem in _check_field(schemas, column, row.get(column.name), stage):
                message = _("Dòng %(n)s: %(message)s", n=number, message=problem.message)
                problems.append(Problem(f"{spec.name}.{number - 1}.{column.name}", problem.code, message))
    return problems


def _check_validity(schemas: Schemas, spec: FieldSpec, value: Any, before: Any) -> list[Problem]:
    vocabulary = schemas.vocabularies.get(spec.vocabulary)
    if vocabulary is None or spec.type not in ("choice", "choices") or value is None:
        return []
    kept = _as_list(before)
    return [
        Problem(spec.name, "expired", _("“%(term)s” không còn hiệu lực, hãy chọn mục khác.", term=term.label))
        for code in _as_list(value)
        if isinstance(code, str)
        and (term := vocabulary.terms.get(code))
        and code not in kept
        and not term.is_valid_on(today())
    ]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def show(schemas: Schemas, spec: FieldSpec, value: Any) -> str:
    """One value as a line for people, in the current language; empty for an absent one.

    A value stored when the field was of another type is shown as it is.
    """
    if value is None:
        return ""
    try:
        return TYPES[spec.type].show(value, schemas.vocabularies.get(spec.vocabulary))
    except (ValueError, TypeError, AttributeError):
        return str(value)


def search_words(schemas: Schemas, schema: RecordSchema, values: Mapping[str, Any], weight: str) -> list[str]:
    """The texts of all fields of one search weight (`keyword`, `text`, …)."""
    return [
        word
        for f in schema.fields.values()
        if f.search == weight and values.get(f.name) is not None
        for word in TYPES[f.type].words(values[f.name], schemas.vocabularies.get(f.vocabulary))
    ]


def facet_codes(schema: RecordSchema, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The codes of every facet field, by facet name."""
    return {
        f.facet: tuple(TYPES[f.type].codes(values[f.name]))
        for f in schema.fields.values()
        if f.facet and values.get(f.name) is not None
    }


def differences(
    schema: RecordSchema, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """The fields that differ: name to (old, new), in the order of the schema."""
    return {
        name: (before.get(name), after.get(name))
        for name, spec in schema.fields.items()
        if not TYPES[spec.type].is_same(before.get(name), after.get(name))
    }


def as_day(value: str | None) -> date | None:
    """A stored day as a date."""
    return date.fromisoformat(value) if value else None
