"""Charts: the one chosen first, the address and back, what is asked, what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.errors import Invalid
from portal.tabular.charts.asking import grouping, width
from portal.tabular.charts.chart import Chart, ChartKind, Measure, parse_chart
from portal.tabular.charts.choosing import choose_chart
from portal.tabular.charts.vega import specification
from portal.tabular.charts.words import finding, title
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile

COLUMNS = (
    Column("ma", "Mã", ColumnType.TEXT, semantic="code"),
    Column("phuong", "Phường", ColumnType.TEXT),
    Column("ngay", "Ngày", ColumnType.DATE),
    Column("nam", "Năm", ColumnType.INTEGER, semantic="year"),
    Column("so_lop", "Số lớp", ColumnType.INTEGER),
    Column("vi_do", "Vĩ độ", ColumnType.NUMBER, semantic="latitude"),
)
TABLE = Table(Path("t.parquet"), "v", COLUMNS, 1000)
LABELS = {c.key: c.name for c in COLUMNS}


def profile(key: str, distinct: int, least: object = None, most: object = None) -> ColumnProfile:
    return ColumnProfile(key, filled=1000, empty=0, distinct=distinct, least=least, most=most)


def table(*keys: str) -> Table:
    return Table(Path("t.parquet"), "v", tuple(c for c in COLUMNS if c.key in keys), 1000)


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


@pytest.mark.parametrize(
    "chart",
    [
        Chart(ChartKind.BAR, "phuong"),
        Chart(ChartKind.LINE, "ngay", Measure("avg", "so_lop"), series="phuong", step="month"),
        Chart(ChartKind.SCATTER, "so_lop", Measure("avg", "vi_do")),
        Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"), sort="label", top=50),
    ],
)
def test_an_address_leads_back_to_its_chart(chart: Chart) -> None:
    assert parse_chart(dict(chart.arguments()), TABLE) == chart


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"x": "khong_co"}, "x"),
        ({"x": "phuong", "chart": "pie"}, "chart"),
        ({"x": "phuong", "y": "sum(phuong)"}, "y"),
        ({"x": "phuong", "y": "sum(*)"}, "y"),
        ({"x": "phuong", "y": "drop table"}, "y"),
        ({"x": "phuong", "step": "month"}, "step"),
        ({"x": "phuong", "top": "100000000000"}, "top"),
        ({"x": "phuong", "top": "²"}, "top"),
        ({"x": "phuong", "chart": "histogram"}, "x"),
        ({"x": "so_lop", "chart": "scatter"}, "y"),
        ({"x": "phuong", "series": "phuong"}, "series"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments: dict[str, str], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_chart(arguments, TABLE)
    assert refused.value.problems[0].path == path


def test_bars_ask_for_the_highest_groups() -> None:
    asked = dict(grouping(Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"), top=10), {}))
    assert asked == {
        "group_by": "phuong",
        "aggregate": "sum(so_lop)",
        "order_by": "-sum_so_lop",
        "limit": "10",
    }


def test_lines_ask_for_every_group_in_order() -> None:
    asked = dict(grouping(Chart(ChartKind.LINE, "ngay", step="year"), {}))
    assert (asked["group_by"], asked["order_by"]) == ("year(ngay)", "year_ngay")


@pytest.mark.parametrize(("least", "most", "size"), [(0, 30, 1), (0, 100, 5), (0, 0.3, 0.01), (5, 5, 1)])
def test_bars_of_a_histogram_have_round_widths(least: float, most: float, size: float) -> None:
    assert width(profile("so_lop", 10, least, most), 30) == pytest.approx(size)


def test_the_drawing_holds_the_groups_and_names_for_people() -> None:
    chart = Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"))
    spec = specification(chart, TABLE, [{"phuong": "Ba Đình", "sum_so_lop": 3}], LABELS)
    assert spec["data"] == {"values": [{"phuong": "Ba Đình", "sum_so_lop": 3}]}
    assert spec["encoding"]["y"]["title"] == "Phường"
    assert spec["encoding"]["x"]["title"] == "Tổng: Số lớp"
    assert spec["encoding"]["y"]["sort"] is None


def test_days_stand_on_an_axis_of_time() -> None:
    spec = specification(Chart(ChartKind.LINE, "ngay"), TABLE, [], LABELS)
    assert spec["encoding"]["x"]["type"] == "temporal"


def test_the_title_says_what_is_shown_and_the_finding_what_was_found() -> None:
    chart = Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"))
    assert title(chart, LABELS) == "Tổng: Số lớp, theo Phường"
    assert (
        finding(chart, [("Ba Đình", 1200), ("Tây Hồ", 3)])
        == "Cao nhất: Ba Đình (1.200). Thấp nhất: Tây Hồ (3)."
    )
    assert finding(chart, [("Ba Đình", 1200)]) == ""
