"""Markdown that cannot harm, summaries, the memo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalog import memo as memo_module
from portal.catalog.cards import summary
from portal.catalog.markdown import render
from portal.catalog.memo import Memo


def test_markdown_becomes_html_below_the_headings_of_the_page() -> None:
    assert render("# Tên\n\n**đậm** [liên kết](https://a.vn)") == (
        '<h3>Tên</h3>\n<p><strong>đậm</strong> <a href="https://a.vn" rel="nofollow noopener noreferrer">'
        "liên kết</a></p>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "<a href='javascript:x'>y</a>",
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_typed_runs_or_loads(text: str) -> None:
    html = render(text).lower()

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'style="' not in html or "&lt;p style" in html


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**Một** đoạn.\n\nHai đoạn.", "Một đoạn."),
        ("[Chữ](https://a.vn) và `mã`", "Chữ và mã"),
        ("Chỉ _số_ N_Q", "Chỉ số N_Q"),
        ("một hai ba bốn", "một hai ba…"),
        ("", ""),
        ("x" * 30, "x" * 10 + "…"),
    ],
)
def test_summary_is_the_first_paragraph_cut_at_a_word(markdown: str, plain: str) -> None:
    assert summary(markdown, 10) == plain


@given(st.text(max_size=300), st.integers(1, 50))
def test_summary_is_never_longer_than_asked(markdown: str, length: int) -> None:
    assert len(summary(markdown, length)) <= length + 1


def test_memo_makes_a_value_once_and_forgets_it_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    time = [0.0]
    monkeypatch.setattr(memo_module.time, "monotonic", lambda: time[0])
    made: list[int] = []
    memo = Memo(seconds=15)

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memo.get("a", make), memo.get("a", make), memo.get("b", make)] == [1, 1, 2]
    time[0] = 15.1
    assert memo.get("a", make) == 3


def test_full_memo_lets_the_oldest_go() -> None:
    memo = Memo(most=2)
    for key in "abc":
        memo.put(key, key)

    assert [memo.peek(key) for key in "abc"] == [None, "b", "c"]
