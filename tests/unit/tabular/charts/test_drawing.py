"""Charts as Vega-Lite: a few rows with short names, axes that fit what the columns are."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from portal.tabular.charts.chart import Chart, ChartKind, Measure
from portal.tabular.charts.vega import specification
from portal.tabular.columns import Table
from tests.tables import stored_table
from tests.unit.tabular.charts.conftest import Draw

SUM = Measure("sum", "so_lop")


def test_bars_lie_in_the_order_of_the_figures_with_their_values(draw: Draw, schools: Table) -> None:
    spec = specification(draw(schools, Chart(ChartKind.BAR, "phuong", SUM)))
    assert spec["data"]["values"][0] == {"x": "Đống Đa", "y": 50, "t": "50", "first": True}
    assert spec["data"]["values"][2]["x"] == "∅ trống"
    assert spec["encoding"]["y"]["sort"] is None
    assert spec["encoding"]["x"]["title"] == "Tổng: Số lớp"
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "text"]


def test_bars_below_zero_have_no_written_values(draw: Draw, schools: Table) -> None:
    spec = specification(draw(schools, Chart(ChartKind.BAR, "phuong", Measure("min", "diem"))))
    assert "layer" not in spec
    # A group without any number has a line in the table and no bar.
    assert {row["x"] for row in spec["data"]["values"]} == {"Đống Đa", "Ba Đình", "∅ trống"}


def test_only_what_adds_up_is_stacked(draw: Draw, schools: Table) -> None:
    stacked = specification(draw(schools, Chart(ChartKind.BAR, "phuong", SUM, series="loai")))
    assert stacked["encoding"]["color"]["scale"]["domain"] == ["THCS", "Mầm non", "THPT"]
    beside = specification(
        draw(schools, Chart(ChartKind.BAR, "phuong", Measure("avg", "diem"), series="loai"))
    )
    assert "yOffset" not in stacked["encoding"]
    assert beside["encoding"]["yOffset"]["field"] == "s"
    assert beside["encoding"]["x"]["stack"] is None


def test_days_stand_on_an_axis_of_time_without_a_shift(draw: Draw, schools: Table) -> None:
    spec = specification(draw(schools, Chart(ChartKind.LINE, "ngay", step="month", series="loai")))
    assert spec["encoding"]["x"]["type"] == "temporal"
    assert spec["encoding"]["x"]["axis"]["format"] == "%m/%Y"
    assert spec["encoding"]["strokeDash"]["field"] == "s"
    assert {row["x"] for row in spec["data"]["values"]} == {
        "2024-01-01T00:00:00",
        "2024-03-01T00:00:00",
        "2025-07-01T00:00:00",
    }


def test_years_are_names_not_amounts(draw: Draw, schools: Table) -> None:
    spec = specification(draw(schools, Chart(ChartKind.BAR, "ngay", step="year")))
    assert [row["x"] for row in spec["data"]["values"]] == ["2024", "2025"]


def test_bars_of_a_histogram_are_as_wide_as_their_bins(draw: Draw, crowd: Table) -> None:
    spec = specification(draw(crowd, Chart(ChartKind.HISTOGRAM, "cao")))
    assert spec["encoding"]["x"]["bin"] == {"binned": True, "step": 20}
    assert spec["data"]["values"][0]["to"] == 20


def test_large_amounts_are_written_in_millions(draw: Draw, schools: Table) -> None:
    drawn = draw(schools, Chart(ChartKind.BAR, "phuong", SUM, series="loai"))
    marks = tuple(replace(mark, y=mark.y * 10**7) for mark in drawn.figures.marks)
    spec = specification(replace(drawn, figures=replace(drawn.figures, marks=marks)))
    assert spec["encoding"]["x"]["title"] == "Tổng: Số lớp (triệu)"
    assert spec["encoding"]["x"]["axis"]["labelExpr"].startswith("format(datum.value / 1000000")


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_drawing_is_json(draw: Draw, schools: Table, kind: ChartKind) -> None:
    spec = specification(draw(schools, Chart(kind, "so_lop", Measure("avg", "diem"))))
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec


def test_months_written_as_numbers_stand_side_by_side(
    draw: Draw, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("periods")
    table = stored_table(folder, [(202412, 3), (202501, 4)], {"ky|Kỳ": "integer", "so": "integer"})
    spec = specification(draw(table, Chart(ChartKind.LINE, "ky", Measure("sum", "so"))))
    assert spec["encoding"]["x"]["type"] == "ordinal"
    assert [row["x"] for row in spec["data"]["values"]] == ["202412", "202501"]
