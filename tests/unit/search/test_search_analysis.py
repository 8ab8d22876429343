"""How texts become terms."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import Analyzer, is_plain, load_abbreviations, split_words
from portal.text import fold, normalize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dữ liệu MỞ", ["dữ", "liệu", "mở"]),
        (unicodedata.normalize("NFD", "Dữ liệu mở"), ["dữ", "liệu", "mở"]),
        ("Hoà Bình, Thuỷ Lợi, quý", ["hòa", "bình", "thủy", "lợi", "quý"]),
        ("Ðà Lạt", ["đà", "lạt"]),
        ("12/2024/QĐ-UBND_x", ["12", "2024", "qđ", "ubnd", "x"]),
        ("a\u0301\u0302n", ["án"]),
        ("((( \x00 😀 \ud800 *:", []),
        ("x" * 200, ["x" * 64]),
    ],
)
def test_text_is_split_into_normalised_syllables(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TP", "thành phố"),
        ("tp. HCM", "thành phố hồ chí minh"),
        ("TPHCM", "thành phố hồ chí minh"),
        ("Sở TN&MT", "sở tài nguyên và môi trường"),
        ("LĐ-TB&XH", "lao động thương binh và xã hội"),
        ("HDND", "hội đồng nhân dân"),
        ("tpx", "tpx"),
    ],
)
def test_abbreviations_in_a_query_become_their_full_form(analyzer: Analyzer, text: str, words: str) -> None:
    assert analyzer.query_words(text) == words.split()


def test_abbreviations_in_a_record_stand_beside_their_full_form(analyzer: Analyzer) -> None:
    terms = analyzer.index_terms("Sở GTVT")
    assert {"gtvt", "giao", "thong", "thông", "van", "vận", "tai", "tải"} < set(terms.tokens)
    assert {"so giao", "giao thong", "so gtvt"} < set(terms.pairs)


def test_every_syllable_is_indexed_folded_and_accented() -> None:
    terms = Analyzer().index_terms("bản đồ số")
    assert terms.tokens == ("ban", "bản", "do", "đồ", "so", "số")
    assert terms.pairs == ("ban do", "do so")
    assert terms.surfaces == ("ban do\tbản đồ", "do so\tđồ số")


def test_texts_without_any_diacritics_are_plain() -> None:
    assert is_plain(("Danh sach truong hoc", "2024"))
    assert not is_plain(("Danh sach", "trường"))


def test_abbreviations_are_read_from_yaml(tmp_path: Path) -> None:
    path = tmp_path / "abbreviations.yaml"
    path.write_text("thành phố: [TP, tpho]\n", encoding="utf-8")
    assert load_abbreviations(path) == {"TP": "thành phố", "tpho": "thành phố"}


@given(st.text())
def test_any_text_is_analysed_the_same_composed_or_decomposed(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert split_words(composed) == split_words(decomposed)


@given(st.text())
def test_normalising_and_folding_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
    words = split_words(text)
    assert split_words(" ".join(words)) == words
    assert [fold(fold(word)) for word in words] == [fold(word) for word in words]
