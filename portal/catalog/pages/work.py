"""What stewards see: forms and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.catalog.pages.cards import Card, Link
from portal.catalog.pages.records import DatasetPage
from portal.metadata.specification import FieldSpec, GroupSpec, RecordSchema


@dataclass(frozen=True)
class FormPage:
    """The form of a record or resource. `values` are what was typed or stored; `errors` by field path.

    `missing` is the checklist of what publication still needs: field label, path, message.
    `references` are the choices of `datasets` and `organization` fields: name to label.
    """

    schema: RecordSchema
    groups: tuple[tuple[GroupSpec, tuple[FieldSpec, ...]], ...]
    values: Mapping[str, Any]
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[tuple[str, str, str], ...] = ()
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: int = 0
    plan_reason: str = ""
    page: DatasetPage | None = None


@dataclass(frozen=True)
class DeskLine:
    """One record on the steward's desk, with what waits."""

    card: Card
    task: str
    tone: str
    may_edit: bool = False
    is_under_review: bool = False


@dataclass(frozen=True)
class DeskPage:
    """The steward's desk: records of the agencies the identity works for."""

    organizations: tuple[Link, ...]
    lines: tuple[DeskLine, ...]
    total: int
    page: int
    counts: Mapping[str, int]
    calendar: tuple[tuple[date, str, Link], ...]
    filter: str = ""
    text: str = ""
    may_approve: bool = False
