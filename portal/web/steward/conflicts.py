"""Two people saved the same record: which fields differ, whose change each is, how the choice comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.catalog.pages import FormPage
from portal.errors import Conflict
from portal.metadata.records import Values, show
from portal.metadata.specification import FieldSpec, RecordSchema, Schemas

SIDE = "side."
"""What precedes a field's name in the inputs that choose a side."""


@dataclass(frozen=True)
class Clash:
    """A field on which the two sides differ. `is_yours` says which side is chosen at first.

    `is_both` marks a field that both changed, or of which that is not known: there somebody has to choose.
    """

    name: str
    label: str
    theirs: str
    yours: str
    is_yours: bool
    is_both: bool


def marks(values: Mapping[str, Any], schema: RecordSchema) -> str:
    """What a form remembers of the values it started from: a short hash per filled field."""
    return ",".join(f"{name}:{_hash(values[name])}" for name in schema.fields if values.get(name) is not None)


def clashes(schemas: Schemas, page: FormPage, clash: Conflict, started: str) -> tuple[Clash, ...]:
    """The fields on which the two sides differ, given the marks that your form `started` from."""
    base = dict(part.split(":", 1) for part in started.split(",") if ":" in part)
    fields = page.schema.fields.values()
    differing = (spec for spec in fields if clash.theirs.get(spec.name) != clash.yours.get(spec.name))
    return tuple(_clash(_Reader(schemas, page), spec, clash, base) for spec in differing)


def _clash(reader: _Reader, spec: FieldSpec, clash: Conflict, base: Mapping[str, str]) -> Clash:
    theirs, yours = clash.theirs.get(spec.name), clash.yours.get(spec.name)
    they_kept = bool(base) and _is_base(base, spec.name, theirs)
    you_kept = bool(base) and _is_base(base, spec.name, yours)
    return Clash(
        name=spec.name,
        label=spec.label,
        theirs=reader.text(spec, theirs),
        yours=reader.text(spec, yours),
        is_yours=not you_kept,
        is_both=not they_kept and not you_kept,
    )


def with_chosen_sides(theirs: Mapping[str, Any], yours: Values, form: Mapping[str, str]) -> Values:
    """Your values, with theirs in the fields where the form says so."""
    chosen = {key[len(SIDE) :] for key, side in form.items() if key.startswith(SIDE) and side == "theirs"}
    merged = {name: value for name, value in yours.items() if name not in chosen}
    return merged | {name: theirs[name] for name in chosen if theirs.get(name) is not None}


def _is_base(base: Mapping[str, str], name: str, value: Any) -> bool:
    return base.get(name, "") == ("" if value is None else _hash(value))


def _hash(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class _Reader:
    schemas: Schemas
    page: FormPage

    def text(self, spec: FieldSpec, value: Any) -> str:
        """What a side holds as people read it; as it was typed where it is no valid value."""
        names = self.page.references.get(spec.name, {})
        if isinstance(value, list) and names:
            return ", ".join(names.get(str(v), str(v)) for v in value)
        try:
            return names.get(value) or show(self.schemas, spec, value)
        except (ValueError, TypeError, AttributeError, KeyError):
            return str(value)
