"""The expression language finds exactly the rows it says."""

from __future__ import annotations

import pytest

from portal.tabular.columns import Table
from portal.tabular.query.engine import DuckDBEngine
from tests.unit.tabular.query.asking import ask, refusal


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("quan = 'Đống Đa'", (1, 4)),
        ("quan = 'đống đa'", ()),
        ("quan != 'Đống Đa'", (2, 3, 5, 6)),
        ("quan <> 'Đống Đa' and quan is not null", (2, 3, 6)),
        ("not quan = 'Đống Đa'", (2, 3, 5, 6)),
        ("quan is null", (5,)),
        ("QUAN IS NULL", (5,)),
        ("\"Quận\" IN ('Ba Đình', 'Tây Hồ')", (2, 3)),
        ("quan not in ('Ba Đình', 'Tây Hồ')", (1, 4, 5, 6)),
        ("ten contains 'dong'", (1,)),
        ("ten contains 'ĐỐNG'", (1,)),
        ("ten contains 'ap bac' or ten contains 'hoa'", (2, 4)),
        ("not ten contains 'a'", ()),
        ("quan not contains 'dong'", (2, 3, 5)),
        ("ten starts with 'truong'", (5,)),
        ("ten like 'TH%'", (3, 4)),
        ("ten like 'th%'", ()),
        ("ten ilike 'th%ắc'", (4,)),
        ("ten = 'O''Connor 100%_a'", (6,)),
        ("so_hoc_sinh > 240", (1, 3)),
        ("so_hoc_sinh >= 240.0 and so_hoc_sinh<2100", (1, 2)),
        ("so_hoc_sinh > 14.5 and so_hoc_sinh < 15.5", (5, 6)),
        ('"Số học sinh" between 15 and 240', (2, 5, 6)),
        ("so_hoc_sinh not between 15 and 240", (1, 3, 4)),
        ("so_hoc_sinh < 99999999999999999999999", (1, 2, 3, 5, 6)),
        ("diem < 0", (6,)),
        ("diem = -.5", (6,)),
        ("diem > 8e0", (2, 3)),
        ("cong_lap = true", (1, 3, 4)),
        ("cong_lap != TRUE", (2, 5, 6)),
        ("thanh_lap = '29/02/2024'", (6,)),
        ("thanh_lap < '1975-9-6'", (1, 3)),
        ("cap_nhat = '2024-05-01'", (1, 2)),
        ("cap_nhat <= '1/5/2024'", (1, 2, 5, 6)),
        ("cap_nhat > '2024-05-01'", (3,)),
        ("cap_nhat between '2024-01-01' and '2024-05-01'", (1, 2, 6)),
        ("cap_nhat = '2024-05-01 08:30'", (1,)),
        ("cap_nhat in ('2024-05-01', '2024-02-29 12:00:00')", (6,)),
        ("so_hoc_sinh > diem", (1, 2, 3, 5, 6)),
        ("cap_nhat > thanh_lap", (1, 2, 3, 5, 6)),
        ("quan = 'Đống Đa' and so_hoc_sinh > 1 or diem = 6", (1, 5)),
        ("quan = 'Đống Đa' and (so_hoc_sinh > 1 or diem = 6)", (1,)),
        ("not (quan = 'Đống Đa' or so_hoc_sinh = 15)", (2, 3)),
        ("_id between 2 and 3", (2, 3)),
    ],
)
def test_condition_finds_its_rows(
    engine: DuckDBEngine, schools: Table, where: str, expected: tuple[int, ...]
) -> None:
    page = ask(engine, schools, ("where", where))
    assert page.ids == expected
    assert page.total == len(expected)


@pytest.mark.parametrize(
    ("where", "code", "place"),
    [
        ("quan = 5", "wrong_type", "quan = ^5"),
        ("so_hoc_sinh = '5'", "wrong_type", "so_hoc_sinh = ^'5'"),
        ("cong_lap = 1", "wrong_type", "cong_lap = ^1"),
        ("so_hoc_sinh contains '5'", "wrong_type", "so_hoc_sinh ^contains '5'"),
        ("quan = so_hoc_sinh", "wrong_type", "quan = ^so_hoc_sinh"),
        ("thanh_lap = '2024-02-30'", "bad_value", "thanh_lap = ^'2024-02-30'"),
        ("thanh_lap > '2024-01-01 10:00'", "bad_value", "thanh_lap > ^"),
        ("diem < 1e999", "bad_value", "diem < ^1e999"),
        ("huyen = 'x'", "unknown_column", "^huyen = 'x'"),
        ("quan = 'x", "unclosed_quote", "quan = ^'x"),
        ("quan = ‘x’", "curly_quote", "quan = ^‘x’"),
        ("quan = 'x' quan", "syntax", "quan = 'x' ^quan"),
        ("quan = 'x' and", "syntax", "quan = 'x' and^"),
        ("(quan = 'x'", "syntax", "(quan = 'x'^"),
        ("quan", "syntax", "quan^"),
        ("quan in ()", "syntax", "quan in (^)"),
        ("quan in ('a',)", "syntax", "quan in ('a',^)"),
        ("quan ; drop table x", "syntax", "quan ^; drop"),
        ("not " * 50 + "quan is null", "too_deep", "^not"),
    ],
)
def test_mistake_is_refused_with_its_place(schools: Table, where: str, code: str, place: str) -> None:
    problem = refusal(schools, ("where", where))
    assert (problem.path, problem.code) == ("where", code)
    assert place in problem.message


def test_wrong_type_says_what_the_column_holds(schools: Table) -> None:
    assert "«Quận» là văn bản" in refusal(schools, ("where", "quan = 5")).message


def test_unknown_column_offers_the_nearest(schools: Table) -> None:
    assert "quan" in refusal(schools, ("where", "quann = 'x'")).message
