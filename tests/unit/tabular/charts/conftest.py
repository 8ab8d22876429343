"""A stored table to draw: two wards, a ward without name, days, negative and missing numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.tabular.charts.chart import Chart
from portal.tabular.charts.figures import Collector
from portal.tabular.charts.words import Drawn
from portal.tabular.columns import Table
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.engine import DuckDBEngine
from tests.tables import stored_table

SHAPE = {
    "phuong|Phường": "text",
    "loai|Loại": "text",
    "ngay|Ngày": "date",
    "so_lop|Số lớp": "integer",
    "diem|Điểm": "number",
}
ROWS = [
    ("Đống Đa", "THCS", date(2024, 1, 5), 20, 7.5),
    ("Đống Đa", "THPT", date(2024, 1, 20), 30, 8.0),
    ("Ba Đình", "THCS", date(2024, 3, 1), 10, -2.5),
    ("Tây Hồ", "Mầm non", date(2025, 7, 1), 4, None),
    (None, "THCS", None, 6, 6.25),
]
Draw = Callable[..., Drawn]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DuckDBEngine:
    return DuckDBEngine((Path(tmp_path_factory.getbasetemp()),))


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return stored_table(tmp_path_factory.mktemp("charts"), ROWS, SHAPE)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """500 groups of ten kinds: group n has n rows more or less."""
    rows = [(f"Nhóm {n:03d}", f"Loại {n % 10}", n, float(n)) for n in range(500) for _ in range(1 + n // 50)]
    shape = {"nhom": "text", "loai": "text", "so": "integer", "cao": "number"}
    return stored_table(tmp_path_factory.mktemp("crowd"), rows, shape)


@pytest.fixture
def draw(engine: DuckDBEngine) -> Draw:
    """Draws a chart of a table on the rows that further arguments keep."""

    def drawn(table: Table, chart: Chart, *arguments: tuple[str, str]) -> Drawn:
        figures = Collector(engine, table, parse_query(arguments, table)).figures(chart)
        return Drawn(chart, table, figures, {c.key: c.name for c in table.columns})

    return drawn
