"""The official lists, the front page, agencies and themes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.catalog.pages.cards import Card, Link, Succession
from portal.catalog.promise import Promise
from portal.metadata.specification import FieldSpec, Term


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
