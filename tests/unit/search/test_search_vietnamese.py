"""What a Vietnamese text finds, however it is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

Indexed = Callable[..., WhooshIndex]
Found = Callable[[str], list[str]]


@pytest.mark.parametrize(
    "text",
    ["dữ liệu mở", "du lieu mo", "DỮ LIỆU MỞ", unicodedata.normalize("NFD", "dữ liệu mở"), "Du Lieu mở"],
)
def test_case_accents_and_unicode_form_do_not_matter(indexed: Indexed, found: Found, text: str) -> None:
    indexed("Dữ liệu mở", "Bệnh viện")
    assert found(text) == ["Dữ liệu mở"]


def test_decomposed_records_are_found_too(indexed: Indexed, found: Found) -> None:
    indexed(SearchDocument("1", unicodedata.normalize("NFD", "Dữ liệu mở")))
    assert found("dữ liệu") == ["1"]


@pytest.mark.parametrize("text", ["hoà bình", "hòa bình", "hoa binh", "HOÀ BÌNH"])
def test_both_ways_to_place_the_tone_are_one(indexed: Indexed, found: Found, text: str) -> None:
    indexed("Hoà Bình cũ", "Hòa Bình mới")
    assert sorted(found(text)) == ["Hoà Bình cũ", "Hòa Bình mới"]


@pytest.mark.parametrize("text", ["TP", "thành phố", "thanh pho", "tp."])
def test_an_abbreviation_finds_its_full_form_and_the_other_way_round(
    indexed: Indexed, found: Found, text: str
) -> None:
    indexed("Bản đồ TP", "Bản đồ thành phố", "Bản đồ quận")
    assert sorted(found(text)) == ["Bản đồ TP", "Bản đồ thành phố"]


def test_accents_that_were_typed_must_be_there(indexed: Indexed, found: Found) -> None:
    indexed("Bản đồ số", "Bán đỗ số")
    assert found("bản đồ") == ["Bản đồ số"]
    assert sorted(found("ban do")) == ["Bán đỗ số", "Bản đồ số"]


def test_a_record_without_any_accents_is_found_with_accents(indexed: Indexed, found: Found) -> None:
    indexed("Ban do so", "Bán đỗ số")
    assert found("bản đồ") == ["Ban do so"]


def test_accents_are_ignored_when_they_find_nothing_and_the_answer_says_so(indexed: Indexed) -> None:
    result = indexed("Bản đồ số", "Bệnh viện").search(SearchQuery("bãn đồ"))
    assert (result.ids, result.is_folded, result.correction) == (("Bản đồ số",), True, "bản đồ")
    assert not result.is_corrected


def test_a_filter_that_empties_the_result_does_not_loosen_the_text(indexed: Indexed) -> None:
    index = indexed(
        SearchDocument("exact", "Bản đồ", facets={"format": ("CSV",)}),
        SearchDocument("folded", "Bán đỗ", facets={"format": ("PDF",)}),
    )
    result = index.search(SearchQuery("bản đồ", filters={"format": ("PDF",)}))
    assert (result.total, result.is_folded, result.is_corrected) == (0, False, False)


def test_the_last_syllable_may_be_unfinished_when_it_is_no_word(indexed: Indexed, found: Found) -> None:
    indexed("Giao thông", "Giao thoa", "Giao đất")
    assert sorted(found("giao tho")) == ["Giao thoa", "Giao thông"]


def test_a_last_syllable_that_is_a_word_is_taken_as_one(indexed: Indexed, found: Found) -> None:
    indexed("Giao tho", "Giao thông")
    assert found("giao tho") == ["Giao tho"]
    assert found("gia") != []


def test_the_matched_words_are_told_for_marking(indexed: Indexed) -> None:
    index = indexed("Sở GTVT thành phố")
    assert index.search(SearchQuery("TP")).terms == ("thanh", "pho", "tp")
    assert index.search(SearchQuery('"thành phố" sở')).terms == ("thanh pho", "thanh", "pho", "so")
