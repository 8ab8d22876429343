"""The peer of the search benchmark: tantivy with the same pre-split terms, raw facets and aggregates."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.corpus import FACETS
from portal.search.analysis import Analyzer
from portal.search.parsing import Ask, parse
from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.schema import PAIR_FIELDS, TEXT_FIELDS, document_fields

_BOOSTS = dict(zip(TEXT_FIELDS, (3.0, 2.0, 1.0, 0.5), strict=True))
_AGGREGATES = {name: {"terms": {"field": name, "size": 1000}} for name in FACETS}


class TantivyIndex:
    """Builds on first use, then opens what is in `folder`."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._folder = folder
        self._analyzer = analyzer
        self._schema = _schema()

    def build(self, documents: Iterable[SearchDocument]) -> None:
        """Index all documents in one go, by one thread."""
        self._folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, str(self._folder))
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Get ready to search."""
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def search(self, query: SearchQuery) -> tuple[list[str], int, dict[str, dict[str, int]]]:
        """The ids of the page, the exact total, and the counts of each facet."""
        wanted = self._query(query)
        by = "data_modified" if query.sort == "data" else None
        result: Any = self._searcher.search(wanted, limit=query.limit, count=True, order_by_field=by)
        ids = [self._searcher.doc(address)["id"][0] for _, address in result.hits]
        counts = self._searcher.aggregate(wanted, _AGGREGATES)
        facets = {
            name: {bucket["key"]: bucket["doc_count"] for bucket in counts[name]["buckets"]}
            for name in FACETS
        }
        return ids, result.count, facets

    def _document(self, document: SearchDocument) -> tantivy.Document:
        fields = document_fields(document, self._analyzer)
        texts = {name: [" ".join(fields[name])] for name in TEXT_FIELDS}
        pairs = {name: list(dict.fromkeys(fields[name])) for name in PAIR_FIELDS}
        facets = {name: list(document.facets[name]) for name in FACETS}
        moment = {"data_modified": [document.data_modified]}
        return tantivy.Document(id=[document.id], **texts, **pairs, **facets, **moment)

    def _query(self, query: SearchQuery) -> Any:
        ask = parse(query.text, self._analyzer)
        required = [tantivy.Query.all_query()] if ask.is_open else self._words(ask)
        for name, values in query.filters.items():
            required.append(self._any((name, value) for value in values))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, clause) for clause in required])

    def _words(self, ask: Ask) -> list[Any]:
        words = [self._any(((name, word.typed) for name in TEXT_FIELDS), _BOOSTS) for word in ask.words]
        pairs = [self._any((name, pair) for name in PAIR_FIELDS) for pair in ask.required_pairs]
        return words + pairs

    def _any(self, terms: Iterable[tuple[str, str]], boosts: dict[str, float] | None = None) -> Any:
        clauses = []
        for name, value in terms:
            clause = tantivy.Query.term_query(self._schema, name, value, "freq")
            boost = (boosts or {}).get(name)
            clauses.append(
                (tantivy.Occur.Should, tantivy.Query.boost_query(clause, boost) if boost else clause)
            )
        return tantivy.Query.boolean_query(clauses)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in PAIR_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("data_modified", fast=True)
    return builder.build()
