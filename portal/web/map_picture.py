"""The map as a still picture for those without scripts: the city's outline and a dot per group of places."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

WIDTH = 720.0
_MARGIN = 30.0
_LEAST_SPAN = 0.02
_SMALLEST, _LARGEST = 8.0, 38.0
_LABELLED = 14.0
"""Radius from which a number fits into a dot."""

Position = Sequence[float]
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Outline:
    """Paths of the outline as SVG data, land and water."""

    land: tuple[str, ...] = ()
    water: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dot:
    """A group of places: centre and radius in the picture; `count` is written where it fits."""

    x: float
    y: float
    radius: float
    count: int

    @property
    def has_label(self) -> bool:
        """Whether its number is written in it."""
        return self.radius >= _LABELLED and self.count > 1


@dataclass(frozen=True)
class MapPicture:
    """What the picture holds; `view_box` is the attribute of its SVG."""

    view_box: str
    outline: Outline
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class _Projection:
    """Equirectangular around the middle of the bounds: right enough for a city."""

    bounds: Bounds

    @property
    def scale(self) -> float:
        return (WIDTH - 2 * _MARGIN) / max(self.bounds[2] - self.bounds[0], _LEAST_SPAN)

    @property
    def stretch(self) -> float:
        return 1 / math.cos(math.radians((self.bounds[1] + self.bounds[3]) / 2))

    @property
    def height(self) -> float:
        span = max(self.bounds[3] - self.bounds[1], _LEAST_SPAN)
        return 2 * _MARGIN + span * self.scale * self.stretch

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = _MARGIN + (longitude - self.bounds[0]) * self.scale
        y = _MARGIN + (self.bounds[3] - latitude) * self.scale * self.stretch
        return round(x, 1), round(y, 1)


def draw(places: Iterable[tuple[float, float, int]], outline: Path | None) -> MapPicture:
    """The picture of `places`: latitude, longitude and how many rows lie there."""
    found = list(places)
    shapes = _shapes(outline) if outline else ()
    corners = [(lon, lat) for lat, lon, _ in found]
    corners += [(p[0], p[1]) for kind, line in shapes if kind == "land" for p in line]
    projection = _Projection(_bounds(corners))
    dots = [_dot(projection, *each) for each in sorted(found, key=lambda p: -p[2])]
    return MapPicture(
        view_box=f"0 0 {WIDTH:g} {projection.height:.0f}",
        outline=_outline(projection, shapes),
        dots=tuple(dots),
    )


def _dot(projection: _Projection, latitude: float, longitude: float, count: int) -> Dot:
    x, y = projection.place(longitude, latitude)
    radius = min(_LARGEST, _SMALLEST + 5 * math.log2(count))
    return Dot(x, y, round(radius, 1), count)


def _bounds(corners: Sequence[Position]) -> Bounds:
    if not corners:
        return (105.2, 20.5, 106.1, 21.4)
    longitudes, latitudes = [c[0] for c in corners], [c[1] for c in corners]
    return (min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _outline(projection: _Projection, shapes: Iterable[tuple[str, Sequence[Position]]]) -> Outline:
    paths: dict[str, list[str]] = {"land": [], "water": []}
    for kind, line in shapes:
        points = (projection.place(p[0], p[1]) for p in line)
        data = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
        paths.setdefault(kind, []).append(data + ("Z" if kind == "land" else ""))
    return Outline(tuple(paths["land"]), tuple(paths["water"]))


@lru_cache(maxsize=4)
def _shapes(path: Path) -> tuple[tuple[str, Sequence[Position]], ...]:
    """The lines of a GeoJSON file with the property `kind`; none where it cannot be read."""
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            (str(f["properties"]["kind"]), line)
            for f in collection["features"]
            for line in _lines(f["geometry"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _lines(geometry: dict[str, Any]) -> Iterator[Sequence[Position]]:
    match geometry["type"]:
        case "LineString":
            yield geometry["coordinates"]
        case "Polygon" | "MultiLineString":
            yield from geometry["coordinates"]
        case "MultiPolygon":
            for polygon in geometry["coordinates"]:
                yield from polygon
