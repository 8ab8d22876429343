"""Which rows may be the header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tabular.reading.header import column_names, is_heading
from portal.tabular.reading.layout import Layout, NumberedRow, find_layout


def layout(rows: list[list[str]]) -> Layout:
    return find_layout([NumberedRow(number, row) for number, row in enumerate(rows, start=1)])


@pytest.mark.parametrize(
    "row", [["mã", "tên"], ["", "tên"], ["quận", "2024"], ["m²", "%"], ["Quý 1", "PM2.5"]]
)
def test_words_and_years_make_a_heading(row: list[str]) -> None:
    assert is_heading(row)


@pytest.mark.parametrize(
    "row", [["", " "], ["mã", "1"], ["tên", "1.234,5"], ["x", "01/02/2024"], ["x", "12 %"], ["001"]]
)
def test_values_make_no_heading(row: list[str]) -> None:
    assert not is_heading(row)


def test_a_heading_of_names_only_comes_before_rows_of_names_only() -> None:
    header = layout([["họ tên", "địa chỉ"], ["An", "Hà Nội"], ["Bình", "Huế"]])
    assert (header.names, header.first_row) == (("họ tên", "địa chỉ"), 1)


def test_an_unnamed_first_column_is_no_reason_to_skip_the_header() -> None:
    header = layout([["", "tên", "quận"], ["a", "b", "c"], ["d", "e", "f"]])
    assert (header.names, header.first_row) == (("cot_1", "tên", "quận"), 1)


def test_a_row_of_words_below_data_is_no_header() -> None:
    header = layout([["Xe buýt", "1", "2"], ["Cộng", "3", "4"], ["Ghi chú", "ước tính", "ước tính"]])
    assert (header.names, header.first_row) == (("cot_1", "cot_2", "cot_3"), 0)


def test_a_long_name_is_cut() -> None:
    header = layout([["tên " * 5000, "quận"], ["a", "b"]])
    assert [len(name) for name in header.names] == [199, 4]
    assert [warning.code for warning in header.warnings] == ["renamed_column"]


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "", "cot_1", "cot_2", " a "]), max_size=8))
def test_names_are_unique_and_not_blank(cells: list[str]) -> None:
    names = column_names(cells)
    assert len(set(names)) == len(names) == len(cells)
    assert all(names)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "a", "b", "1", "2024"]), max_size=5).filter(any), min_size=1, max_size=8
    )
)
def test_every_table_gets_a_header_as_wide_as_its_rows(rows: list[list[str]]) -> None:
    header = layout(rows)
    assert 0 <= header.first_row <= len(rows)
    assert len(header.names) >= 1
