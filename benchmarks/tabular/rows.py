"""A made-up table of shops in a city, always the same: a CSV file of 13 columns, about 175 bytes a row."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

HEADINGS = (
    "Mã hồ sơ,Tên cơ sở,Địa chỉ,Phường,Ngành nghề,Tình trạng,Số lao động,Diện tích,"
    "Ngày cấp,Cập nhật,Vĩ độ,Kinh độ,Có bãi đỗ xe"
)
_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
_MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Ngọc", "Quang", "Hồng", "Xuân", "Thùy", "Bảo"]
_NAMES = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hạnh",
    "Hòa",
    "Huệ",
    "Khánh",
    "Lan",
    "Lộc",
    "Mỹ",
    "Nga",
    "Oanh",
    "Phúc",
    "Quỳnh",
    "Sơn",
    "Tú",
    "Vượng",
    "Yến",
]
_STREETS = [
    "Trần Hưng Đạo",
    "Lý Thường Kiệt",
    "Điện Biên Phủ",
    "Hai Bà Trưng",
    "Nguyễn Huệ",
    "Lê Lợi",
    "Giải Phóng",
    "Đê La Thành",
]
_WARDS = [
    "Ba Đình",
    "Hoàn Kiếm",
    "Đống Đa",
    "Giảng Võ",
    "Ô Chợ Dừa",
    "Bạch Mai",
    "Cửa Nam",
    "Tây Hồ",
    "Nghĩa Đô",
    "Yên Hòa",
]
_TRADES = [
    "Bán lẻ tạp hóa",
    "Dịch vụ ăn uống",
    "Sửa chữa xe máy",
    "Cắt tóc gội đầu",
    "Nhà thuốc",
    "Văn phòng phẩm",
]
_STATES = ("Đang hoạt động", "Tạm ngừng", "Đã đóng cửa")
_BLOCK = 10_000


def table_file(rows: int) -> Path:
    """The file of `rows` rows, written once in the folder named by PORTAL_BENCH_FOLDER or the temporary one."""
    folder = Path(os.environ.get("PORTAL_BENCH_FOLDER", tempfile.gettempdir()))
    path = folder / f"portal-bench-rows-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(_lines(rows))
        part.replace(path)
    return path


def _lines(rows: int) -> Iterator[str]:
    yield HEADINGS + "\n"
    random = Random(7)
    for start in range(0, rows, _BLOCK):
        yield "".join(_line(random, number) for number in range(start, min(rows, start + _BLOCK)))


def _line(random: Random, number: int) -> str:
    share = random.random
    family, middle, name, ward = (
        words[int(share() * len(words))] for words in (_FAMILIES, _MIDDLES, _NAMES, _WARDS)
    )
    street, trade = _STREETS[int(share() * len(_STREETS))], _TRADES[int(share() * len(_TRADES))]
    workers = "" if share() < 0.1 else str(int(share() * 60))
    day = date(2000, 1, 1) + timedelta(int(share() * 9000))
    moment = datetime(2025, 1, 1) + timedelta(seconds=int(share() * 30_000_000))
    return (
        f'{number:08d},Cửa hàng {middle} {name} {family},"{int(share() * 900)} {street}, {ward}",'
        f"{ward},{trade},{_STATES[int(share() * 3)]},{workers},{share() * 400:.2f},{day:%d/%m/%Y},"
        f"{moment.isoformat()},{20.9 + share() / 5:.6f},{105.7 + share() / 5:.6f},"
        f"{'Có' if share() < 0.3 else 'Không'}\n"
    )
