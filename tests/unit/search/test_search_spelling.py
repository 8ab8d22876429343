"""Did you mean, and completions while typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

Indexed = Callable[..., WhooshIndex]
TITLES = (
    "Danh sách bệnh viện thành phố",
    "Bệnh viện nhi đồng",
    "Nhân viên y tế",
    "Viện kiểm sát",
    "Bệnh dịch ven sông",
    "Dữ liệu mở giao thông",
    "Dữ liệu giao thông đường bộ",
    "Thông tin giao dịch đất đai",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dữ lệu mở", "dữ liệu mở"),
        ("giao thogn", "giao thông"),
        ("benh vienn", "bệnh viện"),
        ("giaothông", "giao thông"),
        ("du leiu giao thong", "dữ liệu giao thông"),
    ],
)
def test_a_misspelt_query_is_corrected_in_context(indexed: Indexed, typed: str, meant: str) -> None:
    result = indexed(*TITLES).search(SearchQuery(typed))
    assert (result.correction, result.is_corrected) == (meant, True)
    assert result.total > 0


def test_two_words_that_never_meet_are_a_slip_of_one_letter(indexed: Indexed) -> None:
    titles = ("Trường học phổ thông", "Đối tượng chính sách", "Học sinh", "Hội chợ", "Hội thi", "Nhà trường")
    result = indexed(*titles).search(SearchQuery("tuong hoc"))
    assert (result.correction, result.is_corrected) == ("trường học", True)


def test_accents_are_not_offered_for_words_that_never_meet(indexed: Indexed) -> None:
    result = indexed("Chợ hoa ngày Tết", "Hàng bình ổn giá và hoa tươi", "Văn hóa").search(
        SearchQuery("hoà bình")
    )
    assert (result.total, result.is_folded, result.correction) == (1, True, None)


def test_usual_words_are_not_doubted_because_others_are_more_frequent(indexed: Indexed) -> None:
    titles = ("Chất lượng không khí", "Không khí lạnh", *(f"Không ghi tên {n}" for n in range(40)))
    assert indexed(*titles).search(SearchQuery("không khí")).correction is None


def test_words_of_two_clauses_are_no_neighbours(indexed: Indexed) -> None:
    apart = SearchDocument("apart", "Một", description="Đối tượng, hội viên.")
    together = SearchDocument("together", "Hai", description="Các đối tượng hội họp.")
    result = indexed(apart, together).search(SearchQuery('"tượng hội"'))
    assert result.ids == ("together",)


def test_a_likelier_word_is_offered_when_the_accents_as_typed_find_nothing(indexed: Indexed) -> None:
    result = indexed(*TITLES).search(SearchQuery("bệnh vện"))
    assert (result.ids, result.is_folded) == (("Bệnh dịch ven sông",), True)
    assert (result.correction, result.is_corrected) == ("bệnh viện", False)


def test_a_good_query_is_left_alone(indexed: Indexed) -> None:
    index = indexed(*TITLES)
    for text in ("bệnh viện", "benh vien", "ven sông", "thông tin", "y tế"):
        result = index.search(SearchQuery(text))
        assert result.total
        assert (result.correction, result.is_corrected) == (None, False)


def test_a_rare_spelling_that_finds_something_is_kept_but_the_better_one_offered(indexed: Indexed) -> None:
    index = indexed("Giao thogn", *(f"Giao thông {n}" for n in range(30)))
    result = index.search(SearchQuery("giao thogn"))
    assert (result.ids, result.is_corrected) == (("Giao thogn",), False)
    assert result.correction == "giao thông"


def test_nonsense_stays_without_result_and_without_correction(indexed: Indexed) -> None:
    result = indexed(*TITLES).search(SearchQuery("qwrtpsd xyzzyx"))
    assert (result.total, result.correction, result.is_corrected) == (0, None, False)


def test_numbers_are_never_corrected(indexed: Indexed) -> None:
    assert indexed("Báo cáo 2024").search(SearchQuery("báo cáo 2025")).correction is None


def test_a_correction_respects_the_filters(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "Giao thông", facets={"org": ("a",)}))
    assert index.search(SearchQuery("giao thogn", filters={"org": ("b",)})).total == 0
    assert index.search(SearchQuery("giao thogn", filters={"org": ("a",)})).ids == ("1",)


def test_what_is_being_typed_is_completed_accented_and_with_fitting_titles(indexed: Indexed) -> None:
    suggestions = indexed(*TITLES).suggest("giao th")
    assert suggestions.words == ("giao thông",)
    assert set(suggestions.ids) == {
        "Dữ liệu mở giao thông",
        "Dữ liệu giao thông đường bộ",
        "Thông tin giao dịch đất đai",
    }


def test_the_words_before_are_kept(indexed: Indexed) -> None:
    assert "dữ liệu giao thông" in indexed(*TITLES).suggest("dữ liệu giao t").words


def test_the_words_before_get_their_accents(indexed: Indexed) -> None:
    assert indexed(*TITLES).suggest("du lieu giao th").words == ("dữ liệu giao thông",)


def test_a_single_syllable_is_completed_to_words(indexed: Indexed) -> None:
    assert indexed(*TITLES).suggest("bện").words[:1] == ("bệnh viện",)
    assert set(indexed(*TITLES).suggest("giao").words) == {"giao thông", "giao dịch"}


def test_words_only_in_descriptions_do_not_suggest_a_title(indexed: Indexed) -> None:
    index = indexed(SearchDocument("1", "Khác", description="giao thông"))
    assert index.suggest("giao th").ids == ()


def test_suggestions_are_limited(indexed: Indexed) -> None:
    index = indexed(*(f"Bản đồ{n} số" for n in range(20)))
    suggestions = index.suggest("bản đ", limit=3)
    assert (len(suggestions.words), len(suggestions.ids)) == (3, 3)
    assert index.suggest("bản đ", limit=0) == index.suggest("((") == index.suggest("")
