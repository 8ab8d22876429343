"""Charts and maps on pages of their own, for frames on other sites."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request

from portal.access.identity import ANONYMOUS
from portal.access.visibility import may_see_version
from portal.catalog.tables import FoundTable
from portal.errors import NotFound
from portal.http import security
from portal.http.context import services
from portal.i18n import gettext as _
from portal.web.chart_facts import ChartFacts, asked, chart_view
from portal.web.map_facts import map_facts

blueprint = Blueprint("charts", __name__, url_prefix="/dataset/<name>/resource/<resource_id>")


@blueprint.get("/embed")
def embed(name: str, resource_id: str) -> str:
    """`?view=chart` or `map` alone, with the arguments that it has on the page of the resource."""
    found = public_table(name, resource_id)
    show = VIEWS.get(request.args.get("view", "chart"))
    if show is None:
        raise NotFound(_("Chỉ nhúng được biểu đồ và bản đồ."))
    # Last: the page of an error is not for frames.
    page = show(name, found)
    security.allow_frames()
    return page


def public_table(name: str, resource_id: str) -> FoundTable:
    """The table, if everybody may see it: a frame never shows what only its reader may see."""
    found = services().tables.find(resource_id)
    is_public = may_see_version(ANONYMOUS, found.dataset, found.resource, found.version)
    if found.dataset.name != name or not is_public:
        raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
    return found


def _chart(name: str, found: FoundTable) -> str:
    page = services().charting.page(found, asked())
    facts = ChartFacts(page, chart_view(name, found.resource.id, page))
    return render_template("pages/resource/embed_chart.html", chart=facts, found=found)


def _map(name: str, found: FoundTable) -> str:
    page = services().maps.page(found, asked())
    facts = map_facts(page, name, found.resource.id)
    return render_template("pages/resource/embed_map.html", map=facts, found=found)


VIEWS: dict[str, Callable[[str, FoundTable], str]] = {"chart": _chart, "map": _map}
