"""How a `SearchDocument` lies in a Whoosh index: lean fields, everything else is computed when read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from whoosh import fields  # type: ignore[import-untyped]
from whoosh.analysis import RegexTokenizer  # type: ignore[import-untyped]
from whoosh.codec.whoosh3 import W3Codec  # type: ignore[import-untyped]
from whoosh.columns import NumericColumn, VarBytesColumn  # type: ignore[import-untyped]

from portal.search.analysis import Analyzer, is_plain, split_clauses
from portal.search.protocol import SearchDocument
from portal.text import sort_key

TEXT_FIELDS = ("title", "names", "text", "values")
"""Title; names and keywords; description; values in tables."""
PAIR_FIELDS = ("title_pairs", "text_pairs")
FACET_SEPARATOR = "\x1f"
"""Between the name of a facet and its value: all facets share one field, so a new one needs no new schema."""
PLAIN = "plain"
"""The flag of records whose title and description have no diacritics."""


def index_schema() -> fields.Schema:
    """The fields of an index. KEYWORD is scorable as Whoosh else looks for a missing file at each posting."""
    keyword = {"commas": True, "scorable": True}
    return fields.Schema(
        id=fields.ID(unique=True, sortable=True),
        **{name: fields.TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=False) for name in TEXT_FIELDS},
        **{name: fields.KEYWORD(**keyword) for name in PAIR_FIELDS},
        surfaces=fields.KEYWORD(**keyword),
        facets=fields.KEYWORD(**keyword),
        audience=fields.KEYWORD(**keyword),
        flags=fields.KEYWORD(**keyword),
        record_modified=fields.COLUMN(NumericColumn("q")),
        data_modified=fields.COLUMN(NumericColumn("q")),
        title_key=fields.COLUMN(VarBytesColumn()),
        stamp=fields.COLUMN(VarBytesColumn()),
    )


def index_codec() -> W3Codec:
    """Large blocks, light compression: a posting decodes in about a microsecond."""
    return W3Codec(blocklimit=1024, compression=1)


def document_fields(document: SearchDocument, analyzer: Analyzer) -> dict[str, Any]:
    """The arguments of Whoosh's `add_document`; lists of terms pass its own analysis by."""
    title = analyzer.index_terms(document.title)
    labels = [analyzer.index_terms(label) for label in (*document.names, *document.keywords)]
    text = [analyzer.index_terms(clause) for clause in split_clauses(document.description)]
    values = [analyzer.index_terms(value) for value in document.values]
    return {
        "id": document.id,
        "title": list(title.tokens),
        "names": _flat(label.tokens for label in labels),
        "text": _flat(clause.tokens for clause in text),
        "values": _flat(value.tokens for value in values),
        "title_pairs": list(title.pairs),
        "text_pairs": _flat(part.pairs for part in (*labels, *text, *values)),
        "surfaces": list(dict.fromkeys(_flat([title.surfaces, *(label.surfaces for label in labels)]))),
        "flags": [PLAIN] if is_plain((document.title, document.description)) else [],
        **_plain_fields(document),
    }


def _plain_fields(document: SearchDocument) -> dict[str, Any]:
    return {
        "facets": [
            encodable(f"{name}{FACET_SEPARATOR}{value}")
            for name, values in document.facets.items()
            for value in dict.fromkeys(values)
        ],
        "audience": [encodable(token) for token in dict.fromkeys(document.audience)],
        "record_modified": document.record_modified,
        "data_modified": document.data_modified,
        "title_key": encodable(document.title_key or sort_key(document.title)).encode(),
        "stamp": encodable(document.stamp).encode(),
    }


def encodable(text: str) -> str:
    """`text` with lone surrogates replaced, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _flat(terms: Iterable[Iterable[str]]) -> list[str]:
    return list(chain.from_iterable(terms))
