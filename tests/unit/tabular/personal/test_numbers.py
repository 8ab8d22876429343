"""Numbers that belong to one person, and numbers that only look like it."""

from __future__ import annotations

import pytest

from portal.tabular.personal import Kind
from tests.unit.tabular.personal.scanned import alone, beside_names, beside_schools

CITIZENS = ("001085012345", "079190054321", "036202001122", "001300998877", "034172110011")


@pytest.mark.parametrize("heading", ["Số CCCD", "so_cccd", "SoCCCD", "CĂN CƯỚC", "Số định danh cá nhân"])
def test_a_citizen_id_is_found_however_its_heading_is_written(heading: str) -> None:
    assert alone(heading, *CITIZENS) == Kind.CITIZEN_ID


def test_a_citizen_id_is_found_under_a_heading_that_says_nothing() -> None:
    assert alone("Cột 5", *CITIZENS) == Kind.CITIZEN_ID


def test_one_citizen_id_in_a_remark_is_enough() -> None:
    assert alone("Ghi chú", "CCCD 001085012345", None, "đã nhận", "thiếu giấy") == Kind.CITIZEN_ID


def test_twelve_digits_of_no_province_or_no_century_are_no_citizen_id() -> None:
    assert alone("Cột 5", "003085012345", "099190054321", "001485012345", "079985012345") is None


def test_numbers_given_in_a_row_are_no_citizen_ids() -> None:
    assert alone("Số hóa đơn", *(f"0010850{n:05d}" for n in range(100, 140))) is None


def test_citizen_ids_in_groups_or_behind_an_apostrophe_are_found() -> None:
    assert alone("CCCD", "001 085 012345", "'079190054321") == Kind.CITIZEN_ID


def test_citizen_ids_that_lost_their_leading_zeros_are_found_by_their_heading() -> None:
    assert alone("Số CCCD", "1085012345", "79190054321", "36202001122.0") == Kind.CITIZEN_ID


def test_ten_digits_under_no_such_heading_are_no_citizen_ids() -> None:
    assert alone("Mã giao dịch", "1085012345", "1190054321", "1202001122") is None


def test_old_ids_need_a_heading() -> None:
    digits = ("012345678", "111222333", "012987654")
    assert alone("Số CMND", *digits) == Kind.OLD_ID
    assert alone("Mã đơn hàng", *digits) is None


def test_the_identification_of_offices_land_and_records_is_no_citizen_id() -> None:
    for heading in ("Mã định danh cơ quan", "Mã định danh thửa đất", "Mã định danh điện tử đơn vị"):
        assert alone(heading, "000001250001", "000001250002", "000001250003") is None


@pytest.mark.parametrize("code", ["8123456789", "8123456789-001", "001085012345"])
def test_tax_codes_of_persons_and_households_are_found(code: str) -> None:
    assert alone("Mã số thuế", code, code) == Kind.TAX_CODE


def test_tax_codes_are_personal_where_the_heading_says_so() -> None:
    assert beside_names("Mã số thuế cá nhân", "0101234567", "0102345678") == Kind.TAX_CODE


def test_tax_codes_of_enterprises_are_public() -> None:
    assert beside_schools("Mã số thuế", "0101234567", "0102345678-001", "0312345678") is None


def test_bank_accounts_need_a_heading() -> None:
    digits = ("0011004123456", "19031234567890", "21510001234567 - BIDV")
    assert beside_names("Số tài khoản", *digits) == Kind.BANK_ACCOUNT
    assert beside_names("Số hợp đồng", *digits) is None


def test_accounts_of_the_treasury_and_of_offices_are_public() -> None:
    assert alone("Số tài khoản kho bạc", "3713010234567", "3713010234568") is None
    assert beside_schools("Số tài khoản", "3713010234567", "3713010234568") is None


@pytest.mark.parametrize("plate", ["30A-123.45", "30A12345", "29-H1 123.45", "29B1-12345", "30a-123.45"])
def test_plates_are_found_by_their_heading(plate: str) -> None:
    assert alone("Biển kiểm soát", plate) == Kind.PLATE


def test_plates_as_the_police_write_them_are_found_anywhere() -> None:
    assert alone("Ghi chú", "xe 30A-123.45 đỗ sai", "không") == Kind.PLATE


def test_passports_licences_and_insurance_cards_are_found() -> None:
    assert alone("Số hộ chiếu", "C1234567", "B7654321") == Kind.PASSPORT
    assert alone("Số GPLX", "010123456789", "790212345678") == Kind.DRIVING_LICENCE
    assert alone("Mã thẻ BHYT", "GD4010123456789") == Kind.INSURANCE
    assert alone("Cột 3", "GD4010123456789", "HN2010123456780") == Kind.INSURANCE


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Mã xã", ("00004", "00070", "00157")),
        ("Vĩ độ", ("21.0912345678", "20.9912345678", "21.0312345678")),
        ("Năm", ("2023", "2024", "2025")),
        ("Dự toán (đồng)", ("125000000000", "79.190.054.321", "84912345678")),
        ("Số quyết định", ("1234/QĐ-UBND", "09123/QĐ-UBND")),
        ("Mã vạch", ("8931234567890", "8930912345678")),
        ("Thời điểm", ("1732700000", "1732700100", "1732800000")),
        ("Mã hồ sơ", ("H26.12.34-240612-0912", "000.00.12.H26-240912-0345")),
        ("Website", ("https://donvi.hanoi.gov.vn/0912345678",)),
    ],
)
def test_other_numbers_are_no_persons(heading: str, cells: tuple[str, ...]) -> None:
    assert alone(heading, *cells) is None
