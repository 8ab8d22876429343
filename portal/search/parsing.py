"""What a user typed, made into words to find. Takes anything; never raises, never widens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.search.analysis import Analyzer, fold_token, split_words

MAX_TEXT_LENGTH = 10_000
MAX_WORDS = 32
"""Distinct words beyond this are not looked for."""

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')


@dataclass(frozen=True)
class Word:
    """One syllable asked for: as typed (normalised, lower case) and folded."""

    typed: str
    folded: str

    @property
    def is_accented(self) -> bool:
        """Whether it was typed with diacritics, which the record then must have too."""
        return self.typed != self.folded


@dataclass(frozen=True)
class Ask:
    """A parsed query text.

    `sequence` are the words in the order typed, `phrases` those that stood in quotes. `is_open`: nothing was
    typed, everything matches. Without `is_open` and without words nothing matches. `marks` are the folded
    words and phrases to mark in a title, abbreviations as typed among them.
    """

    sequence: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    marks: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The distinct words; all are required."""
        return tuple(dict.fromkeys(self.sequence))

    @property
    def pairs(self) -> tuple[str, ...]:
        """Adjacent folded words; records that hold them rank higher."""
        return _pairs(self.sequence)

    @property
    def required_pairs(self) -> tuple[str, ...]:
        """The pairs of the phrases; all are required."""
        return tuple(dict.fromkeys(pair for phrase in self.phrases for pair in _pairs(phrase)))


def parse(text: str, analyzer: Analyzer) -> Ask:
    """Read a query text. A quote without a partner is ignored, its words are not."""
    text = text[:MAX_TEXT_LENGTH]
    if not text.strip():
        return Ask(is_open=True)
    sequence = _words(analyzer.query_words(text))
    quoted = (_words(analyzer.query_words(match.group(1))) for match in _QUOTED.finditer(text))
    phrases = tuple(phrase for phrase in quoted if len(phrase) > 1 and set(phrase) <= set(sequence))
    return Ask(sequence, phrases, _marks(text, sequence, phrases))


def ask_for(words: Sequence[str]) -> Ask:
    """The query for words that are split and normalised already."""
    sequence = _words(words)
    return Ask(sequence, (), tuple(dict.fromkeys(word.folded for word in sequence)))


def _words(words: Sequence[str]) -> tuple[Word, ...]:
    distinct: set[str] = set()
    kept = []
    for word in words:
        distinct.add(word)
        if len(distinct) > MAX_WORDS:
            break
        kept.append(Word(word, fold_token(word)))
    return tuple(kept)


def _pairs(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{first.folded} {second.folded}" for first, second in pairwise(words)))


def _marks(text: str, sequence: tuple[Word, ...], phrases: tuple[tuple[Word, ...], ...]) -> tuple[str, ...]:
    in_phrases = [" ".join(word.folded for word in phrase) for phrase in phrases]
    typed = map(fold_token, split_words(text)[:MAX_WORDS])
    return tuple(dict.fromkeys([*in_phrases, *(word.folded for word in sequence), *typed]))
