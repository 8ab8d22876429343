"""Rows of a question on a map: as clusters on a grid that fits the zoom, or as shapes."""

from __future__ import annotations

import json
import math
from typing import Any

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import ROW_ID, Column, ColumnType, Table
from portal.tabular.query.conditions import Ask, Sql, conditions
from portal.tabular.query.names import identifier, known_column
from portal.tabular.query.places import MOST_ZOOM, WORLD, Bounds, Cluster, Feature, FeaturePage
from portal.tabular.query.request import TableQuery
from portal.tabular.query.statements import relation

MOST_CLUSTERS = 500
MOST_FEATURES = 2000
MOST_FEATURE_BYTES = 8 * 1024 * 1024
_CELLS_PER_TILE = 4
# Web Mercator ends there.
_MOST_LATITUDE = 85.05


def clusters(
    ask: Ask, table: Table, query: TableQuery, keys: tuple[str, str], view: tuple[Bounds | None, int]
) -> tuple[Cluster, ...]:
    """The clusters of the points within the bounds at that zoom, the largest first; together they are all."""
    bounds, zoom = _checked(view[0]), min(max(view[1], 0), MOST_ZOOM)
    points = _points(table, query, keys, bounds)
    ((count, south, west, north, east),) = ask(
        points.within("SELECT count(*), min(lat), min(lon), max(lat), max(lon) FROM (", ")")
    )
    if not count:
        return ()
    cells = _cells(Bounds(south, west, north, east), zoom, count)
    # Cells are squares of the map as it is drawn, so that they stay where they are while it is moved.
    column, row = f"floor((lon + 180) / 360 * {cells})", f"floor({_mercator_sql('lat')} * {cells})"
    found = ask(
        points.within(
            "SELECT avg(lat), avg(lon), count(*) AS n, min(id), min(lat), min(lon), max(lat), max(lon) FROM (",
            f") GROUP BY {column}, {row} ORDER BY n DESC, min(id)",
        )
    )
    return tuple(
        Cluster(lat, lon, n, id if n == 1 else None, Bounds(*box)) for lat, lon, n, id, *box in found
    )


def _points(table: Table, query: TableQuery, keys: tuple[str, str], bounds: Bounds) -> Sql:
    """Rows as `id`, `lat` and `lon`: of two columns of numbers, or the middles of a column of shapes."""
    latitude, longitude = (known_column(table, key, "key") for key in keys)
    where = conditions(query, table)
    if latitude.type is ColumnType.GEOMETRY:
        shapes = _boxes(table, where, latitude)
        inner = shapes.within(f"SELECT {ROW_ID} AS id, (s + n) / 2 AS lat, (w + e) / 2 AS lon FROM (", ")")
    elif latitude.type.is_numeric and longitude.type.is_numeric:
        names = f"CAST({identifier(latitude.key)} AS DOUBLE) AS lat, CAST({identifier(longitude.key)} AS DOUBLE) AS lon"
        inner = Sql(
            f"SELECT {ROW_ID} AS id, {names} FROM {relation(table)} WHERE {where.text}", where.parameters
        )
    else:
        message = _("Bản đồ cần một cột vĩ độ và một cột kinh độ là số.")
        raise Invalid([Problem("latitude", "wrong_type", message)])
    sides = (bounds.south, bounds.north, bounds.west, bounds.east)
    within = inner.within("SELECT id, lat, lon FROM (", ") WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?")
    return Sql(within.text, (*within.parameters, *sides))


def _cells(extent: Bounds, zoom: int, count: int) -> int:
    """How many cells go round the world: so many that no more than the most clusters can come."""
    cells: int = _CELLS_PER_TILE << zoom
    while count > MOST_CLUSTERS and cells > 1:
        across = math.floor((extent.east + 180) / 360 * cells) - math.floor((extent.west + 180) / 360 * cells)
        down = math.floor(_mercator(extent.north) * cells) - math.floor(_mercator(extent.south) * cells)
        if (across + 1) * (down + 1) <= MOST_CLUSTERS:
            break
        cells //= 2
    return cells


def _mercator(latitude: float) -> float:
    radians = math.radians(min(max(latitude, -_MOST_LATITUDE), _MOST_LATITUDE))
    return 0.5 + math.log(math.tan(math.pi / 4 + radians / 2)) / (2 * math.pi)


