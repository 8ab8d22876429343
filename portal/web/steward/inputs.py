"""The inputs of a form, made from the schema: what each shows, holds and complains about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.catalog.pages import FormPage
from portal.i18n import format_date, pick, today
from portal.metadata.records import as_day
from portal.metadata.specification import FieldSpec, Schemas, Stage
from portal.metadata.types import TYPES, is_iso_day
from portal.text import fold

BLANK_ROWS = 3
"""Empty rows that a table offers, so that one can add rows without JavaScript."""


@dataclass(frozen=True)
class Option:
    """One choice. `words` is what a filter looks through, without accents."""

    value: str
    label: str
    is_chosen: bool
    words: str = ""


@dataclass(frozen=True)
class Input:
    """One field as a template draws it. `text` or `parts` is its value, `rows` the cells of a table."""

    name: str
    id: str
    label: str
    widget: str
    need: Stage | None
    help: str = ""
    good: str = ""
    bad: str = ""
    text: str = ""
    max_length: int = 0
    parts: Mapping[str, str] | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = ()
    columns: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def described_by(self) -> str:
        """The ids of help and error, for `aria-describedby`."""
        parts = [f"{self.id}-help"] if self.help else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)


@dataclass(frozen=True)
class Group:
    """A heading with its inputs."""

    name: str
    label: str
    inputs: tuple[Input, ...]


def groups_of(
    schemas: Schemas, page: FormPage, blank_rows: int = BLANK_ROWS, after: Mapping[str, Input] | None = None
) -> tuple[Group, ...]:
    """The form, heading by heading. `after` are inputs of no schema, by the field they follow."""
    maker, others = _Maker(schemas, page, blank_rows), after or {}
    return tuple(
        Group(g.name, g.label, tuple(i for s in specs for i in (maker.input(s), others.get(s.name)) if i))
        for g, specs in page.groups
    )


def anchor(path: str) -> str:
    """The id of the input that an error path leads to: `data_items.2.name` is `f-data_items-2-name`."""
    return "f-" + path.replace(".", "-")


@dataclass(frozen=True)
class _Maker:
    schemas: Schemas
    page: FormPage
    blank_rows: int

    def input(self, spec: FieldSpec) -> Input:
        value = self.page.values.get(spec.name)
        made = self._plain(spec, spec.name, value)
        if made.widget == "period":
            parts = value if isinstance(value, Mapping) else {}
            shown = {k: _day_text(parts.get(k)) for k in ("start", "end")}
            return replace(made, parts=shown)
        if made.widget == "table":
            rows = tuple(tuple(cells) for cells in self._rows(spec, value))
            return replace(made, rows=rows, columns=tuple(c.label for c in spec.columns))
        return made

    def _plain(self, spec: FieldSpec, path: str, value: Any) -> Input:
        widget = _widget(spec)
        return Input(
            name=path,
            id=anchor(path),
            label=spec.label,
            widget=widget,
            need=spec.required,
            help=pick(spec.help),
            good=pick(spec.good),
            bad=pick(spec.bad),
            text=_text(value, widget),
            max_length=spec.max_length,
            options=tuple(self._options(spec, value)),
            errors=self.page.errors.get(path, ()),
        )

    def _rows(self, spec: FieldSpec, value: Any) -> Iterator[Iterable[Input]]:
        rows = [r for r in value if isinstance(r, Mapping)] if isinstance(value, list) else []
        for number, row in enumerate([*rows, *({} for _ in range(self.blank_rows))]):
            path = f"{spec.name}.{number}"
            cells = [self._plain(c, f"{path}.{c.name}", row.get(c.name)) for c in spec.columns]
            # Repeated per row under one name, as the schema reads tables from a form.
            yield [
                replace(cell, name=f"{spec.name}.{c.name}")
                for cell, c in zip(cells, spec.columns, strict=True)
            ]

    def _options(self, spec: FieldSpec, value: Any) -> Iterator[Option]:
        chosen = {str(v) for v in value} if isinstance(value, list) else {str(value)}
        if vocabulary := self.schemas.vocabularies.get(spec.vocabulary):
            for term in vocabulary:
                if term.is_valid_on(today()) or term.code in chosen:
                    yield Option(term.code, term.label, term.code in chosen)
        for name, label in self.page.references.get(spec.name, {}).items():
            yield Option(name, label, name in chosen, words=fold(label))


def _widget(spec: FieldSpec) -> str:
    widget = TYPES[spec.type].widget
    return "yes_no" if widget == "boolean" and spec.required else widget


def _text(value: Any, widget: str) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if widget == "date":
        return _day_text(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _day_text(value: Any) -> str:
    """A stored day as people type it; anything else as it was typed."""
    if is_iso_day(value):
        day = as_day(value)
        return format_date(day) if day else ""
    return str(value or "")


def to_form(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The inputs that a form with `values` would send: what `from_form` reads back."""
    return [pair for name, value in values.items() for pair in _pairs(name, value)]


def _pairs(name: str, value: Any) -> Sequence[tuple[str, str]]:
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, Mapping):
        return [(f"{name}.{k}", str(v)) for k, v in value.items()]
    if isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        columns = dict.fromkeys(k for row in value for k in row)
        return [(f"{name}.{k}", str(row.get(k, ""))) for row in value for k in columns]
    if isinstance(value, list):
        return [(name, str(v)) for v in value]
    return [(name, str(value))]
