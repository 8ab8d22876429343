"""Adding, replacing, deleting, rebuilding, and what happens to a broken index."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.errors import Unavailable
from portal.search.analysis import Analyzer
from portal.search.protocol import SearchDocument, SearchIndex, SearchQuery
from portal.search.whoosh_index import WhooshIndex

Indexed = Callable[..., WhooshIndex]


def everything(index: WhooshIndex) -> set[str]:
    """The ids of all records, after checking that the total agrees."""
    result = index.search(SearchQuery(limit=1000, audience=None))
    assert result.total == len(result.ids)
    return set(result.ids)


def test_the_index_is_a_search_index(index: WhooshIndex) -> None:
    port: SearchIndex = index
    assert port is index


def test_a_replaced_record_is_found_once_and_by_its_new_words_only(indexed: Indexed) -> None:
    indexed(SearchDocument("1", "Cũ", facets={"org": ("a",)}), "Khác")
    index = indexed(SearchDocument("1", "Mới", facets={"org": ("b",)}))
    assert everything(index) == {"1", "Khác"}
    assert index.search(SearchQuery("cũ")).total == 0
    assert index.search(SearchQuery("mới", facets=("org",))).facets["org"][0].value == "b"


def test_of_two_records_with_one_id_in_a_batch_the_last_counts(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "Cũ"), SearchDocument("1", "Mới"))
    assert everything(index) == {"1"}
    assert index.search(SearchQuery("mới")).total == 1


def test_a_deleted_record_disappears_from_results_facets_and_stamps(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "Bản đồ", facets={"org": ("a",)}, stamp="s1"), "Bản đồ số")
    assert index.search(SearchQuery("bản đồ")).total == 2
    index.delete(["1", "unknown"])
    result = index.search(SearchQuery("bản đồ", facets=("org",)))
    assert (result.ids, dict(result.facets)) == (("Bản đồ số",), {"org": ()})
    assert dict(index.stamps()) == {"Bản đồ số": ""}


def test_replacing_and_deleting_over_many_merged_segments_never_brings_a_record_back(
    indexed: Indexed, index: WhooshIndex
) -> None:
    for number in range(30):
        indexed(SearchDocument(f"{number % 7}", f"Bản đồ lần {number}", stamp=str(number)))
        if number % 5 == 4:
            index.delete([f"{number % 7}"])
        assert everything(index) == set(index.stamps())
    assert set(index.stamps().values()) == {"23", "25", "26", "27", "28"}
    assert index.search(SearchQuery("bản đồ")).total == 5


def test_many_records_are_replaced_in_one_go(index: WhooshIndex) -> None:
    for title in ("Cũ", "Mới"):
        index.index(SearchDocument(f"{number}", title) for number in range(1200))
    assert index.search(SearchQuery("mới")).total == len(index.stamps()) == 1200
    assert index.search(SearchQuery("cũ")).total == 0


def test_writing_nothing_makes_no_index(index: WhooshIndex) -> None:
    index.index([])
    index.delete(["1"])
    assert not index.is_ready()
    assert index.stamps() == {}


def test_stamps_tell_what_is_held(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "A", stamp="x"), SearchDocument("2", "B", stamp="ý"))
    assert dict(index.stamps()) == {"1": "x", "2": "ý"}


def test_a_rebuild_replaces_everything_and_leaves_one_generation(indexed: Indexed, folder: Path) -> None:
    index = indexed("Cũ")
    progress: list[int] = []
    assert index.rebuild((SearchDocument(str(n), "Mới") for n in range(3)), progress.append) == 3
    assert everything(index) == {"0", "1", "2"}
    assert progress == [1, 2, 3]
    assert len(list(folder.glob("generation-*"))) == 1


def test_the_old_index_answers_until_a_rebuild_is_through(indexed: Indexed) -> None:
    index = indexed("Cũ")

    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("1", "Mới")
        assert everything(index) == {"Cũ"}

    index.rebuild(documents())
    assert everything(index) == {"1"}


def test_a_rebuild_that_fails_leaves_the_old_index(indexed: Indexed, folder: Path) -> None:
    index = indexed("Cũ")

    def documents() -> Iterator[SearchDocument]:
        yield SearchDocument("1", "Mới")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        index.rebuild(documents())
    assert everything(index) == {"Cũ"}
    assert len(list(folder.glob("generation-*"))) == 1
    assert everything(indexed("Thêm")) == {"Cũ", "Thêm"}


def test_an_empty_rebuild_is_a_ready_empty_index(index: WhooshIndex) -> None:
    assert index.rebuild([]) == 0
    assert index.is_ready()
    result = index.search(SearchQuery("bản đồ", facets=("org",)))
    assert (result.ids, result.total, dict(result.facets)) == ((), 0, {"org": ()})
    assert index.suggest("b").words == ()
    index.warm_up()


def test_another_reader_sees_a_rebuild_within_a_second(
    indexed: Indexed, folder: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, other = indexed("Cũ"), WhooshIndex(folder, analyzer)
    assert everything(other) == {"Cũ"}
    index.rebuild([SearchDocument("1", "Mới")])
    index.index([SearchDocument("2", "Mới")])
    assert everything(other) == {"Cũ"}
    monkeypatch.setattr("portal.search.views.time.monotonic", lambda: float("inf"))
    assert everything(other) == {"1", "2"}


def test_a_missing_index_is_not_ready_and_unavailable(index: WhooshIndex) -> None:
    assert not index.is_ready()
    with pytest.raises(Unavailable):
        index.search(SearchQuery("x"))
    with pytest.raises(Unavailable):
        index.suggest("x")


# Whoosh leaves the file open in which it found nonsense.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", ["pointer", "contents", "segment", "generation"])
def test_a_broken_index_is_unavailable_until_it_is_rebuilt(
    indexed: Indexed, folder: Path, analyzer: Analyzer, damage: str
) -> None:
    indexed("Bản đồ")
    generation = next(folder.glob("generation-*"))
    if damage == "pointer":
        (folder / "CURRENT").write_bytes(b"../../elsewhere\xff")
    for path in generation.iterdir():
        if damage == "generation" or (damage == "segment" and path.suffix == ".seg"):
            path.unlink()
        elif damage == "contents" and path.suffix == ".toc":
            path.write_bytes(b"nonsense")
    index = WhooshIndex(folder, analyzer)
    assert not index.is_ready()
    with pytest.raises(Unavailable):
        index.search(SearchQuery("bản đồ"))
    index.rebuild([SearchDocument("1", "Bản đồ")])
    assert index.is_ready()
    assert index.search(SearchQuery("bản đồ")).ids == ("1",)


def test_only_the_owner_may_enter_the_folder(indexed: Indexed, folder: Path) -> None:
    indexed("Bản đồ")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.glob("generation-*"))}
    assert modes == {0o700}


def test_the_index_survives_the_process(indexed: Indexed, folder: Path, analyzer: Analyzer) -> None:
    indexed("Bản đồ")
    assert WhooshIndex(folder, analyzer).search(SearchQuery("bản đồ")).ids == ("Bản đồ",)


def test_warming_up_changes_no_answer(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "Bản đồ", facets={"org": ("a",)}))
    before = index.search(SearchQuery("bản đồ", facets=("org",)))
    index.warm_up()
    assert index.search(SearchQuery("bản đồ", facets=("org",))) == before
