"""Whatever is typed or stored: no error, and never more than what was asked for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.analysis import Analyzer, split_words
from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

TITLES = ("Bản đồ giao thông", "Dữ liệu mở thành phố", "Chất lượng không khí", "Bệnh viện nhi đồng")
TRICKY = st.text(st.sampled_from("\"'“”«»:*?()[]{}~^\\/-+&|!<>\x00\ud800😀\u0301\n aàbđ01_"), max_size=60)
TYPED = st.one_of(
    st.text(max_size=60),
    TRICKY,
    st.lists(st.sampled_from(["giao", '"', "thông", "OR", "NOT", "*"])).map(" ".join),
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    """An index that is only read."""
    folder: Path = tmp_path_factory.mktemp("garbage")
    index = WhooshIndex(folder / "index", Analyzer())
    index.index(SearchDocument(title, title, facets={"org": ("a",)}) for title in TITLES)
    return index


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""',
        "*",
        "*:*",
        ":",
        "(((",
        "\\",
        "\x00",
        "\ud800",
        "😀",
        "___",
        "\u0301",
        "«»",
        "^~",
        "[a TO",
        "AND OR",
    ],
)
def test_a_text_with_nothing_in_it_that_is_known_finds_nothing(full: WhooshIndex, text: str) -> None:
    result = full.search(SearchQuery(text, facets=("org",)))
    assert (result.ids, result.total, dict(result.facets)) == ((), 0, {"org": ()})


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u3000"])
def test_only_an_empty_text_finds_everything(full: WhooshIndex, text: str) -> None:
    assert full.search(SearchQuery(text)).total == len(TITLES)


@pytest.mark.parametrize(
    "text",
    [
        '"giao thông',
        'giao thông"',
        '"giao" thông',
        "giao:thông*",
        "(giao OR) thông"[:6] + " thông",
        "giao\x00thông",
    ],
)
def test_a_stray_sign_changes_nothing(full: WhooshIndex, text: str) -> None:
    assert full.search(SearchQuery(text)).ids == ("Bản đồ giao thông",)


def test_a_quoted_phrase_with_another_word_requires_both(full: WhooshIndex) -> None:
    assert full.search(SearchQuery('"giao thông" khí')).total == 0
    assert full.search(SearchQuery('"không khí" "chất')).ids == ("Chất lượng không khí",)


@pytest.mark.parametrize(
    "text", ["giao " * 2500, "x" * 10_000, '"' * 10_000, " ".join(f"w{n}" for n in range(2500))]
)
def test_ten_thousand_characters_are_answered_fast(full: WhooshIndex, text: str) -> None:
    start = time.perf_counter()
    full.search(SearchQuery(text, facets=("org",)))
    full.suggest(text)
    assert time.perf_counter() - start < 1


@settings(max_examples=150)
@given(TYPED)
def test_no_text_raises_or_finds_a_record_without_its_words(full: WhooshIndex, text: str) -> None:
    result = full.search(SearchQuery(text, facets=("org",)))
    full.suggest(text)
    if text.strip() and not split_words(text):
        assert result.total == 0
    if text.strip() and not result.is_corrected:
        assert all(_holds(title, text) for title in result.ids)


def _holds(title: str, text: str) -> bool:
    """Whether every word of `text` begins a word of `title`, accents aside."""
    from portal.text import fold

    words = fold(title).split()
    return all(any(word.startswith(fold(asked)) for word in words) for asked in split_words(text))


@settings(max_examples=25)
@given(title=TYPED, value=st.text(max_size=20), name=st.text(max_size=10), stamp=st.text(max_size=10))
def test_any_record_can_be_kept_found_and_forgotten(
    tmp_path_factory: pytest.TempPathFactory, title: str, value: str, name: str, stamp: str
) -> None:
    index = WhooshIndex(tmp_path_factory.mktemp("any") / "index", Analyzer())
    index.index([SearchDocument("1", title, description=title, facets={name: (value,)}, stamp=stamp)])
    words = split_words(title)
    assert index.search(SearchQuery(title, facets=(name,))).total == bool(words or not title.strip())
    assert index.stamps().keys() == {"1"}
    index.delete(["1"])
    assert index.search(SearchQuery()).total == 0
