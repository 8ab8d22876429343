"""The views of a resource, in the order of their tabs: a new one is facts for its template and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.catalog.exploring import belongs
from portal.catalog.pages import ResourcePage
from portal.i18n import gettext as _
from portal.web import chart_facts, map_facts
from portal.web.links import pairs_url
from portal.web.tables import looking

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class ResourceView:
    """A tab: its code in `?view=` and in the template's name, icon, title, and the resources it is for.

    `facts` gives the template of `pages/resource/` what it shows beside the page of the resource.
    """

    code: str
    icon: str
    title: Callable[[], str]
    facts: Callable[[ResourcePage], Facts]
    fits: Callable[[ResourcePage], bool]

    @property
    def template(self) -> str:
        """The template that shows it."""
        return f"pages/resource/{self.code}.html"


def tables(page: ResourcePage) -> bool:
    """A table can be looked into."""
    return page.has_table


def maps(page: ResourcePage) -> bool:
    """The rows of a table have places."""
    return page.has_places


def compared(page: ResourcePage) -> bool:
    """There may be an older table."""
    return page.has_table and len(page.versions) > 1


def others(page: ResourcePage) -> bool:
    """Everything else."""
    return not page.has_table


def always(_page: ResourcePage) -> bool:
    """Every resource."""
    return True


VIEWS = (
    ResourceView("table", "table", lambda: _("Bảng"), looking.table, tables),
    ResourceView("preview", "file", lambda: _("Xem trước"), looking.preview, others),
    ResourceView("chart", "chart", lambda: _("Biểu đồ"), chart_facts.chart, tables),
    ResourceView("map", "map", lambda: _("Bản đồ"), map_facts.map_, maps),
    ResourceView("columns", "columns", lambda: _("Các cột"), looking.columns, tables),
    ResourceView("compare", "sort", lambda: _("So với bản trước"), looking.compare, compared),
    ResourceView("api", "api", lambda: _("API"), looking.api, tables),
    ResourceView("versions", "history", lambda: _("Các bản"), looking.nothing, always),
)


@dataclass(frozen=True)
class Tab:
    """A view as a link that keeps the question."""

    view: ResourceView
    url: str
    is_current: bool


def view_of(page: ResourcePage, code: str) -> ResourceView:
    """The view named by `code` if the resource has it, else its first."""
    fitting = [view for view in VIEWS if view.fits(page)]
    return next((view for view in fitting if view.code == code), fitting[0])


def tabs(page: ResourcePage, current: ResourceView, asked: list[tuple[str, str]]) -> tuple[Tab, ...]:
    """The views of a resource; each keeps what is asked of the table."""
    path = f"/dataset/{page.dataset.name}/resource/{page.resource.id}"
    fitting = [view for view in VIEWS if view.fits(page)]
    kept = [(name, value) for name, value in asked if belongs(name) and value.strip()]
    return tuple(
        Tab(view, pairs_url(path, [*kept, ("view", view.code)] if at else kept), view is current)
        for at, view in enumerate(fitting)
    )
