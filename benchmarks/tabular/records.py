"""A made-up city table of 13 columns, about 170 bytes a row: as CSV, as the portal stores it, and in SQLite."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import duckdb

from portal.tabular.columns import Table
from portal.tabular.ingest.result import Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions
from portal.text import fold

FULL_ROWS, QUICK_ROWS = 1_000_000, 100_000
DISTRICTS = (
    *("Ba Đình", "Hoàn Kiếm", "Tây Hồ", "Long Biên", "Cầu Giấy", "Đống Đa", "Hai Bà Trưng", "Hoàng Mai"),
    *("Thanh Xuân", "Hà Đông", "Bắc Từ Liêm", "Nam Từ Liêm", "Đông Anh", "Gia Lâm", "Sóc Sơn", "Ứng Hòa"),
)
KINDS = ("Trường học", "Trạm y tế", "Chợ", "Công viên", "Nhà văn hóa", "Bãi đỗ xe", "Cửa hàng")
_LIMITS = Limits(memory_bytes=1_500_000_000, seconds=600)
INDEXED = ("quan", "loai", "so_lop")
"""The columns that the table in SQLite has indexes on."""

_NAMES = (
    "Chu Văn An",
    "Ấp Bắc",
    "Nguyễn Trãi",
    "Hoa Sữa",
    "Bạch Mai",
    "Đống Đa",
    "Kim Đồng",
    "Lê Lợi",
    "Việt Đức",
)
_CELLS = """
    lpad(CAST(i * 7919 % 1000003 AS VARCHAR), 8, '0') AS "Mã",
    list_extract({kinds}, i * 31 % {kind_count} + 1) || ' ' || list_extract({names}, i * 17 % {name_count} + 1)
        || ' ' || i % 1000 AS "Tên",
    'Số ' || i % 500 + 1 || ', ngõ ' || i % 90 + 1 || ' đường ' || list_extract({names}, i * 13 // 7 % {name_count} + 1)
        AS "Địa chỉ",
    list_extract({districts}, (i * 131 // 7) % {district_count} + 1) AS "Quận",
    list_extract({kinds}, i * 31 % {kind_count} + 1) AS "Loại",
    CASE WHEN i % 11 <> 0 THEN i * 6007 % 2000 END AS "Số lớp",
    round(i * 104729 % 1000000 / 97, 2) AS "Diện tích",
    strftime(DATE '1995-01-01' + CAST(i * 37 % 10000 AS INTEGER), '%d/%m/%Y') AS "Ngày lập",
    strftime(TIMESTAMP '2024-01-01' + to_seconds(i * 61 % 60000000), '%Y-%m-%dT%H:%M:%S') AS "Cập nhật",
    round(20.9 + i * 7919 % 100003 / 400000, 6) AS "Vĩ độ",
    round(105.7 + i * 6101 % 100019 / 400000, 6) AS "Kinh độ",
    CASE WHEN i % 3 = 0 THEN 'Có' ELSE 'Không' END AS "Công lập",
    CASE WHEN i % 4 = 0 THEN 'Đã kiểm tra theo kế hoạch đợt ' || i % 37 END AS "Ghi chú"
"""


def write_csv(path: Path, row_count: int) -> None:
    """Write the table as CSV; the same bytes each time."""
    lists = {"kinds": KINDS, "names": _NAMES, "districts": DISTRICTS}
    cells = _CELLS.format(
        **{name: list(values) for name, values in lists.items()},
        kind_count=len(KINDS),
        name_count=len(_NAMES),
        district_count=len(DISTRICTS),
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {cells} FROM range({row_count}) r(i)) TO '{path}' (FORMAT csv, HEADER)"
        )


def stored(csv: Path, folder: Path, row_count: int) -> Table:
    """The table as the portal takes it in."""
    folder.mkdir()
    taken = ingest(csv, csv.name, folder, ReadingOptions(), _LIMITS)
    version = hashlib.sha256(taken.table.read_bytes()).hexdigest()
    return Table(taken.table, version, taken.columns, row_count)


def in_sqlite(table: Table, path: Path) -> sqlite3.Connection:
    """The table as Datasette lays it out: one table, three indexes, no full-text index."""
    keys = [column.key for column in table.columns]
    database = sqlite3.connect(path)
    database.create_function("fold", 1, lambda text: fold(text) if text else "", deterministic=True)
    database.execute(f"CREATE TABLE t ({', '.join(keys)})")
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(f"SELECT {', '.join(keys)} FROM read_parquet('{table.path}')")
        while rows := found.fetchmany(20_000):
            plain = ([_plain(value) for value in row] for row in rows)
            database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(keys))})", plain)
    for key in INDEXED:
        database.execute(f"CREATE INDEX by_{key} ON t ({key})")
    database.commit()
    return database


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else str(value)
