"""Tables on a map: which columns place a row, what lies in view, one place in full."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.catalog.charting import described, meant, narrowing
from portal.catalog.tables import FoundTable, column_from
from portal.errors import Invalid, NotFound, Problem
from portal.i18n import gettext as _
from portal.model import Resource
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.query.arguments import to_arguments
from portal.tabular.query.places import Bounds, Cluster, FeaturePage
from portal.tabular.query.protocol import TableEngine
from portal.tabular.query.request import TableQuery

Pairs = Sequence[tuple[str, str]]
MOST_SHAPES = 500
"""Of lines and areas in view; where there are more, their middles are shown as clusters."""
_FIRST_ZOOM = 9
_MOST_ZOOM = 16
_ACROSS = 8
"""About how many clusters lie side by side in the still picture."""
_KEPT = 0.98
"""The share of rows that the first view holds at least: a few wrong positions do not make it a map of the world."""


@dataclass(frozen=True)
class Placing:
    """The columns that place a row: a latitude and a longitude, or twice one of shapes."""

    latitude: str
    longitude: str

    @property
    def has_shapes(self) -> bool:
        """Whether rows are points, lines or areas of a column."""
        return self.latitude == self.longitude


@dataclass(frozen=True)
class MapPage:
    """The map of a table as it is first seen.

    `total` rows pass the filters, of which `placed` have a position, all but `far` of them within `bounds`.
    `clusters` are those of the still picture. `placing` is None where nothing in the table has a place.
    """

    query: TableQuery
    placing: Placing | None = None
    total: int = 0
    placed: int = 0
    far: int = 0
    bounds: Bounds | None = None
    clusters: tuple[Cluster, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The arguments that narrow the rows."""
        return tuple(to_arguments(self.query))


@dataclass(frozen=True)
class Sight:
    """What lies within some bounds: clusters, or shapes where there are not too many."""

    clusters: tuple[Cluster, ...] = ()
    shapes: FeaturePage | None = None


@dataclass(frozen=True)
class Place:
    """One row: its cells beside the columns and their labels, in the order of the table."""

    row_id: int
    cells: tuple[tuple[Column, str, Any], ...]


class Maps:
    """Lays tables on maps."""

    def __init__(self, engine: TableEngine) -> None:
        self._engine = engine

    def page(self, found: FoundTable, arguments: Pairs) -> MapPage:
        """The map of the rows that `arguments` keep. What is wrong in them is on the page; raises `Unavailable`."""
        table, _labels = described(found)
        placing = placing_of(table.columns)
        empty = MapPage(TableQuery(), placing)
        if placing is None:
            return empty
        try:
            query = narrowing(arguments, table)
            return self._first(replace(empty, query=query), table, placing)
        except Invalid as error:
            return replace(empty, problems=tuple(error.problems))

    def sight(self, found: FoundTable, arguments: Pairs, bounds: Bounds | None, zoom: int) -> Sight:
        """What lies within `bounds`. Raises `Invalid`, `Unavailable`, and `NotFound` where nothing has a place."""
        table, _labels = described(found)
        placing = placing_of(table.columns)
        if placing is None:
            raise NotFound(no_places())
        query = narrowing(arguments, table)
        if placing.has_shapes:
            shapes = self._engine.features(table, query, placing.latitude, bounds, MOST_SHAPES)
            if shapes.is_complete:
                return Sight(shapes=shapes)
        return Sight(self._clusters(table, query, placing, bounds, zoom))

    def place(self, found: FoundTable, row_id: int) -> Place:
        """One row in full. Raises `NotFound`, `Unavailable`."""
        table, labels = described(found)
        answer = self._engine.row(table, row_id)
        if not answer.rows:
            raise NotFound(_("Bảng không có dòng này."))
        cells = zip(table.columns, answer.rows[0], strict=True)
        return Place(row_id, tuple((column, labels[column.key], value) for column, value in cells))

    def filters(self, found: FoundTable, arguments: Pairs) -> tuple[tuple[str, str], ...]:
        """The arguments that narrow the rows. Raises `Invalid`."""
        return tuple(to_arguments(narrowing(arguments, described(found)[0])))

    # -- the parts

    def _first(self, page: MapPage, table: Table, placing: Placing) -> MapPage:
        total = self._engine.rows(table, replace(page.query, limit=1)).total
        clusters = self._clusters(table, page.query, placing, None, _FIRST_ZOOM)
        placed = sum(cluster.count for cluster in clusters)
        near = _near(clusters, placed)
        bounds = around(near)
        if bounds and (zoom := _zoom(bounds)) != _FIRST_ZOOM:
            near = self._clusters(table, page.query, placing, bounds, zoom)
        far = placed - sum(cluster.count for cluster in near)
        return replace(page, total=total, placed=placed, far=far, bounds=bounds, clusters=near)

    def _clusters(
        self, table: Table, query: TableQuery, placing: Placing, bounds: Bounds | None, zoom: int
    ) -> tuple[Cluster, ...]:
        return self._engine.clusters(table, query, placing.latitude, placing.longitude, bounds, zoom)


def no_places() -> str:
    """Why a table has no map."""
    return _("Bảng này không có cột vĩ độ, kinh độ hay hình trên bản đồ.")


def has_places(resource: Resource) -> bool:
    """Whether the table in service of the resource can be laid on a map."""
    stored = resource.table_version.table if resource.table_version else None
    columns = tuple(column_from(values) for values in stored.columns) if stored else ()
    return placing_of(meant(columns, resource.dictionary)) is not None


def placing_of(columns: Sequence[Column]) -> Placing | None:
    """The columns that place the rows of a table: its shapes, else its first pair of coordinates."""
    shapes = next((c.key for c in columns if c.type == ColumnType.GEOMETRY), None)
    if shapes:
        return Placing(shapes, shapes)
    found: Mapping[str, str] = {c.semantic: c.key for c in reversed(columns) if c.type.is_numeric}
    if "latitude" in found and "longitude" in found:
        return Placing(found["latitude"], found["longitude"])
    return None


def around(clusters: Sequence[Cluster]) -> Bounds | None:
    """The rectangle around all of them."""
    if not clusters:
        return None
    boxes = [cluster.bounds for cluster in clusters]
    return Bounds(
        min(b.south for b in boxes),
        min(b.west for b in boxes),
        max(b.north for b in boxes),
        max(b.east for b in boxes),
    )


def _near(clusters: Sequence[Cluster], placed: int) -> tuple[Cluster, ...]:
    """The clusters nearest to where most rows are, until they hold nearly all of them."""
    if not clusters:
        return ()
    middle = max(clusters, key=lambda c: c.count)
    kept, rows = [], 0
    for cluster in sorted(clusters, key=lambda c: _distance(c, middle)):
        if rows >= placed * _KEPT and _distance(cluster, middle) > 1:
            break
        kept.append(cluster)
        rows += cluster.count
    return tuple(kept)


def _distance(one: Cluster, other: Cluster) -> float:
    """In degrees, near enough to tell a neighbour from another country."""
    shrunk = math.cos(math.radians(other.latitude))
    return math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * shrunk)


def _zoom(bounds: Bounds) -> int:
    """The zoom at which the rectangle is about so many clusters wide."""
    span = max(bounds.east - bounds.west, bounds.north - bounds.south, 1e-6)
    return min(_MOST_ZOOM, max(0, math.floor(math.log2(90 * _ACROSS / span))))
