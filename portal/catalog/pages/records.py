"""The pages of one record and of one of its resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.catalog.pages.cards import Card, Link
from portal.catalog.promise import Promise, PublicState
from portal.metadata.specification import FieldSpec, RecordSchema, Term
from portal.model import ReviewState


@dataclass(frozen=True)
class ShownField:
    """A filled field of a record: its specification, stored value and the value as text."""

    spec: FieldSpec
    value: Any
    text: str


@dataclass(frozen=True)
class VersionLine:
    """One upload of a resource. Size and hash are those of an original that may be had."""

    id: str
    number: int
    created_at: datetime
    size_bytes: int | None
    filename: str
    sha256: str
    note: str
    is_current: bool


@dataclass(frozen=True)
class DownloadLink:
    """One way to download a resource. `format` is the `?format=` code, empty for the original."""

    format: str
    label: str
    hint: str


@dataclass(frozen=True)
class ResourceCard:
    """A file, link or API on its dataset's page.

    `table_number` is the number of an older version whose table serves while the newest has none. `exposure` is
    what of the newest version may be public. `ingest_percent` and `ingest_problem` tell how reading its table goes.
    """

    id: str
    dataset_name: str
    label: str
    description: str
    kind: str
    format: Term | None
    url: str | None
    filename: str
    size_bytes: int
    row_count: int | None
    column_count: int | None
    data_date: date | None
    updated_at: datetime
    sha256: str
    ingest_state: str
    downloads: tuple[DownloadLink, ...] = ()
    table_number: int | None = None
    exposure: str = "open"
    ingest_percent: int = 0
    ingest_problem: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the data lies elsewhere."""
        return self.url is not None


@dataclass(frozen=True)
class HistoryLine:
    """One entry of a record's history. `who` is an account name, shown to those who may edit only.

    `details` are changed fields: label, old text, new text.
    """

    at: datetime
    action: str
    text: str
    comment: str = ""
    is_bad: bool = False
    who: str = ""
    details: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ReviewNote:
    """The open submission of a record: what is asked for, by whom, and what the approver said so far."""

    id: str
    state: ReviewState
    act: str
    publish_on: date | None
    comment: str
    submitted_by: str
    submitted_at: datetime
    answer: str
    decided_by: str
    decided_at: datetime | None
    may_decide: bool
    may_take_back: bool

    @property
    def is_waiting(self) -> bool:
        """Whether the record stays as it is until somebody decides, or its day comes."""
        return self.state is not ReviewState.CHANGES_ASKED


@dataclass(frozen=True)
class CopyNote:
    """The working copy of a public record: label, public value and new value of each field that differs."""

    saved_by: str
    saved_at: datetime
    changes: tuple[tuple[str, str, str], ...]
    plan_reason: str


@dataclass(frozen=True)
class DatasetPage:
    """What the page of a record shows. `fields` are the filled ones in order, without the leading ones."""

    id: str
    name: str
    label: str
    schema: RecordSchema
    catalog: str
    organization: Link
    state: PublicState
    access_level: Term | None
    licence: Term | None
    lead: str
    description_html: str
    themes: tuple[Term, ...]
    tags: tuple[str, ...]
    promise: Promise
    fields: tuple[ShownField, ...]
    resources: tuple[ResourceCard, ...]
    sources: tuple[Card, ...]
    drawn_from_it: tuple[Card, ...]
    related: tuple[Card, ...]
    history: tuple[HistoryLine, ...]
    plan_history: tuple[HistoryLine, ...]
    is_sample: bool
    modified_at: datetime
    version: int
    withdrawal_reason: str = ""
    replaced_by: Link | None = None
    contact: str = ""
    contact_email: str = ""
    may_edit: bool = False
    may_publish: bool = False
    may_withdraw: bool = False
    may_submit: bool = False
    review: ReviewNote | None = None
    working_copy: CopyNote | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResourcePage:
    """One resource: what it is and its versions. `has_table`: a table of it is in service.

    `to_decide` counts, for its stewards, the columns that ask for a look.
    """

    dataset: DatasetPage
    resource: ResourceCard
    description_html: str
    versions: tuple[VersionLine, ...]
    no_preview_reason: str = ""
    warnings: tuple[str, ...] = ()
    has_table: bool = False
    has_places: bool = False
    to_decide: int = 0
