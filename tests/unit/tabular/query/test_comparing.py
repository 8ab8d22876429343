"""What a new version changed, exactly, whatever the order of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile
from portal.tabular.query.comparison import CellChange, Comparison, likely_key
from portal.tabular.query.engine import DuckDBEngine
from tests.tables import stored_table

SHAPE = {"ma": "text", "ten": "text", "so": "integer"}
OLD = [("a", "An", 1), ("b", "Bình", 2), ("c", None, None), ("d", "Đông", 4)]


def compared(
    engine: DuckDBEngine,
    folder: Path,
    old: Sequence[Sequence[object]],
    new: Sequence[Sequence[object]],
    *key: str,
    shapes: tuple[Mapping[str, str], Mapping[str, str]] = (SHAPE, SHAPE),
) -> Comparison:
    tables = [stored_table(folder, rows, shape) for rows, shape in zip((old, new), shapes, strict=True)]
    return engine.compare(tables[0], tables[1], key)


def counts(found: Comparison) -> tuple[int, int, int]:
    return found.rows_added, found.rows_removed, found.rows_changed


@pytest.mark.parametrize("key", [(), ("ma",)])
def test_order_of_rows_is_no_change(engine: DuckDBEngine, tmp_path: Path, key: tuple[str, ...]) -> None:
    found = compared(engine, tmp_path, OLD, OLD[::-1], *key)
    assert found.is_same
    assert found.key_columns == key


def test_rows_are_found_again_by_their_key(engine: DuckDBEngine, tmp_path: Path) -> None:
    new = [("d", "Đông", 40), ("c", "Cảnh", None), ("b", "Bình", 2), ("e", "Em", 5)]
    found = compared(engine, tmp_path, OLD, new, "ma")
    assert counts(found) == (1, 1, 2)
    assert [(row.row_id, row.cells) for row in found.added] == [(4, ("e", "Em", 5))]
    assert [(row.row_id, row.cells) for row in found.removed] == [(1, ("a", "An", 1))]
    assert [(row.old_id, row.new_id, row.key) for row in found.changed] == [(4, 1, ("d",)), (3, 2, ("c",))]
    assert found.changed[0].cells == (CellChange("so", 4, 40),)
    assert found.changed[1].cells == (CellChange("ten", None, "Cảnh"),)


def test_without_a_key_whole_rows_are_counted(engine: DuckDBEngine, tmp_path: Path) -> None:
    old = [("a", "An", 1), ("a", "An", 1), ("b", None, 2)]
    new = [("a", "An", 1), ("b", None, 2), ("b", None, 2), ("b", None, 2), ("c", None, None)]
    found = compared(engine, tmp_path, old, new)
    assert counts(found) == (3, 1, 0)
    assert {row.cells for row in found.added} == {("b", None, 2), ("c", None, None)}
    assert [row.cells for row in found.removed] == [("a", "An", 1)]


@pytest.mark.parametrize("key", ["ten", "khong_co", "moi"])
def test_key_that_does_not_tell_rows_apart_is_not_used(
    engine: DuckDBEngine, tmp_path: Path, key: str
) -> None:
    rows = [("a", "An", 1), ("b", "An", 2)]
    new = [(*row, "x") for row in rows]
    found = compared(engine, tmp_path, rows, new, key, shapes=(SHAPE, {**SHAPE, "moi": "text"}))
    assert found.key_columns == ()
    assert counts(found) == (0, 0, 0)


def test_empty_key_is_a_key(engine: DuckDBEngine, tmp_path: Path) -> None:
    found = compared(engine, tmp_path, [(None, "An", 1)], [(None, "An", 2)], "ma")
    assert counts(found) == (0, 0, 1)


def test_key_of_two_columns(engine: DuckDBEngine, tmp_path: Path) -> None:
    old = [("a", "x", 1), ("a", "y", 2), ("ax", "", 3)]
    new = [("a", "x", 1), ("a", "y", 3), ("ax", "", 3)]
    found = compared(engine, tmp_path, old, new, "ma", "ten")
    assert counts(found) == (0, 0, 1)
    assert found.changed[0].key == ("a", "y")


def test_columns_that_came_and_went_change_no_row(engine: DuckDBEngine, tmp_path: Path) -> None:
    new = [(so, ma, "x") for ma, _ten, so in OLD]
    shape = {"so": "integer", "ma": "text", "moi": "text"}
    found = compared(engine, tmp_path, OLD, new, "ma", shapes=(SHAPE, shape))
    assert [column.key for column in found.columns_added] == ["moi"]
    assert [column.key for column in found.columns_removed] == ["ten"]
    assert counts(found) == (0, 0, 0)
    assert not found.is_same


def test_rows_of_which_nothing_but_the_key_is_shared_have_not_changed(
    engine: DuckDBEngine, tmp_path: Path
) -> None:
    shapes = ({"ma": "text", "cu": "text"}, {"ma": "text", "moi": "text"})
    found = compared(
        engine, tmp_path, [("a", "x"), ("b", "x")], [("a", "y"), ("c", "y")], "ma", shapes=shapes
    )
    assert found.key_columns == ("ma",)
    assert counts(found) == (1, 1, 0)


@pytest.mark.parametrize(
    ("types", "old", "new", "changed"),
    [
        (("integer", "number"), 5, 5.0, 0),
        (("integer", "number"), 5, 5.5, 1),
        (("integer", "text"), 5, "5", 0),
        (("integer", "text"), 5, "05", 1),
        (("boolean", "text"), True, "true", 0),
        (("date", "datetime"), date(2024, 5, 1), datetime(2024, 5, 1), 0),
        (("date", "text"), date(2024, 5, 1), "2024-05-01", 0),
        (("date", "text"), date(2024, 5, 1), "01/05/2024", 1),
        (("text", "integer"), None, None, 0),
    ],
)
def test_cell_of_another_type_is_compared_as_text(
    engine: DuckDBEngine, tmp_path: Path, types: tuple[str, str], old: object, new: object, changed: int
) -> None:
    shapes = tuple({"ma": "text", "x": type_, "y": "text"} for type_ in types)
    found = compared(
        engine, tmp_path, [("a", old, "1")], [("a", new, "2")], "ma", shapes=(shapes[0], shapes[1])
    )
    assert [(c.column.key, c.old_type, c.new_type) for c in found.columns_changed] == [("x", *types)]
    assert [cell.key for cell in found.changed[0].cells] == ["x"] * changed + ["y"]


def test_versions_without_a_common_column_share_no_row(engine: DuckDBEngine, tmp_path: Path) -> None:
    found = compared(engine, tmp_path, [("a",)], [("a",), ("b",)], shapes=({"x": "text"}, {"y": "text"}))
    assert counts(found) == (2, 1, 0)


def test_only_the_first_examples_are_given(engine: DuckDBEngine, tmp_path: Path) -> None:
    rows = [(f"{n:03d}", None, n) for n in range(120)]
    more = [(ma, "x", so) for ma, _ten, so in rows]
    found = compared(engine, tmp_path, rows, more, "ma")
    assert found.rows_changed == 120
    assert [row.new_id for row in found.changed] == list(range(1, 51))
    found = compared(engine, tmp_path, [], rows)
    assert (found.rows_added, len(found.added)) == (120, 50)


CELLS = st.tuples(
    st.sampled_from("abcde"), st.sampled_from([None, "x", "y", ""]), st.sampled_from([None, 0, 1])
)


@settings(max_examples=30)
@given(st.lists(CELLS, max_size=12), st.lists(CELLS, max_size=12))
def test_whole_rows_are_compared_as_python_counts_them(
    engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory, old: list[object], new: list[object]
) -> None:
    found = compared(engine, tmp_path_factory.mktemp("t"), old, new)  # type: ignore[arg-type]
    before, after = Counter(old), Counter(new)
    assert counts(found) == ((after - before).total(), (before - after).total(), 0)


@settings(max_examples=30)
@given(
    st.lists(CELLS, max_size=5, unique_by=lambda r: r[0]),
    st.lists(CELLS, max_size=5, unique_by=lambda r: r[0]),
)
def test_keyed_rows_are_compared_as_python_does(
    engine: DuckDBEngine,
    tmp_path_factory: pytest.TempPathFactory,
    old: list[tuple[object, ...]],
    new: list[tuple[object, ...]],
) -> None:
    found = compared(engine, tmp_path_factory.mktemp("t"), old, new, "ma")
    before, after = ({row[0]: row for row in rows} for rows in (old, new))
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert counts(found) == (
        len(after.keys() - before.keys()),
        len(before.keys() - after.keys()),
        len(changed),
    )
    assert {change.key[0] for change in found.changed} == changed


# The column that names the rows


def table(*columns: Column) -> Table:
    return Table(Path("t.parquet"), "v", columns, 100)


TEN = Column("ten", "Tên", ColumnType.TEXT)
SO = Column("so", "Số", ColumnType.INTEGER)
MA = Column("ma", "Mã", ColumnType.TEXT, semantic="code")
DIEM = Column("diem", "Điểm", ColumnType.NUMBER)


def full(key: str, distinct: int = 100, *, empty: int = 0, rough: bool = False) -> ColumnProfile:
    return ColumnProfile(key, 100 - empty, empty, distinct, is_approximate=rough)


def test_code_is_the_likely_key() -> None:
    assert likely_key(table(TEN, SO, MA), [full("ten"), full("so"), full("ma")]) == ("ma",)


def test_first_unique_column_is_the_likely_key() -> None:
    assert likely_key(table(TEN, SO, MA), [full("ten", 99), full("so"), full("ma", 40)]) == ("so",)


def test_estimate_that_comes_near_will_do_where_nothing_is_certain() -> None:
    assert likely_key(table(TEN, SO), [full("ten", 97, rough=True), full("so", 80)]) == ("ten",)


def test_no_column_is_a_key_that_has_gaps_repeats_or_measures() -> None:
    profile = [full("ten", 99, empty=1), full("so", 50), full("diem")]
    assert likely_key(table(TEN, SO, DIEM), profile) == ()
