"""Which records of a segment hold a term, and how much it weighs there: decoded once, then arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]
Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

_FEW = 16
"""Fewer look-ups than one record of so many are searched one by one."""
_DENSE_SHARE = 4
"""A term in more than one record of four is kept as one weight per record of the segment."""


@dataclass(frozen=True)
class FieldWeight:
    """How a field counts in BM25F: `boost` times the frequency, damped by length (`norm` from 0 to 1).

    `average_length` is a constant, so that a cached weight does not depend on other segments.
    """

    name: str
    boost: float
    norm: float
    average_length: float


WORD_FIELDS = (
    FieldWeight("title", 3.0, 0.5, 18.0),
    FieldWeight("names", 2.0, 0.6, 30.0),
    FieldWeight("text", 1.0, 0.75, 130.0),
)
PAIR_FIELDS = (FieldWeight("title_pairs", 1.0, 0.0, 1.0), FieldWeight("text_pairs", 1.0, 0.0, 1.0))
_SATURATION = 1.2


@dataclass(frozen=True)
class Posting:
    """The records of a segment that hold a term.

    `ids` ascend. `weights` are saturated BM25F weights, **negative where the title holds the term**: one
    look-up tells presence, weight and title. They go with `ids`, or with all records (0 where absent) if
    `is_dense`.
    """

    ids: NDArray[np.int32]
    weights: Weights
    size: int

    @property
    def is_dense(self) -> bool:
        """Whether there is one weight per record of the segment."""
        return len(self.weights) == self.size

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return int(self.ids.nbytes + self.weights.nbytes)

    def everywhere(self) -> Weights:
        """One weight per record of the segment, 0 where the term is absent."""
        if self.is_dense:
            return self.weights
        spread = np.zeros(self.size, dtype=np.float32)
        spread[self.ids] = self.weights
        return spread

    def at(self, ids: Ids) -> Weights:
        """The weight at each of the ascending `ids`, 0 where the term is absent."""
        if self.is_dense:
            return self.weights[ids]
        if len(ids) * _FEW > self.size or not len(self.ids):
            return self.everywhere()[ids]
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, self.weights[places], np.float32(0))

    def own_weights(self) -> Weights:
        """One weight per entry of `ids`."""
        return self.weights[self.ids] if self.is_dense else self.weights


def from_everywhere(weights: Weights) -> Posting:
    """The posting whose weights per record of the segment are `weights`."""
    ids = np.flatnonzero(weights).astype(np.int32)
    is_dense = len(ids) * _DENSE_SHARE > len(weights) or len(ids) == len(weights)
    return Posting(ids, weights if is_dense else weights[ids], len(weights))


def decode(
    fields: Sequence[FieldWeight],
    matcher: Callable[[str], Any],
    length: Callable[[str], NDArray[np.uint32]],
    size: int,
) -> Posting:
    """Read a term from all `fields`; `matcher` gives Whoosh's matcher of a field or None."""
    total = np.zeros(size, dtype=np.float32)
    in_title: Ids = np.empty(0, dtype=np.intp)
    for field in fields:
        ids, frequencies = _read(matcher(field.name))
        relative_length = length(field.name)[ids] / field.average_length if field.norm else 0.0
        total[ids] += field.boost * frequencies / (1 - field.norm + field.norm * relative_length)
        if field is fields[0]:
            in_title = ids
    total = (total * (1 + _SATURATION) / (total + _SATURATION)).astype(np.float32)
    total[in_title] *= -1
    return from_everywhere(total)


def strict(exact: Posting, folded: Posting, plain: Mask) -> Posting:
    """Where an accented word is: spelled so, or without accents in a record that has none at all."""
    unaccented = folded.everywhere() * plain * np.float32(0.6)
    found = exact.everywhere()
    return from_everywhere(np.where(found != 0, found, unaccented).astype(np.float32))


def union(postings: Iterable[Posting], size: int) -> Posting:
    """Where any of the terms is, with the weight of the heaviest."""
    heaviest = np.zeros(size, dtype=np.float32)
    in_title = np.zeros(size, dtype=np.bool_)
    for posting in postings:
        weights = posting.own_weights()
        heaviest[posting.ids] = np.maximum(heaviest[posting.ids], np.abs(weights))
        in_title[posting.ids] |= weights < 0
    return from_everywhere(np.where(in_title, -heaviest, heaviest).astype(np.float32))


def _read(matcher: Any) -> tuple[Ids, Weights]:
    ids: list[int] = []
    frequencies: list[float] = []
    while matcher is not None and matcher.is_active():
        ids.append(matcher.id())
        frequencies.append(matcher.weight())
        matcher.next()
    return np.array(ids, dtype=np.intp), np.array(frequencies, dtype=np.float32)
