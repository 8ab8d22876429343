"""The search port: what an index takes in, what it is asked, what it answers. No adapter is named here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Sort = Literal["relevance", "data", "record", "used", "title"]
PUBLIC = "public"
"""The audience token of records that everybody may see."""


@dataclass(frozen=True)
class SearchDocument:
    """One record as the index sees it. Texts are as typed; the index analyses them.

    `names` are the agency's name, short names and former names; `keywords` are tags, theme labels, resource
    names and column names; `values` what stands frequently in its tables. `facets` maps a facet to the record's
    codes. `audience` lists the tokens (`public`, `org:<id>`) of which a searcher needs one. Moments are seconds
    since 1970, 0 where unknown. `stamp` changes whenever the document does: it is how `stamps()` finds stale
    entries.
    """

    id: str
    title: str
    description: str = ""
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: tuple[str, ...] = (PUBLIC,)
    record_modified: int = 0
    data_modified: int = 0
    title_key: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class SearchQuery:
    """What is asked. An empty `text` matches everything; one with nothing searchable in it (`((`) nothing.

    Values of one filter are alternatives, filters are all required. `facets` names the facets to count, each
    without its own filter. `audience` is what the searcher holds; None sees everything.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    audience: frozenset[str] | None = frozenset({PUBLIC})


@dataclass(frozen=True)
class FacetCount:
    """How many of the found records carry `value`."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """What was found: `ids` is the asked page in order, `total` is exact, facet counts descend.

    `correction` is a better spelling in full, or None. `is_corrected`: the text as typed found nothing and
    these are the results of `correction`. `is_folded`: the accents as typed found nothing and were ignored.
    `terms` are the matched syllables or phrases, folded, for marking words in a title.
    """

    ids: tuple[str, ...]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    correction: str | None = None
    is_corrected: bool = False
    is_folded: bool = False
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """While typing: completions of the query, and ids of records whose title fits, best first."""

    words: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


class SearchIndex(Protocol):
    """A search engine that holds `SearchDocument`s. Reading is thread safe; one process writes at a time."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace documents; they are findable when this returns (elsewhere within a second)."""

    def delete(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are ignored."""

    def rebuild(
        self, documents: Iterable[SearchDocument], on_progress: Callable[[int], None] | None = None
    ) -> int:
        """Replace the whole index at once; the old one answers until then. Returns how many documents."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer `query`, whatever was typed. Raises `Unavailable` when the index is unusable."""

    def suggest(
        self, text: str, *, limit: int = 6, audience: frozenset[str] | None = frozenset({PUBLIC})
    ) -> Suggestions:
        """Complete what was typed so far."""

    def stamps(self) -> Mapping[str, str]:
        """The stamp of every document held, by id."""

    def set_popularity(self, counts: Mapping[str, int]) -> None:
        """Tell how often each record was used; kept in memory, for ranking and the sort `used`."""

    def is_ready(self) -> bool:
        """Whether the index can be read and is complete."""

    def warm_up(self) -> None:
        """Load what the first queries will need; meant for a background thread at start."""
