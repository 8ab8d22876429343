"""The shapes of `catalog_schemas/*.yaml`: schemas, fields, vocabularies and terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from portal.i18n import pick

Texts = Mapping[str, str]
Stage = Literal["draft", "publication"]


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary. `extra` holds what only its vocabulary has (days, uri, icon, …)."""

    code: str
    labels: Texts
    valid_from: date | None = None
    valid_to: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label in the current language."""
        return pick(self.labels)

    def is_valid_on(self, day: date) -> bool:
        """Whether the term may be chosen anew on `day`."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_to and day > self.valid_to)


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms in its official order."""

    name: str
    labels: Texts
    terms: Mapping[str, Term]

    def label(self, code: str) -> str:
        """The label of `code` in the current language; the code itself where it is unknown."""
        term = self.terms.get(code)
        return term.label if term else code

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())


@dataclass(frozen=True)
class FieldSpec:
    """One field of a record. `required` is the stage from which it must be filled, None for never.

    `stored` is `values` (the record's JSON) or `relation` (a column or link of its own). `facet` is its
    parameter name. `columns` are the columns of a `table` field.
    """

    name: str
    type: str
    labels: Texts
    help: Texts = field(default_factory=dict)
    good: Texts = field(default_factory=dict)
    bad: Texts = field(default_factory=dict)
    group: str = ""
    required: Stage | None = None
    min_length: int = 0
    max_length: int = 0
    vocabulary: str = ""
    of: str = ""
    default: Any = None
    stored: Literal["values", "relation"] = "values"
    search: Literal["title", "name", "keyword", "text"] | None = None
    facet: str | None = None
    list_column: bool = False
    dcat: str | None = None
    columns: tuple[FieldSpec, ...] = ()

    @property
    def label(self) -> str:
        """The label in the current language."""
        return pick(self.labels)

    def is_required_for(self, stage: Stage) -> bool:
        """Whether the field must be filled at `stage`; what a draft needs, a publication needs too."""
        return self.required == "draft" or (stage == "publication" and self.required == "publication")


@dataclass(frozen=True)
class GroupSpec:
    """A heading of the form and of the record's page."""

    name: str
    labels: Texts

    @property
    def label(self) -> str:
        """The label in the current language."""
        return pick(self.labels)


@dataclass(frozen=True)
class RecordSchema:
    """All fields of one kind of record, in order."""

    name: str
    labels: Texts
    groups: tuple[GroupSpec, ...]
    fields: Mapping[str, FieldSpec]
    catalog: str = ""

    @property
    def label(self) -> str:
        """The label in the current language."""
        return pick(self.labels)

    def of_group(self, group: str) -> tuple[FieldSpec, ...]:
        """The fields under one heading."""
        return tuple(f for f in self.fields.values() if f.group == group)

    def stored_in_values(self) -> tuple[FieldSpec, ...]:
        """The fields that live in the record's JSON."""
        return tuple(f for f in self.fields.values() if f.stored == "values")


@dataclass(frozen=True)
class Schemas:
    """Everything read from `catalog_schemas/`."""

    records: Mapping[str, RecordSchema]
    vocabularies: Mapping[str, Vocabulary]

    def for_catalog(self, catalog: str) -> RecordSchema:
        """The schema of the records of `catalog`. Raises `KeyError`."""
        return next(s for s in self.records.values() if s.catalog == catalog)

    @property
    def catalogs(self) -> tuple[str, ...]:
        """Names of the catalogs that have a schema."""
        return tuple(s.catalog for s in self.records.values() if s.catalog)

    def facet_fields(self) -> Mapping[str, FieldSpec]:
        """The field behind each facet that a schema declares, by parameter name."""
        return {f.facet: f for s in self.records.values() for f in s.fields.values() if f.facet}
