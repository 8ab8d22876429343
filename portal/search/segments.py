"""One immutable segment of the index: reads Whoosh under a lock, hands out arrays that need none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import takewhile
from operator import itemgetter
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.analysis import fold_token
from portal.search.cache import ByteCache
from portal.search.facets import FacetArray, facet_array
from portal.search.generations import damaged
from portal.search.postings import PAIR_FIELDS, WORD_FIELDS, FieldWeight, Mask, Posting, decode, strict, union
from portal.search.schema import FACET_SEPARATOR, PLAIN, TEXT_FIELDS

_MAX_COMPLETIONS = 40
_MAX_SURFACES = 200


class Segment:
    """The records of one segment, numbered from 0 to `size`, deleted ones included.

    Whoosh readers are not thread safe, so each use of one holds the lock. A reader that cannot read its files
    raises `Unavailable` from any method.
    """

    def __init__(self, reader: Any, cache: ByteCache) -> None:
        self._reader = reader
        self._cache = cache
        self._lock = RLock()
        self.key = str(reader.segment().segment_id())
        self.size = int(reader.doc_count_all())
        self.frequency = lru_cache(maxsize=65_536)(self._frequency)
        self.surfaces = lru_cache(maxsize=512)(self._surfaces)
        self._lengths: dict[str, NDArray[np.uint32]] = {}

    @cached_property
    def ids(self) -> list[str]:
        """The document id of each record."""
        return [value.decode() for value in self._load("id")]

    def stamps(self) -> list[str]:
        """The stamp of each record."""
        return [value.decode() for value in self._load("stamp")]

    def title_keys(self) -> list[bytes]:
        """The sort key of each record's title."""
        return list(self._load("title_key"))

    def moments(self, name: str) -> NDArray[np.int64]:
        """The column `record_modified` or `data_modified`, in seconds since 1970."""
        return np.array(self._load(name), dtype=np.int64)

    def word(self, token: str) -> Posting:
        """Where a folded or accented token is."""
        return self._cache.get(("word", self.key, token), lambda: self._decode(WORD_FIELDS, token))

    def pair(self, pair: str) -> Posting:
        """Where two folded syllables stand side by side."""
        return self._cache.get(("pair", self.key, pair), lambda: self._decode(PAIR_FIELDS, pair))

    def strict_word(self, token: str) -> Posting:
        """Where an accented token is as typed, or unaccented in a record without any accents."""
        if not self._has_plain:
            return self.word(token)
        return self._cache.get(
            ("strict", self.key, token),
            lambda: strict(self.word(token), self.word(fold_token(token)), self._plain),
        )

    def completed_word(self, prefix: str) -> Posting:
        """Where a token is that begins with the folded `prefix`; the most frequent ones only."""
        return self._cache.get(
            ("prefix", self.key, prefix),
            lambda: union(map(self.word, self.completions(prefix)), self.size),
        )

    def completions(self, prefix: str) -> list[str]:
        """The folded words that begin with `prefix`, most frequent first."""
        start = bisect_left(self.words, prefix)
        found = takewhile(lambda word: word.startswith(prefix), self.words[start:])
        folded = [word for word in found if word == fold_token(word)]
        return sorted(folded, key=self.frequency, reverse=True)[:_MAX_COMPLETIONS]

    @cached_property
    def words(self) -> list[str]:
        """All tokens, folded and accented, in code-point order."""
        with self._reading() as reader:
            lexicons = [set(reader.lexicon(name)) for name in TEXT_FIELDS]
        return sorted(term.decode() for term in set.union(*lexicons))

    @cached_property
    def known_words(self) -> frozenset[str]:
        """All tokens."""
        return frozenset(self.words)

    @cached_property
    def accented_forms(self) -> dict[str, list[str]]:
        """The accented tokens behind each folded one."""
        forms: dict[str, list[str]] = {}
        for word in self.words:
            if word != fold_token(word):
                forms.setdefault(fold_token(word), []).append(word)
        return forms

    def _surfaces(self, prefix: str) -> dict[str, int]:
        """How often pairs that begin, folded, with `prefix` are written how; see `TextTerms.surfaces`.

        The most frequent ones only. Do not change the answer, it is remembered.
        """
        with self._reading() as reader:
            terms = [term.decode() for term in reader.expand_prefix("surfaces", prefix)]
            counts = {term: int(reader.doc_frequency("surfaces", term)) for term in terms}
        return dict(nlargest(_MAX_SURFACES, counts.items(), key=itemgetter(1)))

    def _frequency(self, term: str) -> int:
        fields = PAIR_FIELDS if " " in term else WORD_FIELDS
        with self._reading() as reader:
            return max(int(reader.doc_frequency(field.name, term)) for field in fields)

    @cached_property
    def facet_values(self) -> dict[str, list[str]]:
        """The values of every facet, by its name."""
        names: dict[str, list[str]] = {}
        with self._reading() as reader:
            for term in reader.lexicon("facets"):
                name, _, value = term.decode().partition(FACET_SEPARATOR)
                names.setdefault(name, []).append(value)
        return names

    def facet(self, name: str) -> FacetArray:
        """One facet; without values when no record has it."""
        return self._cache.get(("facet", self.key, name), lambda: self._read_facet(name))

    def facet_mask(self, name: str, values: tuple[str, ...]) -> Mask:
        """Which records carry any of `values`."""
        return self._cache.get(
            ("mask", self.key, name, values), lambda: self.facet(name).mask(values, self.size)
        )

    @cached_property
    def audience(self) -> FacetArray:
        """Who may see each record."""
        with self._reading() as reader:
            tokens = [term.decode() for term in reader.lexicon("audience")]
        return facet_array(tokens, self._holders("audience", tokens), self.size)

    def _read_facet(self, name: str) -> FacetArray:
        values = self.facet_values.get(name, [])
        terms = [f"{name}{FACET_SEPARATOR}{value}" for value in values]
        return facet_array(values, self._holders("facets", terms), self.size)

    def _holders(self, field: str, terms: Sequence[str]) -> list[list[int]]:
        with self._reading() as reader:
            return [list(reader.postings(field, term).all_ids()) for term in terms]

    @cached_property
    def _plain(self) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        with self._reading() as reader:
            if ("flags", PLAIN) in reader:
                mask[list(reader.postings("flags", PLAIN).all_ids())] = True
        return mask

    @cached_property
    def _has_plain(self) -> bool:
        return bool(self._plain.any())

    def _decode(self, fields: Sequence[FieldWeight], term: str) -> Posting:
        with self._reading() as reader:

            def matcher(field: str) -> Any:
                return reader.postings(field, term) if (field, term) in reader else None

            return decode(fields, matcher, self._length, self.size)

    def _length(self, field: str) -> NDArray[np.uint32]:
        if field not in self._lengths:
            with self._reading() as reader:
                lengths = (reader.doc_field_length(number, field) or 0 for number in range(self.size))
                self._lengths[field] = np.fromiter(lengths, dtype=np.uint32, count=self.size)
        return self._lengths[field]

    def _load(self, column: str) -> Sequence[Any]:
        with self._reading() as reader:
            values: Sequence[Any] = reader.column_reader(column, translate=False).load()
            return values

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with self._lock:
            try:
                yield self._reader
            except Exception as error:
                raise damaged() from error