def _mercator_sql(latitude: str) -> str:
    """`_mercator` in SQL: from 0 in the south to 1 in the north."""
    inside = f"least(greatest({latitude}, -{_MOST_LATITUDE}), {_MOST_LATITUDE})"
    return f"(0.5 + ln(tan(pi() / 4 + radians({inside}) / 2)) / (2 * pi()))"


def features(
    ask: Ask, table: Table, query: TableQuery, key: str, bounds: Bounds | None, limit: int
) -> FeaturePage:
    """Up to so many shapes that touch the bounds; fewer where they are very large."""
    column = known_column(table, key, "geometry")
    if column.type is not ColumnType.GEOMETRY:
        message = _("Cột «%(name)s» không phải là hình trên bản đồ.", name=column.name)
        raise Invalid([Problem("geometry", "wrong_type", message)])
    box, limit = _checked(bounds), min(max(limit, 1), MOST_FEATURES)
    shapes = _boxes(table, conditions(query, table), column)
    # Where a collection lies is not known: it is always given.
    touching = shapes.within(
        f"SELECT {ROW_ID}, s, w, n, e, size FROM (",
        f") WHERE is_collection OR (n >= ? AND s <= ? AND e >= ? AND w <= ?) ORDER BY {ROW_ID} LIMIT {limit + 1}",
    )
    found = ask(Sql(touching.text, (*touching.parameters, box.south, box.north, box.west, box.east)))
    shown = _within_bytes(found[:limit])
    geometries: dict[int, str] = (
        dict(ask(_geometries(table, column, [row[0] for row in shown]))) if shown else {}
    )
    made = (Feature(row[0], json.loads(geometries[row[0]]), _bounds(row[1:5])) for row in shown)
    return FeaturePage(tuple(made), len(shown) == len(found))


def _within_bytes(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    total = 0
    for at, row in enumerate(rows):
        total += row[5]
        if total > MOST_FEATURE_BYTES and at:
            return rows[:at]
    return rows


def _bounds(sides: tuple[Any, ...]) -> Bounds | None:
    return None if None in sides else Bounds(*sides)


def _geometries(table: Table, column: Column, ids: list[int]) -> Sql:
    marks = ", ".join("?" * len(ids))
    name = identifier(column.key)
    return Sql(f"SELECT {ROW_ID}, {name} FROM {relation(table)} WHERE {ROW_ID} IN ({marks})", tuple(ids))


def _boxes(table: Table, where: Sql, column: Column) -> Sql:
    """Rows with a shape, as `_id`, its rectangle `s`, `w`, `n`, `e`, and its `size` in bytes."""
    name = identifier(column.key)
    at = "shape->'$.coordinates'"
    sides = (("s", "list_min", 2), ("w", "list_min", 1), ("n", "list_max", 2), ("e", "list_max", 1))
    shown = ", ".join(
        f"{end}(list_transform(positions, lambda p: p[{axis}])) AS {side}" for side, end, axis in sides
    )
    sql = f"""SELECT {ROW_ID}, size, type = 'GeometryCollection' AS is_collection, {shown} FROM (
        SELECT {ROW_ID}, strlen(shape) AS size, shape->>'$.type' AS type, CASE shape->>'$.type'
            WHEN 'Point' THEN [TRY_CAST({at} AS DOUBLE[])]
            WHEN 'MultiPoint' THEN TRY_CAST({at} AS DOUBLE[][])
            WHEN 'LineString' THEN TRY_CAST({at} AS DOUBLE[][])
            WHEN 'MultiLineString' THEN flatten(TRY_CAST({at} AS DOUBLE[][][]))
            WHEN 'Polygon' THEN flatten(TRY_CAST({at} AS DOUBLE[][][]))
            WHEN 'MultiPolygon' THEN flatten(flatten(TRY_CAST({at} AS DOUBLE[][][][]))) END AS positions
        FROM (SELECT {ROW_ID}, CASE WHEN json_valid({name}) THEN {name} END AS shape
            FROM {relation(table)} WHERE {where.text}))"""
    return Sql(sql, where.parameters)


def _checked(bounds: Bounds | None) -> Bounds:
    if bounds is not None and not bounds.is_right:
        raise Invalid([Problem("bbox", "bad_value", _("Khung bản đồ không đúng."))])
    return bounds or WORLD
