"""The first view of a map: which columns place a row, where the view lies, who is missing."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from portal.catalog.mapping import MOST_SHAPES, Maps, Placing, placing_of
from portal.catalog.tables import FoundTable
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.engine import DuckDBEngine
from tests.tables import stored_table


def found(table: Table, **meanings: str) -> FoundTable:
    """The table with what its steward says of the columns."""
    entries = [
        SimpleNamespace(name=c.name, label="", semantic=meanings.get(c.key, "")) for c in table.columns
    ]
    return cast(FoundTable, SimpleNamespace(table=table, resource=SimpleNamespace(dictionary=entries)))


def points(folder: Path, rows: list[tuple[Any, ...]]) -> FoundTable:
    table = stored_table(folder, rows, {"ten": "text", "vi_do": "number", "kinh_do": "number"})
    return found(table, vi_do="latitude", kinh_do="longitude")


def shapes(folder: Path, count: int) -> FoundTable:
    rows = [
        (
            f"Tuyến {n}",
            json.dumps({"type": "LineString", "coordinates": [[105.8, 21 + n / 9000], [105.9, 21]]}),
        )
        for n in range(count)
    ]
    return found(stored_table(folder, rows, {"ten": "text", "hinh": "geometry"}))


@pytest.fixture
def maps(tmp_path: Path) -> Maps:
    return Maps(DuckDBEngine((tmp_path,)))


def test_a_pair_of_coordinates_places_rows_and_shapes_go_first() -> None:
    latitude = Column("a", "Vĩ độ", ColumnType.NUMBER, semantic="latitude")
    longitude = Column("b", "Kinh độ", ColumnType.NUMBER, semantic="longitude")
    shape = Column("c", "Hình", ColumnType.GEOMETRY)
    text = Column("d", "Kinh độ", ColumnType.TEXT, semantic="longitude")

    def placed(*columns: Column) -> Placing | None:
        return placing_of(columns)

    assert placed(latitude, longitude) == Placing("a", "b")
    assert placed(latitude, longitude, shape) == Placing("c", "c")
    assert placed(latitude, text) is None
    assert placed(latitude) is None


def test_a_steward_may_say_which_columns_are_coordinates(maps: Maps, tmp_path: Path) -> None:
    table = stored_table(tmp_path, [(21.0, 105.8)], {"y": "number", "x": "number"})

    assert maps.page(found(table), ()).placing is None
    assert maps.page(found(table, y="latitude", x="longitude"), ()).placed == 1


def test_rows_without_a_place_are_counted(maps: Maps, tmp_path: Path) -> None:
    rows = [("a", 21.0, 105.8), ("b", None, 105.8), ("c", 2103.0, 105.8), ("d", 21.1, 105.9)]
    page = maps.page(points(tmp_path, rows), ())

    assert (page.total, page.placed, page.far) == (4, 2, 0)
    assert page.bounds is not None
    assert (page.bounds.south, page.bounds.east) == (21.0, 105.9)


def test_a_few_wrong_positions_do_not_make_it_a_map_of_the_world(maps: Maps, tmp_path: Path) -> None:
    city = [(f"t{n}", 21 + n % 10 / 100, 105.8 + n // 10 / 100) for n in range(100)]
    page = maps.page(points(tmp_path, [*city, ("sai", 0.0, 0.0)]), ())

    assert (page.placed, page.far) == (101, 1)
    assert page.bounds is not None
    assert page.bounds.south > 20
    assert len(page.clusters) > 10
    assert sum(cluster.count for cluster in page.clusters) == 100


def test_two_far_cities_are_both_seen(maps: Maps, tmp_path: Path) -> None:
    rows = [("bắc", 21.0, 105.8)] * 50 + [("nam", 10.8, 106.7)] * 50
    page = maps.page(points(tmp_path, rows), ())

    assert page.far == 0
    assert page.bounds is not None
    assert (page.bounds.south, page.bounds.north) == (10.8, 21.0)


def test_filters_narrow_the_map(maps: Maps, tmp_path: Path) -> None:
    table = points(tmp_path, [("bắc", 21.0, 105.8), ("nam", 10.8, 106.7)])

    assert maps.page(table, (("ten__exact", "nam"), ("view", "map"))).placed == 1
    assert maps.page(table, (("khong_co__exact", "nam"),)).problems[0].code == "unknown_column"
    assert len(maps.sight(table, (("q", "bac"),), None, 9).clusters) == 1


def test_too_many_shapes_are_shown_as_clusters(maps: Maps, tmp_path: Path) -> None:
    few = maps.sight(shapes(tmp_path, 3), (), None, 9)
    many = maps.sight(shapes(tmp_path, MOST_SHAPES + 1), (), None, 9)

    assert few.shapes is not None
    assert len(few.shapes.features) == 3
    assert many.shapes is None
    assert sum(cluster.count for cluster in many.clusters) == MOST_SHAPES + 1


def test_one_spot_alone_has_a_view(maps: Maps, tmp_path: Path) -> None:
    page = maps.page(points(tmp_path, [("một", 21.0, 105.8)]), ())

    assert [cluster.row_id for cluster in page.clusters] == [1]
    assert page.bounds is not None


def test_nothing_found_has_no_view(maps: Maps, tmp_path: Path) -> None:
    page = maps.page(points(tmp_path, [("một", 21.0, 105.8)]), (("q", "hai"),))

    assert (page.total, page.placed, page.bounds) == (0, 0, None)
