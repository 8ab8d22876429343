"""What pages show: frozen values that services return and templates render. Texts are in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.catalog.promise import Promise, PublicState
from portal.metadata.specification import FieldSpec, GroupSpec, RecordSchema, Term


@dataclass(frozen=True)
class Link:
    """A named thing to link to: an agency, a theme, a record. `name` is the part of its URL."""

    name: str
    label: str


@dataclass(frozen=True)
class Card:
    """A record in a result list."""

    id: str
    name: str
    label: str
    catalog: str
    organization: Link
    summary: str
    state: PublicState
    access_level: Term | None
    formats: tuple[Term, ...]
    promise: Promise
    is_sample: bool
    modified_at: datetime


@dataclass(frozen=True)
class FacetValue:
    """One box of a facet. `value` goes into the URL."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter beside the results; chosen values come first, then by count."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_active(self) -> bool:
        """Whether any of its values is chosen."""
        return any(v.is_chosen for v in self.values)


@dataclass(frozen=True)
class Chip:
    """An active filter; `without` are the parameters of the same search without it."""

    facet: str
    facet_label: str
    value: str
    label: str
    without: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Succession:
    """An agency named in the query that became another."""

    former: Link
    successors: tuple[Link, ...]
    effective_on: date | None


@dataclass(frozen=True)
class SearchPage:
    """One page of results. `params` is the whole state of the URL; lists of values by parameter, no page number.

    `dropped` are ways to find more when nothing was found: a chip and how many results dropping it gives.
    `is_degraded`: the index is being rebuilt and the database answered (no facets, no ranking).
    """

    text: str
    params: Mapping[str, tuple[str, ...]]
    cards: tuple[Card, ...]
    total: int
    page: int
    per_page: int
    sort: str
    facets: tuple[Facet, ...] = ()
    chips: tuple[Chip, ...] = ()
    correction: str | None = None
    is_corrected: bool = False
    is_folded: bool = False
    is_degraded: bool = False
    terms: tuple[str, ...] = ()
    successions: tuple[Succession, ...] = ()
    dropped: tuple[tuple[Chip, int], ...] = ()

    @property
    def pages(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class ShownField:
    """A filled field of a record: its specification, stored value and the value as text."""

    spec: FieldSpec
    value: Any
    text: str


@dataclass(frozen=True)
class VersionLine:
    """One upload of a resource."""

    id: str
    number: int
    created_at: datetime
    size_bytes: int
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
    """A file, link or API on its dataset's page."""

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
class DatasetPage:
    """Everything the page of one record shows. `fields` are the filled fields in order, without the leading ones."""

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
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResourcePage:
    """One resource: what it is, its first rows, columns and versions. `preview` is header and rows, or None."""

    dataset: DatasetPage
    resource: ResourceCard
    description_html: str
    columns: tuple[ColumnLine, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    versions: tuple[VersionLine, ...]
    no_preview_reason: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnLine:
    """A column of the data dictionary."""

    name: str
    label: str
    type: str
    unit: str
    description: str
    example: str


@dataclass(frozen=True)
class ListRow:
    """One numbered row of an official list. `cells` follow `ListPage.columns`."""

    number: int
    name: str
    label: str
    cells: tuple[str, ...]
    promise: Promise
    is_sample: bool


@dataclass(frozen=True)
class ListGroup:
    """The rows of one agency on this page; `total` counts all its rows in the filtered list."""

    organization: Link
    total: int
    rows: tuple[ListRow, ...]


@dataclass(frozen=True)
class Totals:
    """Counts of an official list or an agency: databases in the list, and open datasets by state."""

    databases: int = 0
    organizations: int = 0
    promised: int = 0
    published: int = 0
    in_work: int = 0
    ahead: int = 0
    overdue: int = 0
    withdrawn: int = 0
    on_promise: int = 0
    on_time: int = 0
    data_late: int = 0


@dataclass(frozen=True)
class ListPage:
    """An official list. `promised` counts every live promise, kept or not; `columns` are field labels."""

    catalog: str
    label: str
    columns: tuple[FieldSpec, ...]
    groups: tuple[ListGroup, ...]
    totals: Totals
    total: int
    page: int
    per_page: int
    organizations: tuple[Link, ...]
    organization: str
    state: str
    text: str
    today: date
    is_sample: bool

    @property
    def pages(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class ThemeLine:
    """A theme with its number of published open datasets."""

    term: Term
    count: int


@dataclass(frozen=True)
class HomePage:
    """The front page."""

    totals: Totals
    themes: tuple[ThemeLine, ...]
    newest: tuple[Card, ...]
    overdue: tuple[Card, ...]
    most_used: tuple[Card, ...]
    today: date
    is_sample: bool


@dataclass(frozen=True)
class OrganizationLine:
    """An agency in the list of agencies."""

    organization: Link
    totals: Totals
    description: str = ""


@dataclass(frozen=True)
class OrganizationsPage:
    """Agencies in being, in Vietnamese order, and those that were merged."""

    current: tuple[OrganizationLine, ...]
    former: tuple[Succession, ...]


@dataclass(frozen=True)
class OrganizationPage:
    """One agency. `upcoming` is the next promise; predecessors and successors with the day of the change."""

    organization: Link
    description: str
    code: str
    contact: str
    website: str
    valid_from: date | None
    valid_to: date | None
    totals: Totals
    upcoming: Card | None
    cards: tuple[Card, ...]
    databases: tuple[Card, ...]
    predecessors: tuple[Succession, ...]
    successors: tuple[Link, ...]
    succeeded_on: date | None
    is_sample: bool


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
    page: DatasetPage | None = None


@dataclass(frozen=True)
class DeskLine:
    """One record on the steward's desk, with what waits."""

    card: Card
    task: str
    tone: str


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
