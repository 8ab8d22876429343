"""In which order records come."""

from __future__ import annotations

from collections.abc import Callable

from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

Indexed = Callable[..., WhooshIndex]
Found = Callable[[str], list[str]]
FILLER = "tài liệu hướng dẫn của cơ quan về nhiều việc khác nhau trong năm nay và năm sau"


def test_words_in_the_title_come_before_words_in_names_before_words_in_the_description(
    indexed: Indexed, found: Found
) -> None:
    indexed(
        SearchDocument("text", FILLER, description="giao thông. " + FILLER),
        SearchDocument("names", FILLER, names=("Sở Giao thông",)),
        SearchDocument("title", "Giao thông " + FILLER, description=FILLER),
    )
    assert found("giao thông") == ["title", "names", "text"]


def test_no_popularity_lifts_a_description_above_a_title(indexed: Indexed) -> None:
    index = indexed(
        SearchDocument("text", FILLER, description="giao thông " * 50, data_modified=2_000_000_000),
        SearchDocument("title", "Giao xe máy và thông báo " + FILLER, data_modified=1_000_000),
    )
    index.set_popularity({"text": 1_000_000})
    assert index.search(SearchQuery("giao thông")).ids == ("title", "text")


def test_words_side_by_side_come_before_scattered_ones(indexed: Indexed, found: Found) -> None:
    indexed("Dữ số và liệu trình", "Số dữ liệu trình và")
    assert found("dữ liệu") == ["Số dữ liệu trình và", "Dữ số và liệu trình"]


def test_a_phrase_in_quotes_must_stand_together(indexed: Indexed, found: Found) -> None:
    indexed("Dữ số và liệu trình", "Số dữ liệu trình và", SearchDocument("text", "x", description="dữ liệu"))
    assert found('"dữ liệu"') == ["Số dữ liệu trình và", "text"]
    assert found("“dữ liệu” trình") == ["Số dữ liệu trình và"]


def test_a_phrase_does_not_reach_from_one_keyword_into_the_next(indexed: Indexed, found: Found) -> None:
    indexed(SearchDocument("1", "x", keywords=("bản", "đồ")))
    assert found('"bản đồ"') == []
    assert found("bản đồ") == ["1"]


def test_of_equal_records_the_used_and_the_fresh_come_first(indexed: Indexed) -> None:
    index = indexed(
        SearchDocument("old", "Bản đồ", data_modified=1_000_000_000),
        SearchDocument("used", "Bản đồ", data_modified=1_000_000_000),
        SearchDocument("fresh", "Bản đồ", data_modified=1_700_000_000),
    )
    index.set_popularity({"used": 5})
    assert set(index.search(SearchQuery("bản đồ")).ids[:2]) == {"used", "fresh"}


def test_records_sort_by_data_record_use_and_title(indexed: Indexed) -> None:
    index = indexed(
        SearchDocument("a", "Đống Đa", data_modified=1, record_modified=30),
        SearchDocument("b", "Ba Đình", data_modified=3, record_modified=10),
        SearchDocument("c", "Ba Vì", data_modified=2, record_modified=20),
    )
    index.set_popularity({"b": 1, "c": 9})

    def ids(sort: str) -> str:
        return "".join(index.search(SearchQuery(sort=sort)).ids)  # type: ignore[arg-type]

    assert [ids(sort) for sort in ("data", "record", "used", "title")] == ["bca", "acb", "cba", "bca"]
    assert ids("relevance") == "bca"


def test_a_given_title_key_decides_the_order_of_titles(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "A", title_key="2"), SearchDocument("2", "B", title_key="1"))
    assert index.search(SearchQuery(sort="title")).ids == ("2", "1")


def test_pages_join_without_gap_or_overlap(indexed: Indexed) -> None:
    index = indexed(*(SearchDocument(f"{n:03}", "Bản đồ", data_modified=n // 7) for n in range(100)))
    for text, sort in (("bản đồ", "relevance"), ("bản đồ", "title"), ("", "data")):
        queries = [SearchQuery(text, sort=sort, offset=at, limit=9) for at in range(0, 110, 9)]  # type: ignore[arg-type]
        ids = [identity for query in queries for identity in index.search(query).ids]
        assert sorted(ids) == [f"{n:03}" for n in range(100)]


def test_totals_are_exact_on_any_page(indexed: Indexed) -> None:
    index = indexed(*(f"Bản đồ {n}" for n in range(60)))
    totals = {index.search(SearchQuery("bản đồ", offset=at, limit=20)).total for at in (0, 40, 60, 1000)}
    assert totals == {60}
    assert index.search(SearchQuery("bản đồ", limit=0)).ids == ()
    assert len(index.search(SearchQuery("bản đồ", offset=-5, limit=10)).ids) == 10
