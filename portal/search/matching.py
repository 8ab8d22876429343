"""Finds and scores the records of a view for a parsed query, in arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from portal.search.parsing import Ask
from portal.search.postings import MAX_WEIGHT, WEIGHT_STEP, Ids, Mask, Posting, Scores, Weights
from portal.search.segments import Segment
from portal.search.view import MAX_BOOST, Audience, View

_PAIR_WEIGHT = 0.8


@dataclass(frozen=True)
class Term:
    """One thing to look up in a segment."""

    kind: Literal["word", "strict", "prefix", "pair"]
    text: str

    def posting(self, segment: Segment) -> Posting:
        """Where it is."""
        look_up = {
            "word": segment.word,
            "strict": segment.strict_word,
            "prefix": segment.completed_word,
            "pair": segment.pair,
        }
        return look_up[self.kind](self.text)


@dataclass(frozen=True)
class Reading:
    """How to take the words: as accented as typed or folded, the last one as a beginning or in full."""

    is_folded: bool = False
    is_completing: bool = False
    is_title_only: bool = False


@dataclass(frozen=True)
class Found:
    """By segment: the ascending numbers of the records that match, and their scores."""

    parts: list[Ids]
    scores: list[Scores]

    @property
    def total(self) -> int:
        """How many records match."""
        return sum(len(ids) for ids in self.parts)


def match(view: View, ask: Ask, audience: Audience, reading: Reading) -> Found:
    """The records that `audience` may see and that hold everything `ask` requires."""
    if ask.is_open:
        return Found(view.visible_ids(audience), [])
    required = _required(ask, reading)
    if not required:
        return Found([np.empty(0, dtype=np.intp) for _ in view.placed], [])
    columns = [_looked_up(view, term) for term in required]
    extras = [_looked_up(view, term) for term in _extras(ask, reading)]
    parts, scores = [], []
    for number, (part, visible) in enumerate(zip(view.placed, view.visible(audience), strict=True)):
        matched = _Matched([column.at(number) for column in columns], visible)
        if reading.is_title_only:
            matched.keep(matched.in_title)
        parts.append(matched.ids)
        boosts = view.boosts[part.offset : part.offset + part.segment.size]
        scores.append(matched.scored([extra.at(number) for extra in extras]) * boosts[matched.ids])
    return Found(parts, scores)


@dataclass(frozen=True)
class _Weighed:
    """A posting and how telling its term is; `is_pair` makes its presence count rather than its weight."""

    posting: Posting
    rarity: float
    is_pair: bool


@dataclass(frozen=True)
class _Column:
    """A term looked up in all segments."""

    postings: list[Posting]
    rarity: float
    is_pair: bool

    def at(self, segment_number: int) -> _Weighed:
        return _Weighed(self.postings[segment_number], self.rarity, self.is_pair)


class _Matched:
    """The records of one segment that hold all required terms; scores them as they are found."""

    def __init__(self, required: Sequence[_Weighed], visible: Mask) -> None:
        by_size = sorted(required, key=lambda weighed: weighed.posting.count)
        self.ids: Ids = by_size[0].posting.among(visible)
        self._score = np.zeros(len(self.ids), dtype=np.float32)
        self.in_title = np.ones(len(self.ids), dtype=np.bool_)
        self._title_bonus = 0.0
        for weighed in by_size:
            self._require(weighed)

    def keep(self, kept: Mask) -> None:
        """Drop the records for which `kept` is False."""
        self.ids, self._score, self.in_title = self.ids[kept], self._score[kept], self.in_title[kept]

    def scored(self, extras: Sequence[_Weighed]) -> Scores:
        """The scores, raised for `extras`; a record with all words in its title comes before all without."""
        for extra in extras:
            if extra.posting.count:
                self._add(extra, extra.posting.at(self.ids))
        bonus = np.float32(1.01 * MAX_BOOST * self._title_bonus)
        self._score[self.in_title] += bonus
        return self._score

    def _require(self, weighed: _Weighed) -> None:
        weights = weighed.posting.at(self.ids)
        present = weights != 0
        if not present.all():
            self.keep(present)
            weights = weights[present]
        self._add(weighed, weights)
        self.in_title &= weights < 0

    def _add(self, weighed: _Weighed, weights: Weights) -> None:
        rarity = np.float32(weighed.rarity)
        if weighed.is_pair:
            self._score += rarity * (weights != 0)
            self._score += rarity * (weights < 0)
            self._title_bonus += weighed.rarity
        else:
            self._score += np.float32(WEIGHT_STEP) * rarity * np.abs(weights)
            self._title_bonus += MAX_WEIGHT * weighed.rarity


def _required(ask: Ask, reading: Reading) -> list[Term]:
    words = ask.words
    complete = words[:-1] if reading.is_completing else words
    terms = [
        Term("strict", word.typed)
        if word.is_accented and not reading.is_folded
        else Term("word", word.folded)
        for word in complete
    ]
    if reading.is_completing and words:
        terms.append(Term("prefix", words[-1].folded))
    return [*dict.fromkeys(terms), *(Term("pair", pair) for pair in ask.required_pairs)]


def _extras(ask: Ask, reading: Reading) -> Iterator[Term]:
    required = set(ask.required_pairs)
    yield from (Term("pair", pair) for pair in ask.pairs if pair not in required)
    if reading.is_folded:
        yield from (Term("word", word.typed) for word in ask.words if word.is_accented)


def _looked_up(view: View, term: Term) -> _Column:
    postings = [term.posting(segment) for segment in view.segments]
    holders = sum(posting.count for posting in postings)
    rarity = float(np.log1p((view.size - holders + 0.5) / (holders + 0.5)))
    factor = {"pair": _PAIR_WEIGHT}.get(term.kind, 1.0)
    return _Column(postings, factor * rarity, term.kind == "pair")
