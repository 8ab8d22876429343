"""Reads `catalog_schemas/`: refuses unknown keys, types and vocabularies, so that a slip stops the start."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from portal.i18n import LANGUAGES
from portal.metadata.specification import FieldSpec, GroupSpec, RecordSchema, Schemas, Term, Vocabulary
from portal.metadata.types import TYPES


class SchemaError(Exception):
    """A file of `catalog_schemas/` is wrong; the message names file, field and what is accepted."""


def load_schemas(folder: Path) -> Schemas:
    """Read every schema and vocabulary under `folder`. Raises `SchemaError`."""
    if not folder.is_dir():
        raise SchemaError(f"{folder} is not a folder; set PORTAL_SCHEMAS_DIR")
    vocabularies = {v.name: v for v in map(_vocabulary, sorted((folder / "vocabularies").glob("*.yaml")))}
    records = {}
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and "fields" in content:
            schema = _record_schema(path, content, vocabularies)
            records[schema.name] = schema
    return Schemas(records=records, vocabularies=vocabularies)


def _vocabulary(path: Path) -> Vocabulary:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    terms = {}
    for entry in content["terms"]:
        term = _term(path, dict(entry))
        if term.code in terms:
            raise SchemaError(f"{path.name}: the code {term.code} stands twice")
        terms[term.code] = term
    return Vocabulary(name=content["name"], labels=_texts(path, content["label"], content["name"]), terms=terms)


def _term(path: Path, entry: dict[str, Any]) -> Term:
    code = str(entry.pop("code"))
    labels = _texts(path, entry.pop("label"), code)
    valid = {key: _day(path, entry.pop(key)) for key in ("valid_from", "valid_to") if key in entry}
    return Term(code=code, labels=labels, extra=entry, **valid)


def _day(path: Path, value: Any) -> date:
    if not isinstance(value, date):
        raise SchemaError(f"{path.name}: {value!r} is not a day; write it as 2026-11-20")
    return value


def _record_schema(path: Path, content: dict[str, Any], vocabularies: dict[str, Vocabulary]) -> RecordSchema:
    groups = tuple(
        GroupSpec(name=g["name"], labels=_texts(path, g["label"], g["name"])) for g in content.get("groups", [])
    )
    specs = [_field(path, entry, vocabularies) for entry in content["fields"]]
    named = {spec.name: spec for spec in specs}
    if len(named) != len(specs):
        raise SchemaError(f"{path.name}: a field stands twice")
    for spec in specs:
        if spec.group not in {g.name for g in groups}:
            raise SchemaError(f"{path.name}: {spec.name} is in the group {spec.group!r}, which is not declared")
    return RecordSchema(
        name=content["name"],
        labels=_texts(path, content["label"], content["name"]),
        groups=groups,
        fields=named,
        catalog=content.get("catalog", ""),
    )


def _field(path: Path, entry: dict[str, Any], vocabularies: dict[str, Vocabulary]) -> FieldSpec:
    known = {f.name for f in fields(FieldSpec)} - {"labels"} | {"label"}
    where = f"{path.name}: {entry.get('name', '?')}"
    if unknown := set(entry) - known:
        raise SchemaError(f"{where} has the unknown key {sorted(unknown)[0]}; known are {', '.join(sorted(known))}")
    if entry.get("type") not in TYPES:
        raise SchemaError(f"{where} has the unknown type {entry.get('type')}; known are {', '.join(sorted(TYPES))}")
    if entry.get("vocabulary", "") not in {"", *vocabularies}:
        raise SchemaError(f"{where} names the vocabulary {entry['vocabulary']}, which does not exist")
    spec = FieldSpec(
        **{k: v for k, v in entry.items() if k not in ("label", "columns", "facet")},
        labels=_texts(path, entry["label"], entry["name"]),
        columns=tuple(_field(path, column, vocabularies) for column in entry.get("columns", [])),
    )
    facet = entry.get("facet")
    return replace(spec, facet=spec.name if facet is True else facet or None)


def _texts(path: Path, texts: Any, name: str) -> dict[str, str]:
    if not isinstance(texts, dict) or not all(isinstance(texts.get(code), str) for code in LANGUAGES):
        raise SchemaError(f"{path.name}: {name} needs a label in each of {', '.join(LANGUAGES)}")
    return dict(texts)
