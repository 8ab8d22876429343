"""Turns what was matched into an answer: filters, facet counts, the asked page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

import numpy as np

from portal.search.matching import Found
from portal.search.postings import Ids, Mask, Scores
from portal.search.protocol import FacetCount, SearchQuery
from portal.search.view import Order, View

ArrayT = TypeVar("ArrayT", Ids, Scores)

_SCAN_BLOCK = 4096
_FEW = 5_000


@dataclass(frozen=True)
class Filtered:
    """The matched records and, for each filter, which of them pass it, by segment."""

    found: Found
    passes: Mapping[str, list[Mask]]

    def without(self, name: str) -> list[Ids]:
        """The records that pass every filter but `name`."""
        others = [masks for other, masks in self.passes.items() if other != name]
        return [_passing(ids, [masks[i] for masks in others]) for i, ids in enumerate(self.found.parts)]

    def kept(self) -> Found:
        """The records that pass all filters, with their scores."""
        if not self.passes:
            return self.found
        masks = [[masks[i] for masks in self.passes.values()] for i in range(len(self.found.parts))]
        scores = [_passing(part, masks[i]) for i, part in enumerate(self.found.scores)]
        return Found([_passing(ids, masks[i]) for i, ids in enumerate(self.found.parts)], scores)


def apply_filters(view: View, found: Found, filters: Mapping[str, tuple[str, ...]]) -> Filtered:
    """Check `found` against every filter; a filter without values does not restrict."""
    passes = {
        name: [
            segment.facet_mask(name, tuple(values))[ids]
            for segment, ids in zip(view.segments, found.parts, strict=True)
        ]
        for name, values in filters.items()
        if values
    }
    return Filtered(found, passes)


def count_facets(
    view: View, filtered: Filtered, kept: Found, query: SearchQuery
) -> dict[str, tuple[FacetCount, ...]]:
    """The counts of each asked facet, most frequent first, none that are zero."""
    return {name: _counted(view, filtered, kept, name, query) for name in query.facets}


def page(view: View, found: Found, query: SearchQuery) -> tuple[str, ...]:
    """The ids of the asked page."""
    numbers = [part.offset + ids for part, ids in zip(view.placed, found.parts, strict=True)]
    ids = np.concatenate([np.empty(0, dtype=np.intp), *numbers])
    start, end = max(0, query.offset), max(0, query.offset) + max(0, query.limit)
    if query.sort == "relevance" and found.scores:
        best = _by_score(np.concatenate(found.scores), ids, view.order("data"), end)
    else:
        best = _by_rank(ids, view.order(query.sort), end)
    return tuple(view.document_id(int(number)) for number in best[start:end])


def _passing(values: ArrayT, masks: Sequence[Mask]) -> ArrayT:
    return values[reduce(np.logical_and, masks)] if masks else values


def _counted(
    view: View, filtered: Filtered, kept: Found, name: str, query: SearchQuery
) -> tuple[FacetCount, ...]:
    is_everything = not query.text.strip() and not set(filtered.passes) - {name}
    if is_everything:
        key = ("counts", name, query.audience)
        counts: tuple[FacetCount, ...] = view.remember(key, lambda: _counts(view, name, filtered.found.parts))
        return counts
    parts = filtered.without(name) if name in filtered.passes else kept.parts
    return _counts(view, name, parts)


def _counts(view: View, name: str, parts: Sequence[Ids]) -> tuple[FacetCount, ...]:
    facet = view.facet(name)
    counts = facet.count(parts)
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return tuple(map(FacetCount, map(facet.values.__getitem__, order.tolist()), counts[order].tolist()))


def _by_score(scores: Scores, ids: Ids, order: Order, wanted: int) -> Ids:
    """The best `wanted`; equal scores are ordered by the newest data, so that pages never overlap."""
    if 0 < wanted < len(ids):
        threshold = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        better = np.flatnonzero(scores > threshold)
        ties = np.flatnonzero(scores == threshold)
        if len(ties) > wanted - len(better):
            ties = ties[np.argsort(order.rank[ids[ties]])[: wanted - len(better)]]
        chosen = np.concatenate([better, ties])
        scores, ids = scores[chosen], ids[chosen]
    return ids[np.lexsort((order.rank[ids], -scores))][:wanted]


def _by_rank(ids: Ids, order: Order, wanted: int) -> Ids:
    if len(ids) <= max(wanted, _FEW):
        return ids[np.argsort(order.rank[ids])][:wanted]
    among = np.zeros(len(order.best), dtype=np.bool_)
    among[ids] = True
    blocks: list[Ids] = []
    for start in range(0, len(order.best), _SCAN_BLOCK):
        block = order.best[start : start + _SCAN_BLOCK]
        blocks.append(block[among[block]])
        if sum(map(len, blocks)) >= wanted:
            break
    return np.concatenate(blocks)[:wanted]
