"""The chart that a table is first shown as."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.tabular.charts.chart import Chart, ChartKind, Measure
from portal.tabular.charts.choosing import choose_chart, measured_columns
from portal.tabular.charts.headings import is_level
from portal.tabular.columns import Column, ColumnType, Table
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


def named(name: str, type_: ColumnType = ColumnType.INTEGER) -> Column:
    return Column("c", name, type_)


@pytest.mark.parametrize(
    "name", ["Kỳ", "nam_xep_hang", "Năm trồng", "Tháng", "quy", "Quý", "STT", "Ngày trong tháng"]
)
def test_numbers_that_name_a_time_or_an_order_are_not_measured(name: str) -> None:
    assert measured_columns([named(name)]) == []


@pytest.mark.parametrize(
    "name",
    [
        "gia_dong",
        "vn_aqi",
        "PM2.5",
        "muc_nuoc_7h_m",
        "Nhiệt độ (°C)",
        "Tỷ lệ",
        "bao_dong_m.I",
        "NO2",
        "Số sao",
    ],
)
def test_levels_are_averaged(name: str) -> None:
    column = named(name, ColumnType.NUMBER)
    assert choose_chart(Table(Path("t"), "v", (column,), 9), {}) == Chart(ChartKind.HISTOGRAM, "c")
    assert is_level(column)


@pytest.mark.parametrize(
    "name",
    [
        "Số học sinh",
        "Giá trị xuất khẩu",
        "Tổng mức đầu tư",
        "dien_tich_m2",
        "Số ca mắc",
        "Kỷ vật",
        "Quỹ đất (ha)",
    ],
)
def test_amounts_are_added(name: str) -> None:
    column = named(name)
    assert measured_columns([column]) == [column]
    assert not is_level(column)


def test_months_written_as_numbers_are_a_course_of_time() -> None:
    columns = (
        named("ky"),
        Column("so", "luot_khach", ColumnType.INTEGER),
        Column("loai", "Loại", ColumnType.TEXT),
    )
    profiles = {"c": profile("c", 46, 202301, 202610), "so": profile("so", 800), "loai": profile("loai", 3)}
    assert choose_chart(Table(Path("t"), "v", columns, 828), profiles) == Chart(
        ChartKind.LINE, "c", Measure("sum", "so")
    )
