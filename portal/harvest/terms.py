"""Finds the terms of our vocabularies by the names that other catalogues use for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portal.metadata.specification import Schemas, Term
from portal.text import fold, normalize
from portal.yaml_files import read_yaml

Synonyms = Mapping[str, Mapping[str, Sequence[str]]]
"""By vocabulary and code."""
LONGEST_NAME = 500


def load_synonyms(path: Path) -> Synonyms:
    """Read the synonyms; none where the file does not exist."""
    content = read_yaml(path) if path.exists() else None
    return content if isinstance(content, dict) else {}


class Terms:
    """The terms of every vocabulary by code, label in any language, URI, media type and synonym."""

    def __init__(self, schemas: Schemas, synonyms: Synonyms) -> None:
        self.schemas = schemas
        self._codes: dict[str, dict[str, str]] = {}
        for name, vocabulary in schemas.vocabularies.items():
            codes = self._codes[name] = {}
            for code, words in (synonyms.get(name) or {}).items():
                codes.update({key(word): code for word in words if code in vocabulary.terms})
            for term in vocabulary:
                for word in _names(term):
                    codes.setdefault(key(word), term.code)
            codes.update({key(code): code for code in vocabulary.terms})
            codes.pop("", None)

    def find(self, vocabulary: str, text: str) -> str | None:
        """The code of the term called `text`, None where there is none."""
        codes = self._codes[vocabulary]
        return next((codes[k] for spelling in _spellings(text) if (k := key(spelling)) in codes), None)


def key(text: str) -> str:
    """What is compared: folded words and digits, without the scheme of an address."""
    text = re.sub(r"^\s*(?:https?://)?(?:www\.)?", "", text[:LONGEST_NAME], flags=re.IGNORECASE)
    return " ".join(re.findall(r"[^\W_]+", fold(normalize(text))))


def _names(term: Term) -> Iterator[str]:
    yield from term.labels.values()
    yield from (str(term.extra[k]) for k in ("uri", "media_type") if k in term.extra)


def _spellings(text: str) -> Iterator[str]:
    """The text itself, then without what people put around a name."""
    text = text[:LONGEST_NAME]
    yield text
    yield text.partition(";")[0]
    yield re.sub(r"/(?:legalcode|deed)(?:\.\w+)?/?$", "", text)
    for marker in ("/media-types/", "/file-type/", "/language/"):
        if marker in text:
            yield text.partition(marker)[2]
    yield text.strip(" .")
    if re.fullmatch(r"\s*[A-Za-z]{2,3}[-_][A-Za-z]{2,4}\s*", text):
        yield re.split(r"[-_]", text.strip())[0]
