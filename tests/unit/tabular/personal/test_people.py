"""Names, birth dates, homes, telephones and mailboxes of people; those of offices stay public."""

from __future__ import annotations

import pytest

from portal.tabular.personal import Kind
from portal.text import fold
from tests.unit.tabular.personal.scanned import (
    NAMES,
    SCHOOLS,
    alone,
    beside_names,
    beside_schools,
    held_back,
    scanned,
)

HOMES = ("Số 5 ngõ 12 phố Láng, phường Láng", "Thôn Đoài, xã Sóc Sơn", "Tổ 7, phường Hà Đông")


@pytest.mark.parametrize(
    "number",
    ["0912345678", "0912 345 678", "0912.345.678", "+84912345678", "84912345678", "(+84) 912 345 678"],
)
def test_mobile_numbers_are_found_however_written(number: str) -> None:
    assert alone("Điện thoại", number) == Kind.PHONE


def test_mobile_numbers_that_lost_their_zero_are_found_by_their_heading() -> None:
    numbers = ("912345678", "987654321", "356789012")
    assert alone("SĐT", *numbers) == Kind.PHONE
    assert alone("Mã giao dịch", *numbers) is None


def test_a_mobile_number_in_a_remark_is_found() -> None:
    assert alone("Ghi chú", "Gọi 0912 345 678 trước 17 giờ", "đã nhận", None) == Kind.PHONE


def test_ten_digits_with_a_zero_that_are_mostly_no_mobile_numbers_are_codes() -> None:
    assert alone("Số biên nhận", "0101234567", "0112345678", "0912345678", "0401234567") is None


@pytest.mark.parametrize("heading", ["Đường dây nóng", "Hotline", "Số trực ban", "Điện thoại cơ quan"])
def test_lines_of_offices_are_public(heading: str) -> None:
    assert alone(heading, "0912345678", "0987 654 321", "024.38251234") is None


def test_land_lines_are_public_but_worth_a_look() -> None:
    (finding,) = scanned({"Điện thoại": ("024.38251234", "(024) 3825 1234")})
    assert (finding.kind, finding.is_blocking) == (Kind.OFFICE_PHONE, False)


def test_mailboxes_of_persons_are_found_wherever_they_stand() -> None:
    assert alone("Email", "lan.mau85@gmail.com") == Kind.EMAIL
    assert alone("Email", "thanh.ngoc@gmail.com", "son.thu@gmail.com", "phong.vi@gmail.com") == Kind.EMAIL
    assert alone("Ghi chú", "Trả kết quả qua thu.vi@yahoo.com", "không") == Kind.EMAIL


def test_mailboxes_of_offices_are_public() -> None:
    assert alone("Email", "vanthu@hanoi.gov.vn", "ubnd.px12@hanoi.gov.vn") is None
    assert alone("Email đơn vị", "baucu2026@gmail.com") is None
    assert beside_schools("Email", "c1kimdong@gmail.com", "thcs.nghiatan@gmail.com") is None


def test_names_are_found_by_heading_and_by_themselves() -> None:
    assert alone("Họ và tên", *NAMES) == Kind.PERSON_NAME
    assert alone("Cột 2", *NAMES) == Kind.PERSON_NAME
    assert (
        alone("B", *(fold(name).upper() for name in (*NAMES, "Bui Thi Vi", "Do Van Du"))) == Kind.PERSON_NAME
    )
    assert alone("Họ đệm", "Nguyễn Thị", "Trần Văn") == Kind.PERSON_NAME


def test_who_heads_an_office_is_worth_a_look_only() -> None:
    table = {"Tên trường": SCHOOLS, "Hiệu trưởng": NAMES}
    assert held_back(table) == {}
    assert [f.kind for f in scanned(table)] == [Kind.OFFICIAL_NAME]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Tên đường", ("Nguyễn Trãi", "Trần Hưng Đạo", "Lê Lợi", "Phan Đình Phùng", "Lý Thường Kiệt")),
        ("Tuyến", ("Nguyễn Trãi", "Trần Hưng Đạo", "Lê Lợi", "Phan Đình Phùng", "Ngô Quyền", "Bùi Thị Xuân")),
        ("Tên trường", SCHOOLS),
        ("Cơ quan", ("UBND phường Láng", "Sở Y tế", "Công an phường Tây Hồ", "Trạm Y tế xã Ba Vì")),
        ("Doanh nghiệp", ("Công ty TNHH Trần Văn Thử", "Công ty CP Lê Minh Giả", "HTX Vũ Đức Dụ")),
        ("Số người", ("12", "40", "7")),
        ("Ghi chú", ("đã nhận", "chưa đủ", "Không", "Đúng hạn", "x")),
    ],
)
def test_what_is_named_after_people_is_nobody(heading: str, cells: tuple[str, ...]) -> None:
    assert alone(heading, *cells) is None


@pytest.mark.parametrize("day", ["02/09/1985", "1985-09-02", "2-9-85", "1985", "31292"])
def test_birth_dates_are_personal_beside_names(day: str) -> None:
    assert beside_names("Ngày sinh", day, day) == Kind.BIRTH_DATE


def test_birth_dates_of_nobody_known_are_worth_a_look_only() -> None:
    (finding,) = scanned({"Năm sinh": ("1985", "1990", "2001")})
    assert (finding.kind, finding.is_blocking) == (Kind.BIRTH_DATE, False)


def test_other_days_are_nothing() -> None:
    assert beside_names("Ngày cấp", "02/09/2025", "03/09/2025") is None


@pytest.mark.parametrize("heading", ["Địa chỉ", "Hộ khẩu thường trú", "HKTT", "Địa chỉ người nộp", "noi_o"])
def test_homes_are_personal_beside_names(heading: str) -> None:
    assert beside_names(heading, *HOMES) == Kind.HOME_ADDRESS


def test_addresses_of_offices_are_public() -> None:
    assert beside_schools("Địa chỉ", *HOMES) is None
    assert beside_names("Địa chỉ trụ sở", *HOMES) is None
