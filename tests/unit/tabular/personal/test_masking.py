"""A masked value keeps its form and gives nothing of the person away."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import Kind, masked_sql

COLUMN = Column("c", "Cột", ColumnType.TEXT)


def masked(kind: Kind | str, *values: str | None) -> list[str | None]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (c VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?)", [[v] for v in values])
        return [row[0] for row in connection.execute(f"SELECT {masked_sql(COLUMN, kind)} FROM t").fetchall()]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.CITIZEN_ID, "001085012345", "001*********"),
        (Kind.CITIZEN_ID, "1085012345", "***"),
        (Kind.TAX_CODE, "8123456789-001", "***"),
        (Kind.OLD_ID, "012345678", "*********"),
        (Kind.BANK_ACCOUNT, "0011004123456", "*************"),
        (Kind.DRIVING_LICENCE, "010123456789", "************"),
        (Kind.PHONE, "0912 345 678", "09********"),
        (Kind.PHONE, "gọi 0912345678 hoặc 0987654321", "***"),
        (Kind.EMAIL, "lan.mau@gmail.com", "***@gmail.com"),
        (Kind.EMAIL, "lan.mau@gmail.com; thu@gmail.com", "***"),
        (Kind.PLATE, "30A-123.45", "30A-***.**"),
        (Kind.PERSON_NAME, "Nguyễn Thị Mẫu", "N. T. M."),
        (Kind.BIRTH_DATE, "02/09/1985", "198*"),
        (Kind.BIRTH_DATE, "1985", "198*"),
        (Kind.BIRTH_DATE, "31292", "***"),
        (Kind.HOME_ADDRESS, "Số 5 ngõ 12, phường Láng, Hà Nội", "***, phường Láng, Hà Nội"),
        (Kind.HOME_ADDRESS, "Ngõ 5, tổ 7, phường Láng", "***, phường Láng"),
        (Kind.HOME_ADDRESS, "Thôn Đoài, xã Sóc Sơn, Hà Nội", "***, xã Sóc Sơn, Hà Nội"),
        (Kind.HOME_ADDRESS, "Số 5 ngõ 12", "***"),
        ("", "gì cũng thế", "***"),
    ],
)
def test_only_the_form_is_kept(kind: Kind | str, value: str, shown: str) -> None:
    assert masked(kind, value) == [shown]


def test_an_empty_cell_stays_empty() -> None:
    assert masked(Kind.PHONE, None, "0912345678") == [None, "09********"]


@settings(max_examples=20)
@given(st.sampled_from(Kind), st.lists(st.from_regex(r"[0-9]{4,20}", fullmatch=True), min_size=1, max_size=5))
def test_no_number_stays_whole(kind: Kind, numbers: list[str]) -> None:
    shown = masked(kind, *numbers)
    assert all(a != b for a, b in zip(numbers, shown, strict=True))
