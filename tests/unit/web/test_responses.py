"""Names of downloaded files."""

from __future__ import annotations

import pytest

from portal.http.responses import disposition


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("truong.csv", 'attachment; filename="truong.csv"'),
        (
            "Đường sắt.csv",
            "attachment; filename=\"Duong sat.csv\"; filename*=UTF-8''%C4%90%C6%B0%E1%BB%9Dng%20s%E1%BA%AFt.csv",
        ),
        ('a"b\r\nX: y.csv', "attachment; filename=\"a_b X: y.csv\"; filename*=UTF-8''a%22b%20X%3A%20y.csv"),
        ("../../etc/passwd", 'attachment; filename=".. .. etc passwd"'),
        ("", 'attachment; filename="data"'),
        ("数据.csv", "attachment; filename=\"__.csv\"; filename*=UTF-8''%E6%95%B0%E6%8D%AE.csv"),
    ],
)
def test_names_survive_and_cannot_break_the_header(name: str, expected: str) -> None:
    assert disposition(name) == expected
