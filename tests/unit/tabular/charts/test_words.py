"""Charts in words: titles, findings and what was left out, computed from the figures."""

from __future__ import annotations

import pytest

from portal.tabular.charts.chart import Chart, ChartKind, Measure
from portal.tabular.charts.describing import cells, description, finding, header
from portal.tabular.charts.values import number_text
from portal.tabular.charts.words import omissions, title
from portal.tabular.columns import Table
from tests.unit.tabular.charts.conftest import Draw

SUM = Measure("sum", "so_lop")


def test_bars_name_the_highest_and_the_lowest(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.BAR, "phuong", SUM))
    assert title(drawn) == "Tổng: Số lớp, theo Phường"
    assert finding(drawn) == "Cao nhất: Đống Đa (50). Thấp nhất: Tây Hồ (4)."


def test_the_lowest_is_not_named_when_some_are_left_out(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.BAR, "phuong", SUM, top=2))
    assert finding(drawn) == "Cao nhất: Đống Đa (50)."
    assert omissions(drawn) == ["Vẽ 2 nhóm lớn nhất trên 4 nhóm."]
    assert description(drawn) == (
        "Biểu đồ cột: Tổng: Số lớp, theo Phường. Cao nhất: Đống Đa (50). Vẽ 2 nhóm lớn nhất trên 4 nhóm."
    )


def test_a_line_tells_its_course_and_its_gap(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.LINE, "ngay", SUM, step="month"))
    assert finding(drawn) == (
        "Từ 01/2024 (50) đến 07/2025 (4). Cao nhất 01/2024 (50), thấp nhất 07/2025 (4)."
    )
    assert omissions(drawn) == ["Những dòng trống ở “Ngày” chỉ có trong bảng số liệu."]


def test_colours_that_are_not_shown_are_counted(draw: Draw, crowd: Table) -> None:
    drawn = draw(crowd, Chart(ChartKind.BAR, "nhom", series="loai", top=5))
    assert omissions(drawn)[1] == "Chia màu theo 6 giá trị nhiều dòng nhất trên 10 giá trị của “Cột loai”."


def test_one_group_has_no_finding(draw: Draw, schools: Table) -> None:
    assert finding(draw(schools, Chart(ChartKind.BAR, "phuong"), ("phuong__exact", "Ba Đình"))) == ""


def test_equal_groups_have_no_highest(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.BAR, "phuong"), ("phuong__in", "Ba Đình"), ("phuong__in", "Tây Hồ"))
    assert finding(drawn) == "Các nhóm bằng nhau: 1."


def test_a_histogram_names_its_fullest_bar_and_rows_without_number(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.HISTOGRAM, "diem"))
    assert finding(drawn) == "Nhiều nhất là khoảng từ 5 đến dưới 10: 3 dòng."
    assert omissions(drawn) == ["1 dòng không có số nên không vẽ được."]


def test_the_figures_are_a_table_in_words(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.BAR, "phuong", SUM, series="loai"))
    assert header(drawn) == ("Phường", "Loại", "Tổng: Số lớp")
    assert cells(drawn, drawn.figures.marks[0]) == ("Đống Đa", "THCS", "20")
    by_month = draw(schools, Chart(ChartKind.LINE, "ngay", step="month"))
    assert [cells(by_month, mark)[0] for mark in by_month.figures.marks] == [
        "01/2024",
        "03/2024",
        "07/2025",
        "trống",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1.234.567"),
        (1234567.25, "1.234.567,25"),
        (0.000123456, "0,0001235"),
        (-0.0, "0"),
        (2.50, "2,5"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, text: str) -> None:
    assert number_text(value) == text
