"""What a map asks for and gets: a rectangle, clusters of points, shapes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _

MOST_ZOOM = 22


@dataclass(frozen=True)
class Bounds:
    """A rectangle in degrees of WGS 84."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def read(cls, text: str, path: str = "bbox") -> Self | None:
        """The rectangle written `west,south,east,north` (as RFC 7946 does), None for blank. Raises `Invalid`."""
        if not text.strip():
            return None
        try:
            west, south, east, north = (float(part) for part in text[:200].split(","))
        except ValueError:
            raise _wrong(path) from None
        bounds = cls(max(south, -90.0), max(west, -180.0), min(north, 90.0), min(east, 180.0))
        if not all(map(math.isfinite, (west, south, east, north))) or not bounds.is_right:
            raise _wrong(path)
        return bounds

    @property
    def is_right(self) -> bool:
        """Whether it lies on the globe, its south below its north and its west before its east."""
        return -90 <= self.south <= self.north <= 90 and -180 <= self.west <= self.east <= 180


WORLD = Bounds(-90, -180, 90, 180)


@dataclass(frozen=True)
class Cluster:
    """Points near each other: how many, their middle, the rectangle they fill. `row_id` of one alone."""

    latitude: float
    longitude: float
    count: int
    row_id: int | None
    bounds: Bounds


@dataclass(frozen=True)
class Feature:
    """A row with its geometry, a GeoJSON object; `bounds` is None where it could not be told."""

    row_id: int
    geometry: Mapping[str, Any]
    bounds: Bounds | None


@dataclass(frozen=True)
class FeaturePage:
    """Shapes in the order of the file; where they are not all, `is_complete` is False."""

    features: tuple[Feature, ...]
    is_complete: bool


def _wrong(path: str) -> Invalid:
    message = _("Hãy ghi khung bản đồ là bốn số độ: tây,nam,đông,bắc, như 105.7,20.9,105.9,21.1.")
    return Invalid([Problem(path, "bad_value", message)])
