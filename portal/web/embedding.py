"""Addresses of a chart or map: its page, its own page for frames on other sites, the code of such a frame."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import escape

from portal.web.links import resource_url, site_url

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View:
    """A view of a table: what narrows its rows, and arguments of its own."""

    dataset: str
    resource_id: str
    code: str
    filters: Pairs = ()
    own: Pairs = ()

    @property
    def path(self) -> str:
        """The page of the resource."""
        return resource_url(self.dataset, self.resource_id)

    @property
    def url(self) -> str:
        """This view on the page of the resource."""
        return _with(self.path, (*self.filters, *self.own, ("view", self.code)))

    @property
    def table_url(self) -> str:
        """The rows behind it."""
        return _with(self.path, self.filters)

    @property
    def unfiltered_url(self) -> str:
        """The same of all rows."""
        return _with(self.path, (*self.own, ("view", self.code)))

    @property
    def permalink(self) -> str:
        """This view with the name of the site."""
        return site_url() + self.url

    @property
    def embed_url(self) -> str:
        """The page that other sites may show in a frame."""
        return site_url() + _with(f"{self.path}/embed", (*self.filters, *self.own, ("view", self.code)))

    def row_url(self, row_id: int) -> str:
        """One row beside the table."""
        return _with(self.path, (*self.filters, ("row", str(row_id)))) + "#dong"

    def data_url(self, name: str) -> str:
        """Where scripts fetch the data of the view."""
        return _with(f"{self.path}/{name}", self.filters)


def frame(view: View, title: str) -> str:
    """HTML that shows the view on another site."""
    return (
        f'<iframe src="{escape(view.embed_url)}" title="{escape(title)}" width="100%" height="560" '
        'style="border:0" loading="lazy"></iframe>'
    )


def _with(path: str, pairs: Pairs) -> str:
    return path + ("?" + urlencode(pairs, errors="replace") if pairs else "")
