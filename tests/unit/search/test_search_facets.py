"""Filters, facet counts, and who may see what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.search.protocol import FacetCount, SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

Indexed = Callable[..., WhooshIndex]
RECORDS = (
    SearchDocument("1", "Bản đồ", facets={"org": ("so-a",), "format": ("CSV", "PDF")}),
    SearchDocument("2", "Bản đồ", facets={"org": ("so-a",), "format": ("CSV",)}),
    SearchDocument("3", "Bản đồ", facets={"org": ("so-b",), "format": ("PDF",)}),
    SearchDocument("4", "Bệnh viện", facets={"org": ("so-b",)}),
)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"org": ("so-a",)}, {"1", "2"}),
        ({"org": ("so-a", "so-b")}, {"1", "2", "3"}),
        ({"org": ("so-a",), "format": ("PDF",)}, {"1"}),
        ({"org": ("nobody",)}, set()),
        ({"org": ("so-a", "nobody")}, {"1", "2"}),
        ({"no-such-facet": ("x",)}, set()),
        ({"org": ()}, {"1", "2", "3"}),
        ({"org": ("\ud800\x00\x1f",)}, set()),
    ],
)
def test_values_of_a_filter_are_alternatives_and_filters_all_required(
    indexed: Indexed, filters: dict[str, tuple[str, ...]], ids: set[str]
) -> None:
    result = indexed(*RECORDS).search(SearchQuery("bản đồ", filters=filters))
    assert (set(result.ids), result.total) == (ids, len(ids))


def test_facets_count_what_was_found_most_frequent_first(indexed: Indexed) -> None:
    result = indexed(*RECORDS).search(SearchQuery("bản đồ", facets=("org", "format", "unknown")))
    assert result.facets == {
        "org": (FacetCount("so-a", 2), FacetCount("so-b", 1)),
        "format": (FacetCount("CSV", 2), FacetCount("PDF", 2)),
        "unknown": (),
    }


@pytest.mark.parametrize("text", ["bản đồ", ""])
def test_a_facet_is_counted_without_its_own_filter_but_with_the_others(indexed: Indexed, text: str) -> None:
    filters = {"org": ("so-a",), "format": ("PDF",)}
    result = indexed(*RECORDS).search(SearchQuery(text, filters=filters, facets=("org", "format")))
    assert dict(result.facets) == {
        "org": (FacetCount("so-a", 1), FacetCount("so-b", 1)),
        "format": (FacetCount("CSV", 2), FacetCount("PDF", 1)),
    }


def test_counts_of_everything_are_not_remembered_across_filters(indexed: Indexed) -> None:
    index = indexed(*RECORDS)
    everything = index.search(SearchQuery(facets=("org",)))
    filtered = index.search(SearchQuery(filters={"format": ("CSV",)}, facets=("org",)))
    assert everything.facets["org"] == (FacetCount("so-a", 2), FacetCount("so-b", 2))
    assert filtered.facets["org"] == (FacetCount("so-a", 2),)


def test_a_new_facet_needs_nothing_but_records_that_carry_it(indexed: Indexed) -> None:
    indexed(*RECORDS)
    index = indexed(SearchDocument("5", "Mới", facets={"made-up": ("a, b", "c")}))
    result = index.search(SearchQuery(filters={"made-up": ("a, b",)}, facets=("made-up",)))
    assert result.ids == ("5",)
    assert result.facets["made-up"] == (FacetCount("a, b", 1), FacetCount("c", 1))


def test_a_record_may_carry_many_values(indexed: Indexed) -> None:
    tags = tuple(f"tag-{n:02}" for n in range(30))
    index = indexed(SearchDocument("1", "Nhiều", facets={"tag": tags}), SearchDocument("2", "Ít"))
    result = index.search(SearchQuery(filters={"tag": ("tag-29",)}, facets=("tag",)))
    assert result.ids == ("1",)
    assert {count.value for count in result.facets["tag"]} == set(tags)


def test_facets_join_the_segments_of_several_writes(indexed: Indexed) -> None:
    for record in RECORDS:
        index = indexed(record)
    assert index.search(SearchQuery(facets=("org",))).facets["org"] == (
        FacetCount("so-a", 2),
        FacetCount("so-b", 2),
    )


MIXED = (
    SearchDocument("open", "Bản đồ", facets={"org": ("so-a",)}),
    SearchDocument("inner", "Bản đồ mật", facets={"org": ("so-b",)}, audience=("org:b",)),
    SearchDocument("shared", "Bản đồ chung", facets={"org": ("so-c",)}, audience=("org:b", "org:c")),
)


@pytest.mark.parametrize(
    ("audience", "ids"),
    [
        (frozenset({"public"}), {"open"}),
        (frozenset({"public", "org:b"}), {"open", "inner", "shared"}),
        (frozenset({"org:c"}), {"shared"}),
        (frozenset(), set()),
        (None, {"open", "inner", "shared"}),
    ],
)
@pytest.mark.parametrize("text", ["bản đồ", ""])
def test_ids_totals_and_facets_hold_only_what_the_searcher_may_see(
    indexed: Indexed, audience: frozenset[str] | None, ids: set[str], text: str
) -> None:
    result = indexed(*MIXED).search(SearchQuery(text, facets=("org",), audience=audience))
    assert set(result.ids) == ids
    assert result.total == len(ids) == sum(count.count for count in result.facets["org"])


def test_hidden_records_neither_correct_nor_complete_what_is_typed(indexed: Indexed) -> None:
    index = indexed(*MIXED)
    assert index.search(SearchQuery("mâtt")).correction is None
    assert index.suggest("bản đồ m").words == index.suggest("bản đồ m").ids == ()
    assert index.suggest("đồ m", audience=None).words == ("đồ mật",)


def test_the_audience_cannot_be_asked_for_as_a_facet(indexed: Indexed) -> None:
    result = indexed(*MIXED).search(SearchQuery(facets=("audience", "flags")))
    assert dict(result.facets) == {"audience": (), "flags": ()}
