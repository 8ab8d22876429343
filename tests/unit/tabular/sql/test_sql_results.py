"""What a statement gives: values, types, limits; joins across tables."""

from __future__ import annotations

import pytest

from portal.tabular.sql.rows import MAX_BYTES, MAX_ROWS
from tests.unit.tabular.sql.conftest import Asker


def test_tables_are_joined_by_name(asker: Asker) -> None:
    found = asker.run(
        'SELECT p.ten, sum(t.hoc_sinh) AS tong FROM truong t JOIN "phuong-xa" p ON p.ma = t.phuong '
        "GROUP BY ALL ORDER BY 1 COLLATE vi"
    )
    assert [(c.name, c.type) for c in found.columns] == [("ten", "text"), ("tong", "integer")]
    assert found.rows == [["Ba Đình", 1450], ["Cầu Giấy", 1550], ["Đống Đa", 1650]]
    assert not found.is_cut


def test_all_columns_are_those_of_the_file_and_the_row_number(asker: Asker) -> None:
    assert [c.name for c in asker.run("FROM truong").columns] == ["_id", "ten", "phuong", "hoc_sinh"]


def test_the_search_column_cannot_be_named(asker: Asker) -> None:
    assert asker.refused("SELECT _search FROM truong") == "failed"


def test_a_named_query_is_no_table(asker: Asker) -> None:
    found = asker.run(
        "WITH lon AS (SELECT * FROM Truong WHERE hoc_sinh > 280) SELECT ten FROM LON ORDER BY 1"
    )
    assert found.rows == [["Trường 29"], ["Trường 30"]]


@pytest.mark.parametrize(
    "sql",
    [
        "WITH truong AS (SELECT * FROM truong WHERE phuong = 1) SELECT count(*) FROM truong",
        "WITH t AS (WITH truong AS (SELECT 1) FROM truong) SELECT count(*) FROM truong WHERE phuong = 1",
        "SELECT count(*) FROM truong WHERE phuong = 1 AND 1 IN (WITH truong AS (SELECT 1 AS a) FROM truong)",
        "WITH truong AS MATERIALIZED (FROM truong WHERE phuong = 1), b AS (FROM truong) SELECT count(*) FROM b",
    ],
)
def test_a_named_query_hides_a_table_only_where_it_has_its_name(asker: Asker, sql: str) -> None:
    assert asker.run(sql).rows == [[10]]


def test_a_query_may_name_itself(asker: Asker) -> None:
    found = asker.run(
        "WITH RECURSIVE truong AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM truong WHERE n < 4) FROM truong"
    )
    assert found.rows == [[1], [2], [3], [4]]


def test_a_million_rows_can_be_joined_with_themselves(asker: Asker) -> None:
    found = asker.run("SELECT count(*) FROM range(1000000) a JOIN range(1000000) b USING (range)")
    assert found.rows == [[1_000_000]]


@pytest.mark.parametrize(
    ("expression", "type_code", "value"),
    [
        ("1", "integer", 1),
        ("170141183460469231731687303715884105727::HUGEINT", "integer", 2**127 - 1),
        ("1.50", "number", 1.5),
        ("0.1::DOUBLE", "number", 0.1),
        ("1 / 0", "number", None),
        ("'Đ \"x\"'", "text", 'Đ "x"'),
        ("true", "boolean", True),
        ("DATE '2026-11-20'", "date", "2026-11-20"),
        ("TIMESTAMP '2026-11-20 14:32:00'", "datetime", "2026-11-20T14:32:00"),
        ("[1, NULL, 3]", "json", [1, None, 3]),
        ("{'a': [1.5]}", "json", {"a": [1.5]}),
        ("MAP {'a': 1}", "json", {"a": 1}),
        ("INTERVAL 1 DAY", "text", "1 day"),
        ("'x'::BLOB", "text", "x"),
        ("NULL", "text", None),
    ],
)
def test_values_of_every_type_are_json(asker: Asker, expression: str, type_code: str, value: object) -> None:
    found = asker.run(f"SELECT {expression} AS a")
    assert (found.columns[0].type, found.rows) == (type_code, [[value]])


def test_texts_keep_every_digit(asker: Asker) -> None:
    found = asker.run(
        "SELECT 1234567890123456789.0123456789::DECIMAL(38, 10) AS a, 'x],[y' AS b, [[1, 2], []] AS c, NULL AS d "
        "FROM range(2)"
    )
    assert list(found.texts()) == [["1234567890123456789.0123456789", '"x],[y"', "[[1,2],[]]", "null"]] * 2
    assert list(asker.run("SELECT 1 WHERE false").texts()) == []


def test_columns_may_share_a_name(asker: Asker) -> None:
    found = asker.run("SELECT 1 AS a, 2 AS a")
    assert ([c.name for c in found.columns], found.rows) == (["a", "a"], [[1, 2]])


@pytest.mark.parametrize("end", [";", " ;; ", "; -- hết ;", "\n-- ; hết", "/* ; */;"])
def test_a_semicolon_or_comment_may_end_it(asker: Asker, end: str) -> None:
    assert asker.run(f"SELECT 'một;' AS \"đ;\"{end}").rows == [["một;"]]


def test_order_is_kept(asker: Asker) -> None:
    assert asker.run("SELECT i FROM range(20000) t(i) ORDER BY i DESC").rows[:2] == [[19999], [19998]]


def test_rows_beyond_the_limit_are_cut(asker: Asker) -> None:
    assert not asker.run(f"FROM range({MAX_ROWS})").is_cut
    found = asker.run(f"FROM range({MAX_ROWS + 1})")
    assert (found.row_count, len(found.rows), found.is_cut) == (MAX_ROWS, MAX_ROWS, True)


def test_bytes_beyond_the_limit_are_cut(asker: Asker) -> None:
    found = asker.run("SELECT repeat('đ', 5000) FROM range(5000)")
    assert found.is_cut
    assert len(found.rows) == found.row_count
    assert MAX_BYTES - 11_000 < len(found.rows_json) <= MAX_BYTES + 2


def test_one_value_beyond_the_limit_leaves_no_rows(asker: Asker) -> None:
    found = asker.run("SELECT repeat('x', 9000000)")
    assert (found.rows, found.is_cut) == ([], True)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nope FROM truong", "LINE 1: SELECT nope FROM truong\n               ^"),
        ("SELEC 1", "syntax error"),
        ("SELECT CAST(ten AS INTEGER) FROM truong", "Could not convert string 'Trường"),
        ("SELECT error('tôi tự báo')", "tôi tự báo"),
    ],
)
def test_a_mistake_is_told_as_duckdb_tells_it(asker: Asker, sql: str, said: str) -> None:
    with pytest.raises(Exception, match="DuckDB") as caught:
        asker.run(sql)
    assert said in str(caught.value)


def test_an_empty_statement_asks_for_one(asker: Asker) -> None:
    assert [asker.refused(sql) for sql in ("", "  ", "-- gì đó", ";")] == ["empty"] * 4
