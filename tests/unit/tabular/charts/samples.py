"""A described table of wards, days, numbers and a shape, without a file."""

from __future__ import annotations

from pathlib import Path

from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile

COLUMNS = (
    Column("ma", "Mã", ColumnType.TEXT, semantic="code"),
    Column("phuong", "Phường", ColumnType.TEXT),
    Column("loai", "Loại", ColumnType.TEXT),
    Column("ngay", "Ngày", ColumnType.DATE),
    Column("nam", "Năm", ColumnType.INTEGER, semantic="year"),
    Column("so_lop", "Số lớp", ColumnType.INTEGER),
    Column("nhiet_do", "Nhiệt độ", ColumnType.NUMBER),
    Column("vi_do", "Vĩ độ", ColumnType.NUMBER, semantic="latitude"),
    Column("hinh", "Hình", ColumnType.GEOMETRY),
)
TABLE = Table(Path("t.parquet"), "v", COLUMNS, 1000)
LABELS = {c.key: c.name for c in COLUMNS}


def profile(key: str, distinct: int, least: object = None, most: object = None) -> ColumnProfile:
    return ColumnProfile(key, filled=1000, empty=0, distinct=distinct, least=least, most=most)


def table(*keys: str) -> Table:
    """The same table with these columns only."""
    return Table(Path("t.parquet"), "v", tuple(c for c in COLUMNS if c.key in keys), 1000)
