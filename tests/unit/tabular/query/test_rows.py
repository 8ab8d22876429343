"""Pages of rows and of groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.errors import Invalid
from portal.tabular.columns import Table
from portal.tabular.query.answers import RowPage
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.request import TableQuery
from tests.tables import stored_table
from tests.unit.tabular.query.asking import ask, refusal


def pages(engine: DuckDBEngine, table: Table, *arguments: tuple[str, str]) -> Iterator[RowPage]:
    page = ask(engine, table, *arguments)
    yield page
    while page.next_cursor:
        page = ask(engine, table, *arguments, ("cursor", page.next_cursor))
        yield page


def test_rows_come_in_the_order_of_the_file(engine: DuckDBEngine, schools: Table) -> None:
    page = ask(engine, schools)
    assert page.ids == (1, 2, 3, 4, 5, 6)
    assert [column.name for column in page.columns][:3] == ["Tên trường", "Quận", "Số học sinh"]
    assert page.rows[4][:3] == ("Trường An", None, 15)
    assert page.next_cursor is None


def test_offset_and_limit_cut_a_page_of_an_exact_total(engine: DuckDBEngine, schools: Table) -> None:
    page = ask(engine, schools, ("offset", "2"), ("limit", "2"))
    assert (page.ids, page.total) == ((3, 4), 6)
    page = ask(engine, schools, ("where", "so_hoc_sinh > 0"), ("offset", "4"), ("limit", "2"))
    assert (page.ids, page.total) == ((6,), 5)
    assert ask(engine, schools, ("offset", "99")).ids == ()


def test_select_gives_those_columns_in_that_order(engine: DuckDBEngine, schools: Table) -> None:
    page = ask(engine, schools, ("select", 'diem,"Tên trường",_id'), ("limit", "1"))
    assert page.rows == ((7.5, "Tiểu học Đống Đa", 1),)


def test_names_may_come_one_by_one_as_a_form_sends_them(engine: DuckDBEngine, schools: Table) -> None:
    asked = (
        ("select", "diem"),
        ("select", ""),
        ("select", "ten,quan"),
        ("order_by", "quan"),
        ("order_by", "-ten"),
    )
    page = ask(engine, schools, *asked)
    assert [column.key for column in page.columns] == ["diem", "ten", "quan"]
    assert page == ask(engine, schools, ("select", "diem,ten,quan"), ("order_by", "quan,-ten"))


def test_two_conditions_of_where_are_refused_rather_than_one_ignored(schools: Table) -> None:
    assert refusal(schools, ("where", "diem > 1"), ("where", "diem > 2")).code == "repeated"


def test_results_that_differ_only_in_capitals_are_refused(schools: Table) -> None:
    asked = ("aggregate", "count(*) as Tong, sum(diem) as tong")
    assert refusal(schools, asked).code == "repeated"


def test_text_sorts_as_a_vietnamese_dictionary_with_empty_cells_last(
    engine: DuckDBEngine, schools: Table
) -> None:
    assert [row[0] for row in ask(engine, schools, ("select", "quan"), ("order_by", "quan")).rows] == [
        "Ba Đình",
        "Đống Đa",
        "Đống Đa",
        "Hà Đông",
        "Tây Hồ",
        None,
    ]
    assert ask(engine, schools, ("order_by", "-quan")).ids == (3, 6, 1, 4, 2, 5)


@pytest.mark.parametrize("limit", [1, 2, 4])
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (("order_by", "quan,-diem"),),
        (("order_by", "-so_hoc_sinh,cong_lap"),),
        (("order_by", "-cap_nhat"), ("select", "ten")),
        (("order_by", "-_id"),),
        (("where", "so_hoc_sinh > 0"),),
        (("where", "so_hoc_sinh > 0"), ("order_by", "thanh_lap")),
        (("group_by", "quan"), ("aggregate", "count(*)"), ("order_by", "-count")),
    ],
)
def test_cursors_lead_through_every_row_once(
    engine: DuckDBEngine, schools: Table, arguments: tuple[tuple[str, str], ...], limit: int
) -> None:
    whole = ask(engine, schools, *arguments)
    parts = list(pages(engine, schools, *arguments, ("limit", str(limit))))
    assert tuple(row for part in parts for row in part.rows) == whole.rows
    assert {part.total for part in parts} == {whole.total}


@pytest.mark.parametrize("cursor", ["x", "!!", "W10", "é", "WyJhIiwtMV0", "[" * 5000])
def test_cursor_that_we_did_not_give_is_refused(engine: DuckDBEngine, schools: Table, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        engine.rows(schools, TableQuery(cursor=cursor))
    assert refused.value.problems[0].path == "cursor"


def test_cursor_of_another_question_is_refused(engine: DuckDBEngine, schools: Table) -> None:
    cursor = ask(engine, schools, ("limit", "1")).next_cursor or ""
    with pytest.raises(Invalid) as refused:
        ask(engine, schools, ("where", "quan is null"), ("cursor", cursor))
    assert refused.value.problems[0].code == "stale_cursor"


def test_words_are_found_in_any_column_without_diacritics(engine: DuckDBEngine, schools: Table) -> None:
    assert ask(engine, schools, ("q", "dong TIEU")).ids == (1,)
    assert ask(engine, schools, ("q", "Đông")).ids == (1, 4, 6)


@pytest.mark.parametrize(
    "word", ["ЙОД", "йод", "иод", "μέλι", "ΜΕΛΙ", "ǿre", "İzmir", "STRASSE", "서울", "ｱ"]
)
def test_words_of_any_script_are_found_as_they_stand(engine: DuckDBEngine, tmp_path: Path, word: str) -> None:
    cells = ["Йод", "Μέλι", "Ǿre", "İzmir", "strasse", "서울", "ｱ"]
    table = stored_table(tmp_path, [(cell, "x") for cell in cells], {"a": "text", "b": "text"})
    (row_id,) = ask(engine, table, ("q", word)).ids
    assert ask(engine, table, ("a__contains", word)).ids == (row_id,)


def test_groups_are_counted_and_summed(engine: DuckDBEngine, schools: Table) -> None:
    page = ask(
        engine,
        schools,
        ("group_by", "quan"),
        ("aggregate", "count(*),count(so_hoc_sinh),sum(so_hoc_sinh),avg(diem)"),
        ("order_by", "-count,quan"),
        ("limit", "2"),
    )
    assert page.rows == (("Đống Đa", 2, 1, 812, 7.5), ("Ba Đình", 1, 1, 240, 8.25))
    assert page.total == 5
    assert [column.key for column in page.columns][1:3] == ["count", "count_so_hoc_sinh"]


def test_groups_by_year_and_bin(engine: DuckDBEngine, schools: Table) -> None:
    asked = (("group_by", "year(thanh_lap)"), ("aggregate", "count(*)"), ("where", "thanh_lap is not null"))
    assert ask(engine, schools, *asked).rows == ((1908, 1), (1975, 1), (2004, 2), (2024, 1))
    bins = (("group_by", "bin(so_hoc_sinh,500)"), ("aggregate", "count(*) as n"))
    assert ask(engine, schools, *bins).rows == ((0.0, 3), (500.0, 1), (2000.0, 1), (None, 1))


def test_one_row_sums_up_the_whole_table(engine: DuckDBEngine, schools: Table) -> None:
    page = ask(engine, schools, ("aggregate", "count(*),count_distinct(quan),median(so_hoc_sinh),max(ten)"))
    assert page.rows == ((6, 4, 240.0, "Trường An"),)


def test_groups_and_select_do_not_go_together(schools: Table) -> None:
    assert refusal(schools, ("group_by", "quan"), ("select", "ten")).code == "not_with_groups"


def test_row_is_found_by_its_number(engine: DuckDBEngine, schools: Table) -> None:
    assert engine.row(schools, 3).rows[0][0] == "THPT Chu Văn An"
    assert engine.row(schools, 7).rows == ()


def test_facet_counts_values_whatever_its_own_filter_says(engine: DuckDBEngine, schools: Table) -> None:
    query = parse_query([("quan__in", "Tây Hồ"), ("cong_lap__exact", "true")], schools)
    counts = [(top.value, top.count) for top in engine.facet(schools, query, "quan")]
    assert counts == [("Đống Đa", 2), ("Tây Hồ", 1)]
    assert [top.value for top in engine.facet(schools, query, "thanh_lap")] == ["1908-01-01"]


def test_columns_may_be_called_what_results_are_called(engine: DuckDBEngine, tmp_path: Path) -> None:
    rows = [("x", 5, 2), ("y", 5, 9), ("x", 6, 1)]
    table = stored_table(tmp_path, rows, {"value": "text", "times": "integer", "count": "integer"})
    assert [(top.value, top.count) for top in engine.facet(table, TableQuery(), "value")] == [
        ("x", 2),
        ("y", 1),
    ]
    assert [top.value for top in engine.facet(table, TableQuery(), "times")] == ["5", "6"]
    asked = (("group_by", "value"), ("aggregate", "count(*)"), ("order_by", "-count"))
    assert ask(engine, table, *asked).rows == (("x", 2), ("y", 1))


def test_hundreds_of_words_are_refused_before_anything_is_planned(schools: Table) -> None:
    """The planner takes seconds for them, during which no deadline holds."""
    assert refusal(schools, ("q", " ".join(f"a{n}" for n in range(51)))).code == "too_long"
    assert parse_query([("q", " ".join(f"a{n}" for n in range(50)))], schools)
