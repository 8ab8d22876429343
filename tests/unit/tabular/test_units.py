"""Units in headings."""

from __future__ import annotations

import pytest

from portal.tabular.units import unit_of


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Diện tích (ha)", "ha"),
        ("Kinh phí (Triệu đồng)", "Triệu đồng"),
        ("Giá [đồng/m2]", "đồng/m2"),
        ("Tỷ lệ (ĐVT: %)", "%"),
        ("PM2.5 (µg/m3)", "µg/m3"),
        ("Dân số (đơn vị tính: nghìn người)", "nghìn người"),
        ("Tên (tiếng Anh)", ""),
        ("Ghi chú (nếu có)", ""),
        ("Năm", ""),
        ("(1)", ""),
    ],
)
def test_a_unit_is_read_from_the_end_of_the_heading(heading: str, unit: str) -> None:
    assert unit_of(heading) == unit
