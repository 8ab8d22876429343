"""Results equal to Whoosh's own matchers: the evaluation in arrays finds what Whoosh itself would find."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Every, Or, Term

from portal.search.analysis import Analyzer
from portal.search.parsing import parse
from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.schema import FACET_SEPARATOR, PAIR_FIELDS, TEXT_FIELDS
from portal.search.whoosh_index import WhooshIndex
from portal.text import fold

PHRASES = [
    "bản đồ",
    "giao thông",
    "dữ liệu mở",
    "thành phố",
    "ban do",
    "bán đỗ",
    "chất lượng",
    "không khí",
    "TP",
    "y tế",
]
ORGANIZATIONS = ["so-a", "so-b", "so-c"]
FORMATS = ["CSV", "PDF", "API"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshIndex, FileIndex, Analyzer]:
    """An index of several segments with deleted records, and Whoosh's view of the same files."""
    folder: Path = tmp_path_factory.mktemp("equality") / "index"
    analyzer = Analyzer({"TP": "thành phố"})
    index = WhooshIndex(folder, analyzer)
    random = Random(11)
    index.rebuild(_record(random, number) for number in range(400))
    index.index(_record(random, random.randrange(450)) for _ in range(60))
    index.delete(str(random.randrange(450)) for _ in range(40))
    return index, FileIndex(FileStorage(str(next(folder.glob("generation-*"))))), analyzer


def _record(random: Random, number: int) -> SearchDocument:
    text = [random.choice(PHRASES) for _ in range(6)]
    is_plain = random.random() < 0.2
    title, description = (
        fold(part) if is_plain else part for part in (" ".join(text[:2]), " ".join(text[2:]))
    )
    return SearchDocument(
        str(number),
        title,
        description=description,
        keywords=(random.choice(PHRASES),),
        facets={
            "org": (random.choice(ORGANIZATIONS),),
            "format": tuple(random.sample(FORMATS, random.randint(0, 2))),
        },
        audience=(random.choice(("public", "org:a")),),
    )


def _queries() -> list[SearchQuery]:
    random = Random(5)
    queries = []
    for _ in range(150):
        words = " ".join(random.choice(PHRASES) for _ in range(random.randint(0, 2)))
        text = random.choice((words, fold(words), f'"{words}"' if words else ""))
        filters = {}
        if random.random() < 0.5:
            filters["org"] = tuple(random.sample(ORGANIZATIONS, random.randint(1, 2)))
        if random.random() < 0.3:
            filters["format"] = (random.choice(FORMATS),)
        audience = random.choice((None, frozenset({"public"}), frozenset({"org:a", "x"})))
        queries.append(SearchQuery(text, filters, ("org", "format"), limit=1000, audience=audience))
    return queries


@pytest.mark.parametrize("query", _queries(), ids=lambda query: query.text)
def test_ids_totals_and_facets_are_those_of_whoosh(
    filled: tuple[WhooshIndex, FileIndex, Analyzer], query: SearchQuery
) -> None:
    index, whoosh, analyzer = filled
    result = index.search(query)
    if result.is_folded or result.is_corrected:
        pytest.skip("not taken as typed")
    with whoosh.searcher() as searcher:
        ids = _ids(searcher, _whoosh_query(query, analyzer))
        assert (set(result.ids), result.total) == (ids, len(ids))
        for name, values in {"org": ORGANIZATIONS, "format": FORMATS}.items():
            others = {other: wanted for other, wanted in query.filters.items() if other != name}
            base = _whoosh_query(SearchQuery(query.text, others, audience=query.audience), analyzer)
            counts = {value: len(_ids(searcher, And([base, _facet(name, value)]))) for value in values}
            assert {c.value: c.count for c in result.facets[name]} == {v: n for v, n in counts.items() if n}


def _whoosh_query(query: SearchQuery, analyzer: Analyzer) -> Any:
    ask = parse(query.text, analyzer)
    clauses: list[Any] = [Every()] if ask.is_open else []
    for word in ask.words:
        plain = And([_anywhere(word.folded), Term("flags", "plain")])
        clauses.append(Or([_anywhere(word.typed), plain]) if word.is_accented else _anywhere(word.folded))
    clauses += [Or([Term(field, pair) for field in PAIR_FIELDS]) for pair in ask.required_pairs]
    clauses += [Or([_facet(name, value) for value in values]) for name, values in query.filters.items()]
    if query.audience is not None:
        clauses.append(Or([Term("audience", token) for token in query.audience]))
    return And(clauses)


def _anywhere(token: str) -> Any:
    return Or([Term(field, token) for field in TEXT_FIELDS])


def _facet(name: str, value: str) -> Any:
    return Term("facets", f"{name}{FACET_SEPARATOR}{value}")


def _ids(searcher: Any, query: Any) -> set[str]:
    numbers = query.docs(searcher)
    column = searcher.reader().column_reader("id")
    return {column[number] for number in numbers}


def test_the_corpus_exercises_deleted_records_and_several_segments(
    filled: tuple[WhooshIndex, FileIndex, Analyzer],
) -> None:
    _, whoosh, _ = filled
    leaves = [reader for reader, _ in whoosh.reader().leaf_readers()]
    assert len(leaves) > 1
    assert any(chain.from_iterable(reader.segment().deleted_docs() for reader in leaves))
