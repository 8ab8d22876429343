"""Cells of tables as people read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from portal.catalog.pages.exploring import ShownColumn
from portal.i18n import use_language
from portal.tabular.columns import Column, ColumnType
from portal.tabular.profile import ColumnProfile
from portal.web.tables.cells import cell_class, cell_text, decimals_of, full_text, value_words


def column(type_: str, semantic: str = "") -> ShownColumn:
    return ShownColumn(
        Column("x", "X", ColumnType(type_)), "X", "", "", semantic, ColumnProfile("x", 0, 0, 0)
    )


@pytest.mark.parametrize(
    ("type_", "semantic", "value", "vietnamese", "english"),
    [
        ("integer", "", 1234567, "1.234.567", "1,234,567"),
        ("integer", "", -1234, "-1.234", "-1,234"),
        ("integer", "year", 2026, "2026", "2026"),
        ("integer", "code", 10005, "10005", "10005"),
        ("number", "", 1234.5, "1.234,5", "1,234.5"),
        ("number", "", 12.0, "12", "12"),
        ("number", "", 0.1, "0,1", "0.1"),
        ("number", "", 1e22, "1e+22", "1e+22"),
        ("boolean", "", True, "Có", "Yes"),
        ("boolean", "", False, "Không", "No"),
        ("date", "", date(2026, 11, 5), "05/11/2026", "05/11/2026"),
        ("datetime", "", datetime(2026, 11, 5, 7, 30), "05/11/2026 07:30", "05/11/2026 07:30"),
        ("datetime", "", datetime(2026, 11, 5, 7, 30, 5), "05/11/2026 07:30:05", "05/11/2026 07:30:05"),
        ("text", "", "0123", "0123", "0123"),
        ("text", "", None, "", ""),
    ],
)
def test_values_are_written_as_the_reader_does(
    type_: str, semantic: str, value: Any, vietnamese: str, english: str
) -> None:
    assert full_text(column(type_, semantic), value) == vietnamese
    with use_language("en"):
        assert full_text(column(type_, semantic), value) == english


def test_decimals_of_a_column_stand_below_each_other() -> None:
    numbers = column("number")
    digits = decimals_of(numbers, [1.5, None, 1234.25, 3.0])
    assert [cell_text(numbers, v, digits) for v in (1.5, None, 1234.25, 3.0)] == [
        "1,50",
        "",
        "1.234,25",
        "3,00",
    ]


def test_long_decimals_are_left_as_they_are() -> None:
    assert decimals_of(column("number"), [1 / 3, 2.0]) == 0


def test_numbers_that_are_names_are_not_aligned() -> None:
    assert decimals_of(column("number", "code"), [1.5]) == 0


def test_amounts_stand_to_the_right_and_days_have_figures() -> None:
    assert cell_class(column("integer")) == "num"
    assert cell_class(column("date")) == "fig"
    assert cell_class(column("text", "code")) == "fig"
    assert cell_class(column("text")) == ""


def test_a_long_text_is_cut_in_the_table_only() -> None:
    text = "dài " * 100
    assert len(cell_text(column("text"), text)) <= 120
    assert cell_text(column("text"), text).endswith("…")
    assert full_text(column("text"), text) == text


def test_a_shape_is_told_by_its_kind() -> None:
    assert cell_text(column("geometry"), '{"type": "Point", "coordinates": [105.8, 21.0]}') == "điểm"
    assert cell_text(column("geometry"), "hỏng") == "hình"


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        ("number", "1234.5", "1.234,5"),
        ("boolean", "true", "Có"),
        ("date", "2026-11-05", "05/11/2026"),
        ("datetime", "2026-11-05 07:30:00", "05/11/2026 07:30"),
        ("datetime", "2026-11-05", "05/11/2026"),
        ("text", "Bồ Đề", "Bồ Đề"),
    ],
)
def test_values_of_an_address_are_said_in_words(type_: str, value: str, words: str) -> None:
    assert value_words(column(type_), value) == words
