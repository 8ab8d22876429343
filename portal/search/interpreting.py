"""Decides how a query is meant: as typed, without its accents, its last word unfinished, or misspelt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from portal.search.matching import Found, Reading, match
from portal.search.parsing import Ask, ask_for
from portal.search.spelling import MAX_WORDS, Speller
from portal.search.view import Audience, View

_FEW_RESULTS = 5
"""More results than this are taken as proof that the words were meant as typed."""
_CLEARLY_BETTER = 10


@dataclass(frozen=True)
class Interpretation:
    """What was found and how; see `SearchResult` for the flags."""

    ask: Ask
    found: Found
    correction: str | None = None
    is_corrected: bool = False
    is_folded: bool = False


def interpret(view: View, ask: Ask, audience: Audience) -> Interpretation:
    """Find `ask`, from the strictest reading to the loosest, until something is found."""
    as_typed = _as_typed(view, ask, audience)
    if not ask.sequence or (as_typed.found.total > _FEW_RESULTS and not as_typed.is_folded):
        return as_typed
    if as_typed.is_folded:
        return _with_accents(view, as_typed, audience)
    return _with_correction(view, as_typed, audience)


def _as_typed(view: View, ask: Ask, audience: Audience) -> Interpretation:
    reading = Reading(is_completing=bool(ask.words) and not view.is_known(ask.words[-1].folded))
    found = match(view, ask, audience, reading)
    if found.total or not any(word.is_accented for word in ask.words):
        return Interpretation(ask, found)
    folded = match(view, ask, audience, replace(reading, is_folded=True))
    return Interpretation(ask, folded, is_folded=True) if folded.total else Interpretation(ask, found)


def _with_accents(view: View, as_typed: Interpretation, audience: Audience) -> Interpretation:
    """Offer the accents in which the index writes the words, or other words where these are rare."""
    is_rare = as_typed.found.total <= _FEW_RESULTS
    other = Speller(view).correct(as_typed.ask.sequence) if is_rare else None
    words = other or _reaccented(view, as_typed.ask)
    if words is None or not _are_neighbours(view, ask_for(words)):
        return as_typed
    if not match(view, ask_for(words), audience, Reading()).total:
        return as_typed
    return replace(as_typed, correction=" ".join(words))


def _with_correction(view: View, as_typed: Interpretation, audience: Audience) -> Interpretation:
    """Offer a better spelling, or use it where nothing was found."""
    if as_typed.found.total and _is_usual(view, as_typed.ask):
        return as_typed
    speller = Speller(view, is_fruitless=not as_typed.found.total)
    words = speller.correct(as_typed.ask.sequence) or _reaccented(view, as_typed.ask)
    if words is None:
        return as_typed
    corrected = _as_typed(view, ask_for(words), audience)
    if corrected.found.total < _CLEARLY_BETTER * as_typed.found.total or not corrected.found.total:
        return as_typed
    if as_typed.found.total:
        return replace(as_typed, correction=" ".join(words))
    return replace(corrected, correction=" ".join(words), is_corrected=True, is_folded=False)


def _is_usual(view: View, ask: Ask) -> bool:
    """Whether the words are no rarity and stand next to each other in the index: then they are meant so."""
    return all(view.frequency(word.typed) > 1 for word in ask.sequence) and _are_neighbours(view, ask)


def _are_neighbours(view: View, ask: Ask) -> bool:
    """Whether each word stands before the next somewhere in the index."""
    return all(view.frequency(f"{first.folded} {second.folded}") for first, second in pairwise(ask.sequence))


def _reaccented(view: View, ask: Ask) -> list[str] | None:
    """The typed words with other accents; None for a query without any, or with the right ones."""
    if len(ask.sequence) > MAX_WORDS or not any(word.is_accented for word in ask.words):
        return None
    words = Speller(view).accent([word.folded for word in ask.sequence], ())
    return None if words == [word.typed for word in ask.sequence] else words
