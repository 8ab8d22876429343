"""Which records of a segment hold a term, and how much it weighs there: decoded once, then arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]
Scores = NDArray[np.float32]
Weights = NDArray[np.int8]
Mask = NDArray[np.bool_]

_FEW = 16
"""Fewer look-ups than one record of so many are searched one by one."""
_DENSE_SHARE = 5
"""A term in more than one record of five is kept as one weight per record of the segment."""


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
    FieldWeight("values", 0.5, 0.9, 400.0),
)
PAIR_FIELDS = (FieldWeight("title_pairs", 1.0, 0.0, 1.0), FieldWeight("text_pairs", 1.0, 0.0, 1.0))
_SATURATION = 1.2
MAX_WEIGHT = 1 + _SATURATION
"""What the weight of a term approaches in a record full of it."""
WEIGHT_STEP = MAX_WEIGHT / 127


@dataclass(frozen=True)
class Posting:
    """The records of a segment that hold a term.

    `weights` are saturated BM25F weights in steps of `WEIGHT_STEP`, **negative where the title holds the
    term**: one look-up tells presence, weight and title. They go with the ascending `ids`; of a frequent term
    `ids` is None and there is one weight per record, 0 where absent. `count` records hold it.
    """

    ids: NDArray[np.int32] | None
    weights: Weights
    size: int
    count: int

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return int(self.weights.nbytes + (0 if self.ids is None else self.ids.nbytes))

    def everywhere(self) -> Weights:
        """One weight per record of the segment, 0 where the term is absent."""
        if self.ids is None:
            return self.weights
        spread = np.zeros(self.size, dtype=np.int8)
        spread[self.ids] = self.weights
        return spread

    def among(self, visible: Mask) -> Ids:
        """The records that hold the term and are `visible`, ascending."""
        if self.ids is None:
            return np.flatnonzero((self.weights != 0) & visible)
        found: Ids = self.ids[visible[self.ids]].astype(np.intp)
        return found

    def at(self, ids: Ids) -> Weights:
        """The weight at each of the ascending `ids`, 0 where the term is absent."""
        if self.ids is None or len(ids) * _FEW > self.size or not self.count:
            return self.everywhere()[ids]
        places = np.minimum(np.searchsorted(self.ids, ids), self.count - 1)
        weights: Weights = np.where(self.ids[places] == ids, self.weights[places], np.int8(0))
        return weights


def quantized(weights: Scores) -> Weights:
    """Weights between -`MAX_WEIGHT` and `MAX_WEIGHT` in steps; what is not 0 stays so."""
    steps = np.sign(weights) * np.ceil(np.abs(weights) / WEIGHT_STEP)
    quantized_weights: Weights = np.clip(steps, -127, 127).astype(np.int8)
    return quantized_weights


def from_everywhere(weights: Weights) -> Posting:
    """The posting whose weights per record of the segment are `weights`."""
    ids = np.flatnonzero(weights).astype(np.int32)
    if len(ids) * _DENSE_SHARE > len(weights):
        return Posting(None, weights, len(weights), len(ids))
    return Posting(ids, weights[ids], len(weights), len(ids))


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
    total = (total * MAX_WEIGHT / (total + _SATURATION)).astype(np.float32)
    total[in_title] *= -1
    return from_everywhere(quantized(total))


def strict(exact: Posting, folded: Posting, plain: Mask) -> Posting:
    """Where an accented word is: spelled so, or without accents in a record that has none at all."""
    weights = np.where(plain, folded.everywhere(), np.int8(0))
    halved = weights - np.sign(weights) * (np.abs(weights) // np.int8(2))
    found = exact.everywhere()
    return from_everywhere(np.where(found != 0, found, halved))


def union(postings: Iterable[Posting], size: int) -> Posting:
    """Where any of the terms is, with the weight of the heaviest."""
    heaviest = np.zeros(size, dtype=np.int8)
    in_title = np.zeros(size, dtype=np.bool_)
    for posting in postings:
        weights = posting.everywhere()
        heaviest = np.maximum(heaviest, np.abs(weights))
        in_title |= weights < 0
    return from_everywhere(np.where(in_title, -heaviest, heaviest))


def _read(matcher: Any) -> tuple[Ids, Scores]:
    ids: list[int] = []
    frequencies: list[float] = []
    while matcher is not None and matcher.is_active():
        ids.append(matcher.id())
        frequencies.append(matcher.weight())
        matcher.next()
    return np.array(ids, dtype=np.intp), np.array(frequencies, dtype=np.float32)
