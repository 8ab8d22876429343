"""A small table of schools and an engine that may read it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from portal.tabular.columns import Table
from portal.tabular.query.engine import DuckDBEngine
from tests.tables import stored_table
from tests.unit.tabular.query.asking import School

COLUMNS = {
    "ten|Tên trường": "text",
    "quan|Quận": "text",
    "so_hoc_sinh|Số học sinh": "integer",
    "diem|Điểm": "number",
    "cong_lap|Công lập": "boolean",
    "thanh_lap|Thành lập": "date",
    "cap_nhat|Cập nhật": "datetime",
}
ROWS: list[School] = [
    ("Tiểu học Đống Đa", "Đống Đa", 812, 7.5, True, date(1975, 9, 5), datetime(2024, 5, 1, 8, 30)),
    ("Mầm non Hoa Sữa", "Ba Đình", 240, 8.25, False, date(2004, 8, 1), datetime(2024, 5, 1, 23, 59)),
    ("THPT Chu Văn An", "Tây Hồ", 2100, 9.5, True, date(1908, 1, 1), datetime(2024, 5, 2)),
    ("THCS Ấp Bắc", "Đống Đa", None, None, True, None, None),
    ("Trường An", None, 15, 6.0, None, date(2004, 9, 5), datetime(2023, 12, 31)),
    ("O'Connor 100%_a", "Hà Đông", 15, -0.5, False, date(2024, 2, 29), datetime(2024, 2, 29, 12)),
]


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """Six rows with every type of column and an empty cell in most."""
    return stored_table(tmp_path_factory.mktemp("schools"), ROWS, COLUMNS)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DuckDBEngine:
    """One for all tests, as in a process of the portal."""
    return DuckDBEngine((Path(tmp_path_factory.getbasetemp()),))
