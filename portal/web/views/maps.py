"""What the script of a map fetches: what lies in view, one place, the outline of the city."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, send_file

from portal.catalog.tables import FoundTable
from portal.errors import NotFound
from portal.http.context import portal, services
from portal.i18n import gettext as _
from portal.tabular.query.places import MOST_ZOOM, Bounds
from portal.web.chart_facts import asked
from portal.web.embedding import View
from portal.web.map_facts import OUTLINE, place_document, sight_document

blueprint = Blueprint("maps", __name__)
RESOURCE = "/dataset/<name>/resource/<resource_id>"


@blueprint.get(f"{RESOURCE}/map.json")
def sight(name: str, resource_id: str) -> Response:
    """`?bounds=west,south,east,north&zoom=` and the filters of the table."""
    bounds = Bounds.read(request.args.get("bounds", ""), "bounds")
    zoom = min(max(request.args.get("zoom", 0, int), 0), MOST_ZOOM)
    found = services().maps.sight(_table(name, resource_id), asked(), bounds, zoom)
    return _fresh(jsonify(sight_document(found)))


@blueprint.get(f"{RESOURCE}/place.json")
def place(name: str, resource_id: str) -> Response:
    """`?row=`: the row of that number, for its popup; filters go into its link."""
    found = _table(name, resource_id)
    row = services().maps.place(found, request.args.get("row", 0, int))
    filters = services().maps.filters(found, asked())
    return _fresh(jsonify(place_document(row, View(name, resource_id, "table", filters))))


@blueprint.get("/map/outline.geojson")
def outline() -> Response:
    """The sketch of the city that stands in for a base map."""
    path = portal().ports.settings.seed_dir / OUTLINE
    if not path.exists():
        raise NotFound(_("Cổng không có hình phác hoạ của thành phố."))
    response = send_file(path, mimetype="application/geo+json", conditional=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _table(name: str, resource_id: str) -> FoundTable:
    found = services().tables.find(resource_id)
    if found.dataset.name != name:
        raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
    return found


def _fresh(response: Response) -> Response:
    """Kept by no cache that others share: who may see the table decides."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
