"""Points and shapes of a question, as a map asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from portal.errors import Invalid
from portal.tabular.columns import Table
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.places import Bounds, Cluster, FeaturePage
from portal.tabular.query.request import TableQuery
from tests.tables import stored_table

CITY = Bounds(20.9, 105.7, 21.1, 105.9)
SHAPES: list[Any] = [
    {"type": "Point", "coordinates": [105.8, 21.0, 7]},
    {"type": "LineString", "coordinates": [[105.0, 20.0], [106.0, 22.0]]},
    {"type": "Polygon", "coordinates": [[[106.1, 20], [106.2, 20], [106.2, 20.1], [106.1, 20]]]},
    {
        "type": "MultiPolygon",
        "coordinates": [[[[105.81, 21.0], [105.82, 21.0], [105.82, 21.01], [105.81, 21.0]]]],
    },
    {"type": "GeometryCollection", "geometries": []},
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": "x"},
    {},
    7,
]


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """2,000 points in the city, two on one spot, one elsewhere, two without a place."""
    random = Random(7)
    rows: list[tuple[float | None, float | None, str]] = [
        (random.uniform(20.9, 21.1), random.uniform(105.7, 105.9), "dân") for _ in range(2000)
    ]
    rows += [(10.8, 106.7, "xa"), (None, 105.8, "khuyết"), (21.0, None, "khuyết"), (900.0, 105.8, "sai")]
    shape = {"lat": "number", "lon": "number", "n": "text"}
    return stored_table(tmp_path_factory.mktemp("points"), rows, shape)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Table:
    rows = [*((json.dumps(shape), "a") for shape in SHAPES), ("nonsense", "b"), (None, "b")]
    return stored_table(tmp_path_factory.mktemp("shapes"), rows, {"hinh": "geometry", "s": "text"})


def clusters(
    engine: DuckDBEngine, table: Table, zoom: int, bounds: Bounds | None = None
) -> tuple[Cluster, ...]:
    return engine.clusters(table, TableQuery(), "lat", "lon", bounds, zoom)


@pytest.mark.parametrize("zoom", [0, 5, 9, 11, 13, 15, 18, 22, 99, -1])
def test_every_point_is_in_one_of_a_few_clusters(engine: DuckDBEngine, points: Table, zoom: int) -> None:
    found = clusters(engine, points, zoom, CITY)
    assert sum(cluster.count for cluster in found) == 2000
    assert len(found) <= 500
    for cluster in found:
        box = cluster.bounds
        assert box.south <= cluster.latitude <= box.north
        assert box.west <= cluster.longitude <= box.east


def test_zooming_in_parts_the_clusters(engine: DuckDBEngine, points: Table) -> None:
    sizes = [len(clusters(engine, points, zoom, CITY)) for zoom in (0, 8, 11, 12)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_single_point_tells_its_row(engine: DuckDBEngine, points: Table) -> None:
    found = clusters(engine, points, 5)
    assert [(c.row_id, c.latitude, c.longitude) for c in found if c.count == 1] == [(2001, 10.8, 106.7)]
    assert all(c.row_id is None for c in found if c.count > 1)


def test_map_shows_what_the_filters_leave(engine: DuckDBEngine, points: Table) -> None:
    query = parse_query([("n__exact", "xa")], points)
    assert [c.count for c in engine.clusters(points, query, "lat", "lon")] == [1]
    query = parse_query([("n__exact", "khuyết")], points)
    assert engine.clusters(points, query, "lat", "lon") == ()


def test_few_points_are_not_drawn_together_for_a_wide_view(engine: DuckDBEngine, points: Table) -> None:
    query = parse_query([("where", "_id <= 400")], points)
    assert len(engine.clusters(points, query, "lat", "lon", None, 22)) == 400


def test_shapes_are_clustered_by_their_middles(engine: DuckDBEngine, shapes: Table) -> None:
    found = engine.clusters(shapes, TableQuery(), "hinh", "hinh", None, 22)
    assert sorted(c.row_id or 0 for c in found) == [1, 2, 3, 4]
    assert next(c for c in found if c.row_id == 2).longitude == 105.5


@pytest.mark.parametrize("keys", [("n", "lon"), ("lat", "khong_co")])
def test_other_columns_are_no_places(engine: DuckDBEngine, points: Table, keys: tuple[str, str]) -> None:
    with pytest.raises(Invalid):
        engine.clusters(points, TableQuery(), *keys)


def ids(page: FeaturePage) -> list[int]:
    return [feature.row_id for feature in page.features]


def test_shapes_that_touch_the_bounds_are_given(engine: DuckDBEngine, shapes: Table) -> None:
    page = engine.features(shapes, TableQuery(), "hinh", CITY)
    assert ids(page) == [1, 2, 4, 5]
    assert page.is_complete
    assert [feature.geometry for feature in page.features] == [SHAPES[at] for at in (0, 1, 3, 4)]
    assert page.features[1].bounds == Bounds(20.0, 105.0, 22.0, 106.0)
    assert page.features[3].bounds is None


def test_unreadable_shapes_are_left_out(engine: DuckDBEngine, shapes: Table) -> None:
    assert ids(engine.features(shapes, TableQuery(), "hinh")) == [1, 2, 3, 4, 5]


def test_it_is_said_when_there_are_more_shapes(engine: DuckDBEngine, shapes: Table) -> None:
    page = engine.features(shapes, TableQuery(), "hinh", None, 2)
    assert ids(page) == [1, 2]
    assert not page.is_complete
    assert engine.features(shapes, TableQuery(), "hinh", None, 5).is_complete


def test_large_shapes_are_cut_off_by_their_bytes(
    engine: DuckDBEngine, shapes: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.tabular.query.maps.MOST_FEATURE_BYTES", 100)
    page = engine.features(shapes, TableQuery(), "hinh")
    assert ids(page) == [1]
    assert not page.is_complete


def test_only_columns_of_shapes_have_shapes(engine: DuckDBEngine, shapes: Table) -> None:
    with pytest.raises(Invalid):
        engine.features(shapes, TableQuery(), "s")


def test_map_without_shapes_is_empty(engine: DuckDBEngine, tmp_path: Path) -> None:
    table = stored_table(tmp_path, [], {"hinh": "geometry"})
    assert engine.features(table, TableQuery(), "hinh") == FeaturePage((), is_complete=True)


def test_bounds_are_read_as_west_south_east_north() -> None:
    assert Bounds.read("105.7,20.9, 105.9,21.1") == CITY
    assert Bounds.read("-200,-91,200,91") == Bounds(-90, -180, 90, 180)
    assert Bounds.read(" ") is None


@pytest.mark.parametrize(
    "text", ["1,2,3", "a,b,c,d", "1,2,0,3", "1,3,2,2", "nan,1,2,3", "1,2,inf,3", "1" * 5000]
)
def test_bounds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Bounds.read(text)


def test_wrong_bounds_are_refused(engine: DuckDBEngine, points: Table) -> None:
    with pytest.raises(Invalid):
        clusters(engine, points, 3, Bounds(21, 105, 20, 106))
