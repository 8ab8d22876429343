"""The still picture of a chart: bars as long as their values, lines that rise, nothing where a table is better."""

from __future__ import annotations

from typing import Any

import pytest

from portal.catalog.charting import ChartPage
from portal.tabular.charts.chart import Chart, ChartKind
from portal.tabular.query.request import TableQuery
from portal.web.chart_picture import WIDTH, ChartPicture, picture


def page(kind: ChartKind, rows: list[dict[str, Any]], height: Any = 320, **chart: Any) -> ChartPage:
    spec = {"data": {"values": rows}, "height": height}
    return ChartPage((), {}, TableQuery(), {}, Chart(kind, "x", **chart), spec=spec)


def drawn(kind: ChartKind, rows: list[dict[str, Any]], height: Any = 320) -> ChartPicture:
    found = picture(page(kind, rows, height))
    assert found is not None
    return found


def bars(*values: float) -> list[dict[str, Any]]:
    return [{"x": f"nhóm {n}", "y": value, "t": str(value)} for n, value in enumerate(values)]


LYING = {"step": 26}


def test_bars_are_as_long_as_their_values() -> None:
    first, second = drawn(ChartKind.BAR, bars(40, 10), LYING).rects
    assert first.width == pytest.approx(4 * second.width, rel=0.01)
    assert first.x == second.x


def test_bars_below_zero_lie_left_of_it() -> None:
    above, below = drawn(ChartKind.BAR, bars(40, -10), LYING).rects
    assert below.x + below.width == pytest.approx(above.x, abs=0.2)


def test_long_names_are_cut_and_values_written() -> None:
    found = drawn(ChartKind.BAR, [{"x": "Phường Văn Miếu – Quốc Tử Giám", "y": 3, "t": "3"}], LYING)
    assert [text.text for text in found.texts] == ["Phường Văn Miếu – Q…", "3"]


def test_a_line_rises_where_values_do() -> None:
    rows = [{"x": "2024-01-01T00:00:00", "y": 1, "t": "1"}, {"x": "2024-03-01T00:00:00", "y": 9, "t": "9"}]
    found = drawn(ChartKind.LINE, rows)
    assert found.dots[1].y < found.dots[0].y
    assert {"01/01/2024", "01/03/2024", "0", "9"} == {text.text for text in found.texts}


def test_dots_of_many_rows_are_larger() -> None:
    rows = [{"x": 1, "y": 1, "n": 1}, {"x": 2, "y": 5, "n": 100}]
    small, large = drawn(ChartKind.SCATTER, rows).dots
    assert large.radius > small.radius


@pytest.mark.parametrize("kind", list(ChartKind))
def test_one_value_alone_has_a_picture_inside_its_frame(kind: ChartKind) -> None:
    is_lying = kind == ChartKind.BAR
    row = {"x": "5" if is_lying else 5, "y": 5, "t": "5", "n": 1}
    found = drawn(kind, [row], LYING if is_lying else 320)
    assert all(r.x >= 0 and r.x + r.width <= WIDTH and 0 <= r.y <= found.height for r in found.rects)
    assert all(0 <= d.x <= WIDTH and 0 <= d.y <= found.height for d in found.dots)


def test_what_a_table_says_better_has_no_picture() -> None:
    assert picture(page(ChartKind.BAR, bars(1, 2), LYING, series="s")) is None
    assert picture(page(ChartKind.BAR, bars(*range(200)), LYING)) is None
    assert picture(page(ChartKind.BAR, [], LYING)) is None
