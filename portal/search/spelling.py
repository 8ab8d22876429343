"""Did you mean: the most likely words behind mistyped ones, seen together with their neighbours.

One step of a noisy channel: candidates are one edit away, their neighbours in the index decide between them.
Runs on folded syllables; the accents of changed ones come from how the index writes the pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import log
from string import ascii_lowercase

from portal.search.parsing import Word
from portal.search.view import View

MAX_WORDS = 12
_MAX_CANDIDATES = 6
_EDIT_COST = log(200)
_UNKNOWN_COST = log(20_000)
_STRANGER_COST = log(100)
_NEIGHBOUR_PRIOR = 2.0
_PAIR_EVIDENCE = 4.0


class Speller:
    """Corrects queries with the words of one view.

    `is_fruitless`: no record holds all the words as typed; neighbours never seen together are not believed.
    """

    def __init__(self, view: View, *, is_fruitless: bool = False) -> None:
        self._view = view
        self._stranger_cost = _STRANGER_COST if is_fruitless else 0.0

    def correct(self, words: Sequence[Word]) -> list[str] | None:
        """`words` as they were probably meant, accented; None when that is how they were typed."""
        if not 0 < len(words) <= MAX_WORDS:
            return None
        folded = self._most_likely([list(self._candidates(word)) for word in words])
        return None if folded == [word.folded for word in words] else self.accent(folded, words)

    def accent(self, folded: Sequence[str], typed: Sequence[Word]) -> list[str]:
        """`folded` as the index writes it; a word that was typed with accents keeps them."""
        kept = {word.folded: word.typed for word in typed if word.is_accented}
        pairs = self._written_pairs(folded)
        paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
        for word in folded:
            forms = {kept[word]: 0.0} if word in kept else self._forms(word)
            paths = {
                form: max(
                    (score + weight + _PAIR_EVIDENCE * log(1 + pairs.get(f"{last} {form}", 0)), [*path, form])
                    for last, (score, path) in paths.items()
                )
                for form, weight in forms.items()
            }
        return max(paths.values())[1]

    def _candidates(self, typed: Word) -> Iterator[tuple[str, float]]:
        """Folded words that may be meant, each with the cost of the slip; other accents are a slip too."""
        word = typed.folded
        slip = 0.0 if self._view.is_known(typed.typed) else _EDIT_COST
        yield word, slip if self._view.is_known(word) else _UNKNOWN_COST
        if not 2 <= len(word) <= 20 or not word.isascii() or not word.isalpha():
            return
        near = {edit for edit in _edits(word) if self._view.is_known(edit)} - {word}
        ranked = sorted(near, key=self._view.frequency, reverse=True)
        for edit in ranked[:_MAX_CANDIDATES]:
            yield edit, _EDIT_COST
        for split in _splits(word):
            if self._view.frequency(split):
                yield split, _EDIT_COST

    def _most_likely(self, choices: Sequence[Sequence[tuple[str, float]]]) -> list[str]:
        paths: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
        for candidates in choices:
            paths = {
                word: max(
                    (score + self._log_likelihood(last, word) - cost, [*path, word])
                    for last, (score, path) in paths.items()
                )
                for word, cost in candidates
            }
        return " ".join(max(paths.values(), key=self._with_labels)[1]).split(" ")

    def _with_labels(self, path: tuple[float, list[str]]) -> float:
        """The score of a path; pairs that stand in titles and names are likelier to be asked for."""
        score, words = path
        pairs = self._written_pairs(" ".join(words).split(" ")) if len(words) > 1 else {}
        return score + log(1 + sum(pairs.values()))

    def _log_likelihood(self, last: str, word: str) -> float:
        last, (word, *rest) = last.split(" ")[-1], word.split(" ")
        alone = (self._view.frequency(word) + 0.5) / (self._view.size + 1)
        if rest:
            alone = (self._view.frequency(f"{word} {rest[0]}") + 0.5) / (self._view.size + 1)
        if not last:
            return log(alone)
        seen = self._view.frequency(f"{last} {word}")
        likelihood = (seen + _NEIGHBOUR_PRIOR * alone) / (self._view.frequency(last) + _NEIGHBOUR_PRIOR)
        return log(likelihood) - (0.0 if seen else self._stranger_cost)

    def _forms(self, folded: str) -> dict[str, float]:
        """The ways to write one folded word, each with the log of its frequency."""
        forms = (segment.accented_forms.get(folded, ()) for segment in self._view.segments)
        counts = {form: self._view.frequency(form) for form in chain.from_iterable(forms)}
        counts[folded] = max(0, self._view.frequency(folded) - sum(counts.values()))
        return {form: log(1 + count) for form, count in counts.items()}

    def _written_pairs(self, folded: Sequence[str]) -> dict[str, int]:
        """How often each written form of the adjacent words occurs."""
        found = self._view.surfaces([f"{first} {second}\t" for first, second in pairwise(folded)])
        return {surface.partition("\t")[2]: count for surface, count in found.items()}


def _edits(word: str) -> Iterator[str]:
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        yield from (head + letter + tail[1:] for letter in ascii_lowercase if tail)
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _splits(word: str) -> Iterator[str]:
    return (f"{word[:i]} {word[i:]}" for i in range(1, len(word)))
