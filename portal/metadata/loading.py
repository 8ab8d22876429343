"""Reads `catalog_schemas/`: refuses unknown keys, types and vocabularies, so that a slip stops the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from portal.errors import PortalError
from portal.i18n import LANGUAGES
from portal.metadata.specification import FieldSpec, GroupSpec, RecordSchema, Schemas, Term, Vocabulary
from portal.metadata.types import TYPES
from portal.yaml_files import read_yaml

T = TypeVar("T")
KEYS = {f.name for f in fields(FieldSpec)} - {"labels"} | {"label"}
ACCEPTED: dict[str, tuple[Any, ...]] = {
    "required": ("draft", "publication", None),
    "stored": ("values", "relation"),
    "search": ("title", "name", "keyword", "text", None),
    "list_column": (True, False),
}
"""The values of keys that accept only these."""
RESERVED_FACETS = frozenset({"q", "sort", "page", "per_page"})
"""Parameters of the search page that no facet may take."""


class SchemaError(PortalError):
    """A file of `catalog_schemas/` is wrong; the message names file, field and what is accepted."""


def load_schemas(folder: Path) -> Schemas:
    """Read every schema and vocabulary under `folder`. Raises `SchemaError`."""
    if not folder.is_dir():
        raise SchemaError(f"{folder} is not a folder; set PORTAL_SCHEMAS_DIR")
    found = [_read(path, _vocabulary) for path in sorted((folder / "vocabularies").glob("*.yaml"))]
    vocabularies = {v.name: v for v in found}
    records = {}
    for path in sorted(folder.glob("*.yaml")):
        if schema := _read(path, lambda path, content: _record_schema(path, content, vocabularies)):
            records[schema.name] = schema
    return Schemas(records=records, vocabularies=vocabularies)


def _read(path: Path, make: Callable[[Path, dict[str, Any]], T]) -> T:
    try:
        return make(path, read_yaml(path))
    except KeyError as error:
        raise SchemaError(f"{path.name}: an entry lacks the key {error}") from None
    except yaml.YAMLError as error:
        raise SchemaError(f"{path.name} is not YAML: {error}") from None
    except (TypeError, AttributeError, ValueError) as error:
        raise SchemaError(f"{path.name} has another shape than a schema or vocabulary: {error}") from None


def _vocabulary(path: Path, content: dict[str, Any]) -> Vocabulary:
    terms = {}
    for entry in content["terms"]:
        term = _term(path, dict(entry))
        if term.code in terms:
            raise SchemaError(f"{path.name}: the code {term.code} stands twice")
        terms[term.code] = term
    return Vocabulary(
        name=content["name"], labels=_texts(path, content["label"], content["name"]), terms=terms
    )


def _term(path: Path, entry: dict[str, Any]) -> Term:
    code = str(entry.pop("code"))
    labels = _texts(path, entry.pop("label"), code)
    valid = {key: _day(path, entry.pop(key)) for key in ("valid_from", "valid_to") if key in entry}
    return Term(code=code, labels=labels, extra=entry, **valid)


def _day(path: Path, value: Any) -> date:
    if not isinstance(value, date):
        raise SchemaError(f"{path.name}: {value!r} is not a day; write it as 2026-11-20")
    return value


def _record_schema(
    path: Path, content: dict[str, Any], vocabularies: dict[str, Vocabulary]
) -> RecordSchema | None:
    if "fields" not in content:
        return None
    groups = tuple(
        GroupSpec(name=g["name"], labels=_texts(path, g["label"], g["name"]))
        for g in content.get("groups", [])
    )
    specs = [_field(path, entry, vocabularies) for entry in content["fields"]]
    named = {spec.name: spec for spec in specs}
    if len(named) != len(specs):
        raise SchemaError(f"{path.name}: a field stands twice")
    for spec in specs:
        if spec.group not in {g.name for g in groups}:
            raise SchemaError(
                f"{path.name}: {spec.name} is in the group {spec.group!r}, which is not declared"
            )
    return RecordSchema(
        name=content["name"],
        labels=_texts(path, content["label"], content["name"]),
        groups=groups,
        fields=named,
        catalog=content.get("catalog", ""),
    )


def _field(path: Path, entry: dict[str, Any], vocabularies: dict[str, Vocabulary]) -> FieldSpec:
    where = f"{path.name}: {entry.get('name', '?')}"
    _check_entry(where, entry, vocabularies)
    spec = FieldSpec(
        **{k: v for k, v in entry.items() if k not in ("label", "columns", "facet")},
        labels=_texts(path, entry["label"], entry["name"]),
        columns=tuple(_field(path, column, vocabularies) for column in entry.get("columns", [])),
    )
    facet = entry.get("facet")
    spec = replace(spec, facet=spec.name if facet is True else facet or None)
    if spec.facet in RESERVED_FACETS:
        raise SchemaError(f"{where} has the facet {spec.facet}, which is a parameter of every search")
    return spec


def _check_entry(where: str, entry: dict[str, Any], vocabularies: dict[str, Vocabulary]) -> None:
    if unknown := set(entry) - KEYS:
        raise SchemaError(
            f"{where} has the unknown key {sorted(unknown)[0]}; known are {', '.join(sorted(KEYS))}"
        )
    kind = entry.get("type")
    if kind not in TYPES:
        raise SchemaError(f"{where} has the unknown type {kind}; known are {', '.join(sorted(TYPES))}")
    if entry.get("vocabulary", "") not in {"", *vocabularies}:
        raise SchemaError(f"{where} names the vocabulary {entry['vocabulary']}, which does not exist")
    if kind in ("choice", "choices") and not entry.get("vocabulary"):
        raise SchemaError(f"{where} is a {kind} and needs a vocabulary")
    if kind == "table" and not entry.get("columns"):
        raise SchemaError(f"{where} is a table and needs columns")
    for key, accepted in ACCEPTED.items():
        if key in entry and entry[key] not in accepted:
            names = ", ".join(str(value) for value in accepted if value is not None)
            raise SchemaError(f"{where} has {key}: {entry[key]}; accepted are {names}")
    for key in ("min_length", "max_length"):
        if not isinstance(entry.get(key, 0), int) or entry.get(key, 0) < 0:
            raise SchemaError(f"{where} has {key}: {entry[key]}; give a whole number")
    for key in ("help", "good", "bad"):
        if key in entry:
            _texts(Path(where.split(":")[0]), entry[key], f"{entry.get('name')}, {key},")


def _texts(path: Path, texts: Any, name: str) -> dict[str, str]:
    if not isinstance(texts, dict) or not all(isinstance(texts.get(code), str) for code in LANGUAGES):
        raise SchemaError(f"{path.name}: {name} needs a text in each of {', '.join(LANGUAGES)}")
    return dict(texts)
