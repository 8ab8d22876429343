"""Marks the words of a query in a title, whether typed with diacritics or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from portal.text import fold


def marked(text: str, terms: Sequence[str]) -> Markup:
    """`text` escaped, with `<mark>` around each of `terms`.

    A term without diacritics marks every spelling (*truong* marks *Trường*), one with them only its own.
    """
    pattern, spellings = _pattern(tuple(terms))
    folded = _folded(text)
    if pattern is None or len(folded) != len(text):
        return escape(text)
    pieces, end = [], 0
    for match in pattern.finditer(folded):
        found = text[match.start() : match.end()]
        if not spellings[match.group()] & {match.group(), found.lower()}:
            continue
        pieces += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(found)]
        end = match.end()
    return Markup().join([*pieces, escape(text[end:])])


def _folded(text: str) -> str:
    """`text` folded letter by letter where folding the whole would move places."""
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join((fold(c) + " ")[0] for c in text)


@lru_cache(maxsize=256)
def _pattern(terms: tuple[str, ...]) -> tuple[re.Pattern[str] | None, dict[str, set[str]]]:
    """Finds whole words in folded text; beside it the spellings asked for, by folded form."""
    spellings: dict[str, set[str]] = {}
    for term in terms:
        spellings.setdefault(fold(term).strip(), set()).add(term.lower().strip())
    words = sorted(spellings.keys() - {""}, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)") if words else None
    return pattern, spellings
