"""The figures of a chart, asked of a real table: groups, colours, bins, dots; what is left out is counted."""

from __future__ import annotations

import math
from datetime import date

import pytest

from portal.tabular.charts.chart import Chart, ChartKind, Measure
from portal.tabular.charts.figures import Figures
from portal.tabular.charts.spans import Span
from portal.tabular.columns import Table
from tests.unit.tabular.charts.conftest import Draw

SUM = Measure("sum", "so_lop")


def pairs(figures: Figures) -> list[tuple[object, object]]:
    return [(mark.x, mark.y) for mark in figures.marks]


def test_bars_are_the_highest_groups_first_with_empty_cells_as_a_group(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.BAR, "phuong", SUM)).figures
    assert pairs(figures) == [("Đống Đa", 50), ("Ba Đình", 10), (None, 6), ("Tây Hồ", 4)]
    assert (figures.groups, figures.left_out) == (4, 0)


def test_the_highest_stay_when_names_arrange_them(draw: Draw, schools: Table) -> None:
    chart = Chart(ChartKind.BAR, "phuong", SUM, sort="label", top=3)
    figures = draw(schools, chart).figures
    assert pairs(figures) == [("Ba Đình", 10), ("Đống Đa", 50), (None, 6)]
    assert figures.left_out == 1


def test_the_filters_of_the_table_narrow_the_chart(draw: Draw, schools: Table) -> None:
    figures = draw(
        schools, Chart(ChartKind.BAR, "phuong", SUM), ("loai__in", "THCS"), ("q", "dong da")
    ).figures
    assert pairs(figures) == [("Đống Đa", 20)]


def test_months_follow_one_another(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.LINE, "ngay", step="month")).figures
    assert pairs(figures) == [(date(2024, 1, 1), 2), (date(2024, 3, 1), 1), (date(2025, 7, 1), 1), (None, 1)]


def test_bars_of_time_follow_one_another_too(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.BAR, "ngay", step="year", sort="value", top=1)).figures
    assert pairs(figures) == [(2024, 3), (2025, 1), (None, 1)]


def test_colours_divide_the_groups_that_are_shown(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.BAR, "phuong", SUM, series="loai", top=3)).figures
    assert [(m.x, m.series, m.y) for m in figures.marks] == [
        ("Đống Đa", "THCS", 20),
        ("Đống Đa", "THPT", 30),
        ("Ba Đình", "THCS", 10),
        (None, "THCS", 6),
    ]
    assert (figures.left_out, figures.series) == (1, 3)


def test_five_hundred_groups_are_cut_and_counted(draw: Draw, crowd: Table) -> None:
    figures = draw(crowd, Chart(ChartKind.BAR, "nhom", series="loai", top=200)).figures
    assert (figures.groups, figures.shown, figures.left_out) == (500, 120, 380)
    assert (figures.series, figures.series_left_out) == (10, 4)


def test_a_histogram_counts_every_row_once(draw: Draw, crowd: Table) -> None:
    figures = draw(crowd, Chart(ChartKind.HISTOGRAM, "cao")).figures
    assert sum(m.y for m in figures.marks) == crowd.row_count
    assert all(m.high - m.x == 20 for m in figures.marks if m.high)
    assert figures.marks[0].x == 0


def test_numbers_below_zero_and_empty_cells_have_their_place(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.HISTOGRAM, "diem")).figures
    assert figures.marks[0].x <= -2.5
    assert sum(m.y for m in figures.marks) == 4
    assert figures.unplaced == 1


def test_a_lone_row_of_a_scatter_stands_where_it_is(draw: Draw, schools: Table) -> None:
    figures = draw(schools, Chart(ChartKind.SCATTER, "so_lop", Measure("sum", "diem"))).figures
    assert [(m.x, m.y, m.count) for m in figures.marks] == [
        (6, 6.25, 1),
        (10, -2.5, 1),
        (20, 7.5, 1),
        (30, 8.0, 1),
    ]
    assert figures.unplaced == 1


def test_near_rows_of_a_scatter_are_one_dot(draw: Draw, crowd: Table) -> None:
    figures = draw(crowd, Chart(ChartKind.SCATTER, "so", Measure("sum", "cao"))).figures
    assert len(figures.marks) < 60
    assert sum(m.count or 0 for m in figures.marks) == crowd.row_count


@pytest.mark.parametrize("kind", list(ChartKind))
def test_nothing_to_draw_is_nothing_not_an_error(draw: Draw, schools: Table, kind: ChartKind) -> None:
    chart = Chart(kind, "so_lop", Measure("sum", "diem"))
    assert draw(schools, chart, ("q", "không có đâu")).figures.marks == ()


@pytest.mark.parametrize(
    ("least", "most", "is_whole", "width"),
    [
        (0, 30, True, 1),
        (0, 100, True, 5),
        (0, 7, True, 1),
        (0, 0.3, False, 0.01),
        (5, 5, False, 1),
        (0, 1e300, False, 1e14),
    ],
)
def test_bars_of_a_histogram_have_round_widths(
    least: float, most: float, is_whole: bool, width: float
) -> None:
    assert math.isclose(Span(least, most, 10_000, is_whole).width(30), width)


def test_few_values_do_not_fill_many_bars() -> None:
    assert [Span(0, 1, filled, False).bins for filled in (1, 100, 10**6)] == [5, 10, 30]
