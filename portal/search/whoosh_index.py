"""The embedded search engine: Whoosh keeps the index on disk, numpy evaluates it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import nlargest
from pathlib import Path

from portal.errors import Unavailable
from portal.search.analysis import Analyzer
from portal.search.answering import apply_filters, count_facets, page
from portal.search.cache import ByteCache
from portal.search.generations import Generations
from portal.search.interpreting import interpret
from portal.search.parsing import parse
from portal.search.protocol import PUBLIC, SearchDocument, SearchQuery, SearchResult, Suggestions
from portal.search.suggesting import suggest
from portal.search.views import ViewKeeper
from portal.search.writer import Writer

_EVERYBODY = frozenset({PUBLIC})
_WARM_WORDS = 300


class WhooshIndex:
    """A `SearchIndex` in a folder on a local disk.

    Nothing is opened before it is needed. Any number of threads and processes may read; one writes at a time,
    others wait up to `lock_timeout_seconds`. `cache_bytes` bounds the decoded postings held in memory.
    The folder's files are pickles: only the portal's own user may be able to write there.
    """

    def __init__(
        self,
        folder: Path,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 64 * 1024 * 1024,
        lock_timeout_seconds: float = 900.0,
    ) -> None:
        generations = Generations(folder, lock_timeout_seconds)
        self._analyzer = analyzer
        self._writer = Writer(generations, analyzer)
        self._views = ViewKeeper(generations, ByteCache(cache_bytes))

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace documents; of two with the same id the last counts. Raises `Unavailable`."""
        self._writer.replace(documents)
        self._views.expire()

    def delete(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are ignored. Raises `Unavailable`."""
        self._writer.delete(ids)
        self._views.expire()

    def rebuild(
        self, documents: Iterable[SearchDocument], on_progress: Callable[[int], None] | None = None
    ) -> int:
        """Replace the whole index at once; also heals a damaged one. Returns the number of documents.

        Writers elsewhere wait until the end and then change the new index, so no update is lost, provided
        that `documents` is a generator that starts to read when it is first asked.
        """
        count = self._writer.rebuild(documents, on_progress)
        self._views.expire()
        return count

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer `query`, whatever was typed. Raises `Unavailable` when the index is unusable."""
        view = self._views.current()
        meant = interpret(view, parse(query.text, self._analyzer), query.audience)
        filtered = apply_filters(view, meant.found, query.filters)
        kept = filtered.kept()
        return SearchResult(
            ids=page(view, kept, query),
            total=kept.total,
            facets=count_facets(view, filtered, kept, query),
            correction=meant.correction,
            is_corrected=meant.is_corrected,
            is_folded=meant.is_folded,
            terms=meant.ask.marks,
        )

    def suggest(
        self, text: str, *, limit: int = 6, audience: frozenset[str] | None = _EVERYBODY
    ) -> Suggestions:
        """Complete what was typed so far; words come accented, with what was typed before them."""
        return suggest(self._views.current(), text, self._analyzer, limit, audience)

    def stamps(self) -> Mapping[str, str]:
        """The stamp of every document held, by id; empty where there is no index yet."""
        return self._views.current().stamps() if self._views.exists() else {}

    def set_popularity(self, counts: Mapping[str, int]) -> None:
        """Tell how often each record was used."""
        self._views.set_popularity(counts)

    def is_ready(self) -> bool:
        """Whether the index opens and can be read; cheap to ask again and again."""
        try:
            return self._views.current().is_readable
        except Unavailable:
            return False

    def warm_up(self) -> None:
        """Decode the most frequent words, all facets and orders. Raises `Unavailable`."""
        view = self._views.current()
        view.visible_ids(_EVERYBODY)
        view.order("data")
        _ = view.boosts
        for segment in view.segments:
            for name in segment.facet_values:
                view.facet(name)
            for word in nlargest(_WARM_WORDS, segment.words, key=segment.frequency):
                segment.word(word)
