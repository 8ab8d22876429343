"""Vietnamese text: one spelling, folding, dictionary order, names in addresses."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import fold, normalize, slugify, sort_key

ANY_TEXT = st.text(max_size=200)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Hoà Bình", "Hòa Bình"),
        ("Thuỵ Khuê", "Thụy Khuê"),
        ("khoẻ", "khỏe"),
        ("thuỷ lợi", "thủy lợi"),
        ("quý", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("hoàn", "hoàn"),
        ("toán", "toán"),
        ("khuỷu", "khuỷu"),
        ("Ðà Lạt", "Đà Lạt"),
        ("", ""),
    ],
)
def test_one_spelling_for_each_word(typed: str, kept: str) -> None:
    assert normalize(typed) == kept
    assert normalize(unicodedata.normalize("NFD", typed)) == kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đống Đa", "dong da"),
        ("ĐẶNG THUỲ TRÂM", "dang thuy tram"),
        ("Ðà Nẵng", "da nang"),
        ("Ưu tiên số 1", "uu tien so 1"),
        ("naïve café", "naive cafe"),
    ],
)
def test_folding_drops_every_diacritic(text: str, folded: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == folded


DICTIONARY = [
    "Ba Đình",
    "ba mươi",
    "Ba Vì",
    "Bà Rịa",
    "bả",
    "bã",
    "bá",
    "bạ",
    "ban",
    "bàn",
    "băng",
    "bằng",
    "bân",
    "bần",
    "ca",
    "chợ",
    "dân",
    "Du lịch",
    "đa",
    "Đất đai",
    "đường",
    "e",
    "ê",
    "Hà Đông",
    "Hà Nội",
    "Hai Bà Trưng",
    "Hoàn Kiếm",
    "lan",
    "o",
    "ô",
    "ơ",
    "phường",
    "Sóc Sơn",
    "Sơn Tây",
    "Tây Hồ",
    "tuân thủ",
    "tuần chay",
    "u",
    "ư",
    "xã",
    "Ý Yên",
]
"""In the order of a Vietnamese dictionary."""


def test_keys_sort_as_a_dictionary_does() -> None:
    shuffled = DICTIONARY.copy()
    random.Random(1).shuffle(shuffled)

    assert sorted(shuffled, key=sort_key) == DICTIONARY


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ba Đình", "Ba Vì"),
        ("D", "Đ"),
        ("Đ", "E"),
        ("Quận 2", "Quận 10"),
        ("Quận 10", "Quận Ba Đình"),
        ("tuân thủ", "tuần chay"),
        ("", "a"),
        ("Sở", "Sở Y tế"),
        ("ma", "mà"),
        ("mà", "mả"),
        ("mả", "mã"),
        ("mã", "má"),
        ("má", "mạ"),
        ("mạ", "mai"),
    ],
)
def test_one_stands_before_the_other(first: str, second: str) -> None:
    assert sort_key(first) < sort_key(second)


def test_spelling_and_case_do_not_change_the_place() -> None:
    assert sort_key("HOÀ BÌNH") == sort_key("hòa bình") == sort_key(unicodedata.normalize("NFD", "Hoà Bình"))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Điểm dừng xe buýt", "diem-dung-xe-buyt"),
        ("  Giá đất 2025–2026!  ", "gia-dat-2025-2026"),
        ("Đường sắt: Cát Linh/Hà Đông", "duong-sat-cat-linh-ha-dong"),
        ("😀…", ""),
    ],
)
def test_slug_of_a_title(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_long_slug_is_cut_at_a_word() -> None:
    assert slugify("một hai ba bốn", 9) == "mot-hai"
    assert slugify("x" * 200, 90) == "x" * 90


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(ANY_TEXT)
def test_slugs_are_safe_and_stable(text: str) -> None:
    slug = slugify(text)

    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify(slug) == slug
    assert len(slug) <= 90


@given(ANY_TEXT)
def test_keys_are_ascii(text: str) -> None:
    assert sort_key(text).isascii()


@given(ANY_TEXT)
def test_folding_forgets_spelling(text: str) -> None:
    assert fold(fold(text)) == fold(text)
