"""What the page of a map needs beside its rows: words, the still picture, tiles, the data that scripts fetch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request

from portal.catalog.mapping import MapPage, Place, Sight
from portal.catalog.pages import ResourcePage
from portal.http import security
from portal.http.context import portal, services
from portal.i18n import ngettext
from portal.tabular.charts.values import value_text
from portal.tabular.columns import ColumnType
from portal.tabular.query.places import Bounds, Cluster
from portal.web.embedding import View, frame
from portal.web.map_picture import MapPicture, draw
from portal.web.shared_filters import shared_chips

OUTLINE = "outline.geojson"
_MOST_FIELDS = 8
_LONGEST = 160
_NAMES = frozenset({"code", "year", "phone", "order"})
_ORIGIN = re.compile(r"https?://[^/?#]+")


@dataclass(frozen=True)
class Tiles:
    """A base map: the address of its tiles, whom to name, and the origin that the page may load images from."""

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """As a content security policy names it; `{s}.` stands for any name below."""
        found = _ORIGIN.match(self.url)
        return found.group().replace("{s}.", "*.") if found else ""


@dataclass(frozen=True)
class MapFacts:
    """A map for its template. `view` knows its addresses; `tiles` is None for the sketch of the city."""

    page: MapPage
    view: View
    tiles: Tiles | None

    @cached_property
    def picture(self) -> MapPicture:
        """The map where no script runs."""
        places = [(c.latitude, c.longitude, c.count) for c in self.page.clusters]
        return draw(places, portal().ports.settings.seed_dir / OUTLINE)

    @property
    def bounds(self) -> str:
        """The first view: west, south, east, north."""
        return written(self.page.bounds) if self.page.bounds else ""

    @property
    def frame(self) -> str:
        """The code that shows the map on another site."""
        return frame(self.view, self.sentence)

    @cached_property
    def sentence(self) -> str:
        """How many rows are on the map, and how many are not."""
        page = self.page
        found = [ngettext("%(n)s dòng có vị trí.", "%(n)s dòng có vị trí.", page.placed)]
        if missing := page.total - page.placed:
            found.append(
                ngettext(
                    "%(n)s dòng không có vị trí đúng nên không hiện.",
                    "%(n)s dòng không có vị trí đúng nên không hiện.",
                    missing,
                )
            )
        if page.far:
            found.append(
                ngettext(
                    "%(n)s dòng ở rất xa: thu nhỏ bản đồ để thấy.",
                    "%(n)s dòng ở rất xa: thu nhỏ bản đồ để thấy.",
                    page.far,
                )
            )
        return " ".join(found)


def map_(page: ResourcePage) -> Mapping[str, Any]:
    """The facts of the view `map` of a resource."""
    found = services().tables.find(page.resource.id)
    placed = services().maps.page(found, tuple(request.args.items(multi=True)))
    facts = map_facts(placed, page.dataset.name, page.resource.id)
    return {"map": facts, "chips": shared_chips(found, placed.query, facts.view)}


def map_facts(page: MapPage, dataset: str, resource_id: str) -> MapFacts:
    """The facts of a map; the response may then load its tiles."""
    settings = portal().ports.settings
    tiles = Tiles(settings.map_tiles_url, settings.map_attribution) if settings.map_tiles_url else None
    if tiles:
        security.allow_images(tiles.origin)
    return MapFacts(page, View(dataset, resource_id, "map", page.filters), tiles)


def sight_document(sight: Sight) -> dict[str, Any]:
    """What lies in view, for the script that draws it."""
    if sight.shapes is None:
        return {"clusters": [_cluster(cluster) for cluster in sight.clusters]}
    shapes = [
        {"type": "Feature", "geometry": f.geometry, "properties": {"row": f.row_id}}
        for f in sight.shapes.features
    ]
    return {"clusters": [], "shapes": {"type": "FeatureCollection", "features": shapes}}


def place_document(place: Place, view: View) -> dict[str, Any]:
    """A row as its popup shows it: a title, a few cells, the way to all of them."""
    texts = [
        (column, label, _cut(value_text(value, is_label=column.semantic in _NAMES)))
        for column, label, value in place.cells
        if value is not None and column.type != ColumnType.GEOMETRY
    ]
    named = next((each for each in texts if each[0].semantic == "name"), None)
    title = named or next((each for each in texts if each[0].type == ColumnType.TEXT), None)
    rest = [(label, text) for column, label, text in texts if (column, label, text) != title]
    return {
        "title": title[2] if title else "",
        "fields": rest[:_MOST_FIELDS],
        "url": view.row_url(place.row_id),
    }


def written(bounds: Bounds) -> str:
    """West, south, east, north with commas."""
    return ",".join(f"{side:.5f}" for side in (bounds.west, bounds.south, bounds.east, bounds.north))


def _cluster(cluster: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = {
        "at": [round(cluster.latitude, 6), round(cluster.longitude, 6)],
        "count": cluster.count,
    }
    if cluster.row_id is not None:
        return {**found, "row": cluster.row_id}
    b = cluster.bounds
    return {**found, "bounds": [[b.south, b.west], [b.north, b.east]]}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
