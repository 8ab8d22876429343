"""Days, numbers, sizes and texts as readers of each language expect."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal import i18n
from portal.i18n import (
    format_date,
    format_datetime,
    format_number,
    format_size,
    gettext,
    ngettext,
    pick,
    today,
    use_language,
)


def test_days_are_day_first_and_vietnamese() -> None:
    late_evening = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)

    assert format_date(date(2026, 1, 2)) == "02/01/2026"
    assert format_date(late_evening) == "20/11/2026"
    assert format_datetime(late_evening) == "20/11/2026 01:30"
    assert today(late_evening) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("number", "digits", "vietnamese", "english"),
    [
        (1234567, None, "1.234.567", "1,234,567"),
        (-1200, None, "-1.200", "-1,200"),
        (0, None, "0", "0"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234.5, 2, "1.234,50", "1,234.50"),
        (0.126, 1, "0,1", "0.1"),
    ],
)
def test_numbers(number: float, digits: int | None, vietnamese: str, english: str) -> None:
    assert format_number(number, digits) == vietnamese
    with use_language("en"):
        assert format_number(number, digits) == english


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1,0 KB"),
        (9_949, "9,9 KB"),
        (9_960, "10 KB"),
        (412_300, "412 KB"),
        (999_700, "1,0 MB"),
        (3_800_000, "3,8 MB"),
        (2_000_000_000, "2,0 GB"),
        (5 * 10**15, "5.000 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert format_size(size) == text


def test_text_without_translation_stays_vietnamese() -> None:
    with use_language("en"):
        assert gettext("Câu này không ai dịch %(n)s lần", n=2) == "Câu này không ai dịch 2 lần"


def test_percent_signs_without_values_are_left_alone() -> None:
    assert gettext("100% dữ liệu") == "100% dữ liệu"


def test_plural_is_vietnamese_once_and_numbers_are_written_out() -> None:
    assert ngettext("%(n)s bản ghi", "%(n)s bản ghi", 1234) == "1.234 bản ghi"


def test_language_ends_with_its_block_even_after_an_error() -> None:
    with pytest.raises(RuntimeError), use_language("en"):
        raise RuntimeError
    assert i18n.language() == "vi"


def test_pick_falls_back_to_vietnamese_then_to_anything() -> None:
    with use_language("en"):
        assert pick({"vi": "có", "en": "yes"}) == "yes"
        assert pick({"vi": "có", "en": ""}) == "có"
        assert pick({"fr": "oui"}) == "oui"
        assert pick({}) == ""
