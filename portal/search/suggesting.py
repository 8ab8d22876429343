"""Completes what is being typed: words the index knows, and records whose title fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portal.search.analysis import Analyzer, fold_token, split_words
from portal.search.answering import page
from portal.search.matching import Reading, match
from portal.search.parsing import Ask, Word, ask_for, parse
from portal.search.protocol import SearchQuery, Suggestions
from portal.search.spelling import MAX_WORDS, Speller
from portal.search.view import Audience, View

_MAX_TRIED = 30


def suggest(view: View, text: str, analyzer: Analyzer, limit: int, audience: Audience) -> Suggestions:
    """Complete `text`, its last syllable taken as a beginning, with words that `audience` can find."""
    ask = parse(text, analyzer)
    if not ask.sequence or limit <= 0:
        return Suggestions()
    return Suggestions(tuple(_words(view, text, limit, audience)), _titles(view, ask, limit, audience))


def _titles(view: View, ask: Ask, limit: int, audience: Audience) -> tuple[str, ...]:
    reading = Reading(is_completing=True, is_title_only=True)
    found = match(view, ask, audience, reading)
    if not found.total:
        found = match(view, ask, audience, replace(reading, is_folded=True))
    return page(view, found, SearchQuery(text="…", limit=limit))


def _words(view: View, text: str, limit: int, audience: Audience) -> list[str]:
    typed = split_words(text)[-MAX_WORDS:]
    offered: dict[str, None] = {}
    for candidate in _candidates(view, typed):
        words = _accented(view, candidate)
        if words != typed and " ".join(words) not in offered and _finds(view, words, audience):
            offered[" ".join(words)] = None
        if len(offered) == limit:
            break
    return list(offered)


def _accented(view: View, words: list[str]) -> list[str]:
    """`words` with accents on those that were typed without."""
    folded = [fold_token(word) for word in words]
    return Speller(view).accent(folded, [Word(*pair) for pair in zip(words, folded, strict=True)])


def _candidates(view: View, typed: list[str]) -> Iterator[list[str]]:
    """Pairs that begin with the last two syllables, else those that begin with the last one."""
    known = [pair for pair in _pairs(view, typed[-2:]) if pair != typed[-2:]] if len(typed) > 1 else []
    yield from ([*typed[:-2], *pair] for pair in known)
    if not known:
        yield from ([*typed[:-1], *pair] for pair in _pairs(view, typed[-1:]))


def _pairs(view: View, typed: list[str]) -> list[list[str]]:
    """The ways to write pairs that begin with `typed`; those spelt as typed first, then the most frequent."""
    beginning = " ".join(typed)
    surfaces = view.surfaces([fold_token(beginning)])
    written = [(surface.partition("\t")[2], count) for surface, count in surfaces.items()]
    written.sort(
        key=lambda entry: (not entry[0].startswith(beginning), -entry[1], entry[0].isascii(), entry[0])
    )
    return [surface.split(" ") for surface, _ in written[:_MAX_TRIED]]


def _finds(view: View, words: list[str], audience: Audience) -> bool:
    return match(view, ask_for(words), audience, Reading()).total > 0
