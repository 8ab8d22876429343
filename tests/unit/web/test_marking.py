"""Marking the words of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.web.marking import marked


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("Trường học phổ thông", ("truong", "hoc"), "<mark>Trường</mark> <mark>học</mark> phổ thông"),
        ("Trường học phổ thông", ("trường",), "<mark>Trường</mark> học phổ thông"),
        ("Bán và bạn", ("bạn",), "Bán và <mark>bạn</mark>"),
        ("Đường sắt", ("duong sat",), "<mark>Đường sắt</mark>"),
        ("Trưởng phòng", ("truong hoc",), "Trưởng phòng"),
        ("xe <b>buýt</b>", ("buyt",), "xe &lt;b&gt;<mark>buýt</mark>&lt;/b&gt;"),
        ("abc", (), "abc"),
        ("abc", ("", " "), "abc"),
        ("a.b", (".",), "a<mark>.</mark>b"),
    ],
)
def test_words_are_marked(text: str, terms: tuple[str, ...], expected: str) -> None:
    assert str(marked(text, terms)) in {expected, expected.replace("<mark>.</mark>", ".")}


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=4))
def test_marking_never_loses_or_adds_a_letter(text: str, terms: list[str]) -> None:
    made = marked(text, terms)

    assert Markup(made.replace("<mark>", "").replace("</mark>", "")) == Markup.escape(text)
