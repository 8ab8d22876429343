"""The search page: results, facets, chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.catalog.pages.cards import Card, Succession


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
class FoundInside:
    """Where the words stand in the data of a dataset: a column, and a value in it unless its name was meant."""

    resource_id: str
    key: str
    column: str
    value: str = ""


@dataclass(frozen=True)
class SearchPage:
    """One page of results. `params` is the whole state of the URL but the page: values by parameter.

    `inside` tells, by id of a card, where in its data the words were found.

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
    inside: Mapping[str, FoundInside] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.per_page))
