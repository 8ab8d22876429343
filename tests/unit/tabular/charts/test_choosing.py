"""The chart that a table is first shown as."""

from __future__ import annotations

from portal.tabular.charts.chart import Chart, ChartKind, Measure
from portal.tabular.charts.choosing import choose_chart
from tests.unit.tabular.charts.samples import profile, table


def test_days_are_drawn_as_a_line_by_month_when_there_are_many() -> None:
    profiles = {"ngay": profile("ngay", 700, "2024-01-01", "2026-06-30"), "so_lop": profile("so_lop", 40)}
    chart = choose_chart(table("ngay", "so_lop", "phuong"), profiles)
    assert chart == Chart(ChartKind.LINE, "ngay", Measure("sum", "so_lop"), step="month")


def test_decades_of_days_are_drawn_by_year() -> None:
    chart = choose_chart(table("ngay"), {"ngay": profile("ngay", 700, "1999-01-01", "2026-06-30")})
    assert chart is not None
    assert (chart.step, chart.measure.text) == ("year", "count(*)")


def test_a_column_of_few_values_is_drawn_as_bars() -> None:
    profiles = {"ma": profile("ma", 1000), "phuong": profile("phuong", 30), "so_lop": profile("so_lop", 9)}
    chart = choose_chart(table("ma", "phuong", "so_lop"), profiles)
    assert chart == Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"))


def test_numbers_alone_are_drawn_as_a_histogram() -> None:
    assert choose_chart(table("so_lop"), {"so_lop": profile("so_lop", 900)}) == Chart(
        ChartKind.HISTOGRAM, "so_lop"
    )


def test_codes_and_coordinates_alone_have_no_chart() -> None:
    profiles = {"ma": profile("ma", 1000), "vi_do": profile("vi_do", 990)}
    assert choose_chart(table("ma", "vi_do"), profiles) is None


def test_temperatures_are_averaged_not_added() -> None:
    profiles = {"phuong": profile("phuong", 30), "nhiet_do": profile("nhiet_do", 300)}
    chart = choose_chart(table("phuong", "nhiet_do"), profiles)
    assert chart == Chart(ChartKind.BAR, "phuong", Measure("avg", "nhiet_do"))


def test_columns_that_name_every_row_are_no_groups() -> None:
    profiles = {"phuong": profile("phuong", 1000), "loai": profile("loai", 4)}
    assert choose_chart(table("phuong", "loai"), profiles) == Chart(ChartKind.BAR, "loai")
