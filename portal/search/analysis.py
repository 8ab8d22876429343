"""Text into terms: the one analyser for what is indexed and what is asked.

Vietnamese writes every syllable apart, so a token is a syllable; most words are two of them, hence the pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from portal.text import fold, normalize
from portal.yaml_files import read_yaml

MAX_TOKEN_LENGTH = 64
"""Longer tokens are cut, in the index and in queries alike."""

_TOKEN = re.compile(r"[^\W_]+")
_CLAUSE_END = re.compile(r"[.,;:!?()\[\]{}\"“”\n]+")
_STRAY_MARKS = re.compile("[\u0300-\u036f]")

fold_token = lru_cache(maxsize=65_536)(fold)
"""`fold`, remembered: syllables repeat."""


@dataclass(frozen=True)
class TextTerms:
    """What one text puts into the index, with repetitions.

    `tokens` holds each syllable folded and, where that differs, accented. `pairs` are adjacent folded
    syllables ("giao thong"). `surfaces` join a folded pair by a tab to how it is written, as in
    "giao thong\\tgiao thông".
    """

    tokens: tuple[str, ...]
    pairs: tuple[str, ...]
    surfaces: tuple[str, ...]


class Analyzer:
    """Analyses texts with the given abbreviations (abbreviation to full form); see `load_abbreviations`.

    In the index an abbreviation stands beside its full form; in a query it is replaced by it.
    """

    def __init__(self, abbreviations: Mapping[str, str] | None = None) -> None:
        self._full_forms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for short, full in (abbreviations or {}).items():
            words = split_words(short)
            self._full_forms[tuple(words)] = tuple(split_words(full))
            self._full_forms.setdefault(tuple(map(fold_token, words)), tuple(split_words(full)))
        self._longest = max(map(len, self._full_forms), default=0)

    def expand(self, words: Sequence[str]) -> list[str]:
        """`words` with each abbreviation replaced by its full form."""
        return [word for replacement in self._replacements(words) for word in replacement]

    def query_words(self, text: str) -> list[str]:
        """The words to look for: as typed, lower case, normalised, abbreviations replaced."""
        return self.expand(split_words(text))

    def index_terms(self, text: str) -> TextTerms:
        """The terms under which `text` shall be found."""
        words = split_words(text)
        expanded = self.expand(words)
        readings = [expanded] if expanded == words else [expanded, words]
        tokens = expanded + [word for word in words if (word,) in self._full_forms]
        surfaces = dict.fromkeys(pair for reading in readings for pair in _adjacent(reading))
        return TextTerms(
            tokens=tuple(token for word in tokens for token in _forms(word)),
            pairs=tuple(dict.fromkeys(fold_token(pair) for pair in surfaces)),
            surfaces=tuple(f"{fold_token(pair)}\t{pair}" for pair in surfaces),
        )

    def _replacements(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                full = self._full_forms.get(tuple(words[position : position + length]))
                if full is not None:
                    break
            else:
                length, full = 1, (words[position],)
            yield full
            position += length


def split_words(text: str) -> list[str]:
    """The words of `text`: letters and digits only, lower case, normalised, accents kept."""
    clean = _STRAY_MARKS.sub("", normalize(text.lower()))
    return [token[:MAX_TOKEN_LENGTH] for token in _TOKEN.findall(clean)]


def split_clauses(text: str) -> list[str]:
    """The parts of `text` between punctuation: words of two clauses are neighbours by accident only."""
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def is_plain(texts: Iterable[str]) -> bool:
    """Whether `texts` have no diacritics at all, so that accents in a query say nothing about them."""
    return all(word == fold_token(word) for text in texts for word in split_words(text))


def load_abbreviations(path: Path) -> dict[str, str]:
    """Read `full form: [abbreviation, …]` from YAML; returns the full form of each abbreviation.

    A portal without the file knows no abbreviations.
    """
    by_full_form = (read_yaml(path) if path.exists() else None) or {}
    return {str(short): str(full) for full, shorts in by_full_form.items() for short in shorts}


def _forms(word: str) -> tuple[str, ...]:
    folded = fold_token(word)
    return (word,) if folded == word else (folded, word)


def _adjacent(words: Sequence[str]) -> Iterator[str]:
    return (f"{first} {second}" for first, second in pairwise(words))
