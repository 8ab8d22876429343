"""One immutable state of the index: its segments, who may see what, and the orders of its records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from portal.errors import Unavailable
from portal.search.facets import FacetArray
from portal.search.postings import Ids, Mask, Scores
from portal.search.protocol import Sort
from portal.search.segments import Segment

ValueT = TypeVar("ValueT")
Audience = frozenset[str] | None
_RECENCY_SECONDS = 3 * 365 * 86_400
_BOOST = 0.15
MAX_BOOST = (1 + _BOOST) ** 2
"""How much popularity and recency together can multiply a score."""
_MAX_REMEMBERED = 256


@dataclass(frozen=True)
class Placed:
    """A segment in a view: its record 0 is the view's record `offset`; `live` is False for deleted ones."""

    segment: Segment
    offset: int
    live: Mask


@dataclass(frozen=True)
class Order:
    """All records of a view, best first, and the place of each in that list."""

    best: Ids
    rank: NDArray[np.int32]


@dataclass(frozen=True)
class ViewFacet:
    """One facet over all segments: `places[i]` says where in `values` those of `arrays[i]` are."""

    values: tuple[str, ...]
    arrays: tuple[FacetArray, ...]
    places: tuple[Ids, ...]

    def count(self, parts: Sequence[Ids]) -> NDArray[np.intp]:
        """How many records have each of `values`; `parts` are record numbers by segment."""
        total = np.zeros(len(self.values), dtype=np.intp)
        for array, places, ids in zip(self.arrays, self.places, parts, strict=True):
            total[places] += array.count(ids)
        return total


class View:
    """A snapshot that answers queries; records are numbered through all segments.

    `popularity` tells how often a record was used, by document id.
    """

    def __init__(self, placed: Sequence[Placed], popularity: Mapping[str, int]) -> None:
        self.placed = tuple(placed)
        self._offsets = [part.offset for part in placed]
        self.size = sum(part.segment.size for part in placed)
        self._popularity = popularity
        self._remembered: dict[Hashable, Any] = {}

    def with_popularity(self, popularity: Mapping[str, int]) -> View:
        """The same records with other counts."""
        return View(self.placed, popularity)

    @property
    def segments(self) -> list[Segment]:
        """The segments in the order of their record numbers."""
        return [part.segment for part in self.placed]

    def frequency(self, term: str) -> int:
        """In about how many records a token or a folded pair is, deleted ones included."""
        return sum(segment.frequency(term) for segment in self.segments)

    def surfaces(self, prefixes: Iterable[str]) -> dict[str, int]:
        """How pairs are written that begin, folded, with one of `prefixes`; see `Segment.surfaces`."""
        total: dict[str, int] = {}
        for prefix in prefixes:
            for segment in self.segments:
                for surface, count in segment.surfaces(prefix).items():
                    total[surface] = total.get(surface, 0) + count
        return total

    def is_known(self, token: str) -> bool:
        """Whether any record has this token."""
        return any(token in segment.known_words for segment in self.segments)

    def document_id(self, number: int) -> str:
        """The id of the document that is record `number`."""
        part = self.placed[bisect_right(self._offsets, number) - 1]
        return part.segment.ids[number - part.offset]

    def visible(self, audience: Audience) -> list[Mask]:
        """By segment, which records are there for `audience`."""
        return self.remember(
            ("visible", audience), lambda: [_visible(part, audience) for part in self.placed]
        )

    def visible_ids(self, audience: Audience) -> list[Ids]:
        """By segment, the records that are there for `audience`."""
        return self.remember(
            ("visible ids", audience), lambda: [np.flatnonzero(mask) for mask in self.visible(audience)]
        )

    def facet(self, name: str) -> ViewFacet:
        """One facet over all segments."""
        return self.remember(("facet", name), lambda: _joined(tuple(s.facet(name) for s in self.segments)))

    def order(self, sort: Sort) -> Order:
        """All records as `sort` lists them; `relevance` without a text means newest data first."""
        return self.remember(("order", sort), lambda: self._sorted(sort))

    def stamps(self) -> dict[str, str]:
        """The stamp of each live document, by id."""
        return {
            identity: stamp
            for part in self.placed
            for identity, stamp, live in zip(part.segment.ids, part.segment.stamps(), part.live, strict=True)
            if live
        }

    @cached_property
    def is_readable(self) -> bool:
        """Whether the columns and a posting of each segment can be read; looks only once."""
        try:
            for segment in self.segments:
                _ = segment.ids, segment.stamps(), segment.moments("data_modified")
                segment.word(next(iter(segment.words), ""))
        except Unavailable:
            return False
        return True

    @cached_property
    def boosts(self) -> Scores:
        """What the score of each record is multiplied by: 1 to `MAX_BOOST`, for popular and fresh ones."""
        used = np.log1p(self._uses)
        popularity = used / max(float(used.max(initial=0.0)), 1e-9)
        modified = self._moments("data_modified")
        age = modified.max(initial=0) - modified
        recency = np.where(modified > 0, np.exp(-age / _RECENCY_SECONDS), 0.0)
        return ((1 + _BOOST * popularity) * (1 + _BOOST * recency)).astype(np.float32)

    @cached_property
    def _uses(self) -> NDArray[np.float64]:
        counts = (max(0, self._popularity.get(i, 0)) for segment in self.segments for i in segment.ids)
        return np.fromiter(counts, dtype=np.float64, count=self.size)

    def _moments(self, name: str) -> NDArray[np.int64]:
        empty = [np.empty(0, dtype=np.int64)]
        return np.concatenate([*empty, *(segment.moments(name) for segment in self.segments)])

    def _sorted(self, sort: Sort) -> Order:
        if sort == "title":
            keys = [key for segment in self.segments for key in segment.title_keys()]
            best = np.array(sorted(range(self.size), key=keys.__getitem__), dtype=np.intp)
        elif sort == "record":
            best = np.argsort(-self._moments("record_modified"), kind="stable")
        elif sort == "used":
            best = np.lexsort((self.order("data").rank, -self._uses))
        else:
            best = np.argsort(-self._moments("data_modified"), kind="stable")
        rank = np.empty(self.size, dtype=np.int32)
        rank[best] = np.arange(self.size, dtype=np.int32)
        return Order(best, rank)

    def remember(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """The value of `key`, made once per view; a bounded number of them is kept."""
        held = self._remembered.get(key)
        if held is not None:
            return cast("ValueT", held)
        if len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered = {}
        self._remembered[key] = made = make()
        return made


def _visible(part: Placed, audience: Audience) -> Mask:
    if audience is None:
        return part.live
    return part.live & part.segment.audience.mask(audience, part.segment.size)


def _joined(arrays: tuple[FacetArray, ...]) -> ViewFacet:
    values = tuple(sorted({value for array in arrays for value in array.values}))
    number = {value: place for place, value in enumerate(values)}
    places = (np.array([number[value] for value in array.values], dtype=np.intp) for array in arrays)
    return ViewFacet(values, arrays, tuple(places))
