"""What the result page needs beside the results: hidden inputs, sort orders, the address without filters."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.pages import SearchPage
from portal.i18n import gettext as _
from portal.text import fold
from portal.web.links import query_url

Pairs = tuple[tuple[str, str], ...]
OUTSIDE_FACETS = ("q", "sort", "per_page")


@dataclass(frozen=True)
class SearchFacts:
    """`kept_…` are hidden inputs: what stays when the text, the filters or the order are changed."""

    sorts: tuple[tuple[str, str], ...]
    kept_by_text: Pairs
    kept_by_facets: Pairs
    kept_by_sort: Pairs
    cleared: str
    terms: tuple[str, ...]
    chosen: int


def search_facts(page: SearchPage) -> SearchFacts:
    """The facts of one page of results."""
    pairs = tuple((name, value) for name, values in page.params.items() for value in values)
    outside = {name: page.params[name] for name in OUTSIDE_FACETS if name in page.params}
    return SearchFacts(
        sorts=sort_orders(bool(page.text)),
        kept_by_text=tuple(p for p in pairs if p[0] not in ("q", "sort")),
        kept_by_facets=tuple((name, value) for name, values in outside.items() for value in values),
        kept_by_sort=tuple(p for p in pairs if p[0] != "sort"),
        cleared=query_url("/dataset", outside),
        terms=tuple(map(fold, page.terms)) if page.is_folded else page.terms,
        chosen=len(page.chips),
    )


def sort_orders(has_text: bool) -> tuple[tuple[str, str], ...]:
    """The orders to choose from; by relevance only where something was asked."""
    orders = (
        ("data", _("Dữ liệu mới nhất")),
        ("record", _("Bản ghi mới nhất")),
        ("used", _("Dùng nhiều nhất")),
        ("title", _("Tên A–Y")),
    )
    return (("relevance", _("Phù hợp nhất")), *orders) if has_text else orders
