"""Search as people use it: parameters in, a page of cards with facets, chips and help out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from portal.catalog import fallback
from portal.catalog.addresses import dataset_path
from portal.catalog.cards import cards_of
from portal.catalog.facets import DROPPABLE, NOT_LISTED, FacetLabels, facet_names
from portal.catalog.found_inside import found_inside
from portal.catalog.pages import Card, Chip, Facet, FacetValue, FoundInside, SearchPage
from portal.catalog.succession import successions_in, suggested_agencies
from portal.catalog.unit import Unit
from portal.errors import Unavailable
from portal.i18n import gettext as _
from portal.search.protocol import SearchIndex, SearchQuery, SearchResult, Sort
from portal.text import fold

PER_PAGE = 20
MOST_PER_PAGE = 100
MOST_RESULTS = 100_000
FACET_LENGTH = 200
RESERVED = frozenset({"q", "sort", "page", "per_page"})


@dataclass(frozen=True)
class SearchRequest:
    """The state of a search URL. `filters` may hold names of no facet until `known` drops them."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = PER_PAGE

    @classmethod
    def parse(cls, args: Mapping[str, Sequence[str]]) -> SearchRequest:
        """Read URL parameters; what cannot be understood is left out, never an error."""
        text = (args.get("q") or [""])[0]
        sort = (args.get("sort") or [""])[0]
        names = [name for name in args if name not in RESERVED][:50]
        filters = {name: tuple(dict.fromkeys(v[:200] for v in args[name] if v)) for name in names}
        per_page = min(_number(args, "per_page", PER_PAGE), MOST_PER_PAGE)
        return cls(
            text=" ".join(text.replace("\0", "\ufffd").split())[:1000],
            filters={name: values[:50] for name, values in filters.items() if values},
            sort=cast(Sort, sort) if sort in get_args(Sort) else ("relevance" if text.strip() else "record"),
            page=min(_number(args, "page", 1), MOST_RESULTS // per_page),
            per_page=per_page,
        )

    def known(self, facets: tuple[str, ...]) -> SearchRequest:
        """The same search with filters of real facets only, in their order."""
        return replace(self, filters={f: self.filters[f] for f in facets if f in self.filters})

    def params(self) -> dict[str, tuple[str, ...]]:
        """The URL parameters of this search, without the page."""
        params: dict[str, tuple[str, ...]] = {"q": (self.text,)} if self.text else {}
        params |= self.filters
        if self.sort != ("relevance" if self.text else "record"):
            params["sort"] = (self.sort,)
        if self.per_page != PER_PAGE:
            params["per_page"] = (str(self.per_page),)
        return params

    def without(self, facet: str, value: str) -> SearchRequest:
        """The same search with one filter value less."""
        left = tuple(v for v in self.filters.get(facet, ()) if v != value)
        filters = {**self.filters, facet: left}
        return replace(self, filters={k: v for k, v in filters.items() if v}, page=1)


def _number(args: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    text = (args.get(name) or [""])[0]
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else default


class Searching:
    """Answers searches from the index; when it cannot answer, from the database."""

    def __init__(self, unit: Unit, index: SearchIndex) -> None:
        self._unit = unit
        self._index = index
        self._facets = facet_names(unit.schemas)

    def page(self, request: SearchRequest) -> SearchPage:
        """One page of results with everything around it."""
        request = request.known(self._facets)
        listed = tuple(f for f in self._facets if f not in NOT_LISTED)
        try:
            result = self._index.search(self._query(request, listed))
        except Unavailable:
            return self._degraded(request)
        labels = FacetLabels(self._unit)
        chips = self._chips(request, labels)
        cards = cards_of(self._unit, result.ids)
        return SearchPage(
            text=request.text,
            params=request.params(),
            cards=cards,
            inside=found_inside(self._unit, cards, result.terms),
            total=result.total,
            page=request.page,
            per_page=request.per_page,
            sort=request.sort,
            facets=tuple(self._facet(name, request, result, labels) for name in listed),
            chips=chips,
            correction=result.correction,
            is_corrected=result.is_corrected,
            is_folded=result.is_folded,
            terms=result.terms,
            successions=successions_in(self._unit, request.text),
            dropped=self._dropped(request, chips) if result.total == 0 else (),
        )

    def document(self, request: SearchRequest, base_url: str = "") -> dict[str, Any]:
        """The page as JSON: `{total, results, facets, correction, …}`."""
        page = self.page(request)
        return {
            "total": page.total,
            "page": page.page,
            "per_page": page.per_page,
            "sort": page.sort,
            "correction": page.correction,
            "is_corrected": page.is_corrected,
            "is_folded": page.is_folded,
            "results": [
                result_record(card, base_url) | inside_record(page.inside.get(card.id)) for card in page.cards
            ],
            "facets": {
                f.name: [{"value": v.value, "label": v.label, "count": v.count} for v in f.values]
                for f in page.facets
            },
        }

    def export(self, request: SearchRequest) -> Iterator[Card]:
        """Every result of the search, in order, read in batches."""
        page = replace(request.known(self._facets), page=1, per_page=MOST_PER_PAGE)
        while True:
            try:
                ids = self._index.search(self._query(page, ())).ids
            except Unavailable:
                every = fallback.search(self._unit, page.text, page.filters)
                ids = tuple(every[(page.page - 1) * page.per_page : page.page * page.per_page])
            if not ids:
                return
            yield from cards_of(self._unit, ids)
            self._unit.session.expunge_all()
            page = replace(page, page=page.page + 1)

    def suggest(self, text: str) -> dict[str, list[dict[str, str]]]:
        """While typing: lists of `{label, name, where}` for datasets, organizations, themes and words."""
        text = text.strip()[:200]
        found: dict[str, list[dict[str, str]]] = {
            "datasets": [],
            "organizations": [],
            "themes": [],
            "words": [],
        }
        if not text:
            return found
        try:
            suggestions = self._index.suggest(text, limit=5, audience=self._unit.identity.audience)
        except Unavailable:
            return found
        for record in cards_of(self._unit, suggestions.ids):
            found["datasets"].append(
                {"label": record.label, "name": record.name, "where": record.organization.label}
            )
        found["organizations"] = suggested_agencies(self._unit, text)[:3]
        found["themes"] = self._suggested_themes(text)[:3]
        found["words"] = [{"label": word, "name": word, "where": ""} for word in suggestions.words]
        return found

    # -- the parts

    def _query(self, request: SearchRequest, facets: tuple[str, ...]) -> SearchQuery:
        return SearchQuery(
            text=request.text,
            filters=request.filters,
            facets=facets,
            sort=request.sort,
            offset=(request.page - 1) * request.per_page,
            limit=request.per_page,
            audience=self._unit.identity.audience,
        )

    def _facet(self, name: str, request: SearchRequest, result: SearchResult, labels: FacetLabels) -> Facet:
        chosen = request.filters.get(name, ())
        counts = {c.value: c.count for c in result.facets.get(name, ())}
        for value in chosen:
            counts.setdefault(value, 0)
        values = [FacetValue(v, labels.value(name, v), n, v in chosen) for v, n in counts.items()]
        if name == "year":
            values.sort(key=lambda v: v.value, reverse=True)
        else:
            values.sort(key=lambda v: (not v.is_chosen, -v.count))
        return Facet(name, labels.facet(name), tuple(values[:FACET_LENGTH]))

    def _chips(self, request: SearchRequest, labels: FacetLabels) -> tuple[Chip, ...]:
        return tuple(
            Chip(
                name,
                labels.facet(name),
                value,
                labels.value(name, value),
                request.without(name, value).params(),
            )
            for name, values in request.filters.items()
            for value in values
        )

    def _dropped(self, request: SearchRequest, chips: tuple[Chip, ...]) -> tuple[tuple[Chip, int], ...]:
        found = []
        for chip in chips[:DROPPABLE]:
            query = self._query(request.without(chip.facet, chip.value), ())
            total = self._index.search(replace(query, limit=1, offset=0)).total
            if total:
                found.append((chip, total))
        return tuple(sorted(found, key=lambda pair: -pair[1]))

    def _degraded(self, request: SearchRequest) -> SearchPage:
        ids = fallback.search(self._unit, request.text, request.filters)
        start = (request.page - 1) * request.per_page
        return SearchPage(
            text=request.text,
            params=request.params(),
            cards=cards_of(self._unit, ids[start : start + request.per_page]),
            total=len(ids),
            page=request.page,
            per_page=request.per_page,
            sort=request.sort,
            chips=self._chips(request, FacetLabels(self._unit)),
            is_degraded=True,
        )

    def _suggested_themes(self, text: str) -> list[dict[str, str]]:
        wanted = fold(text)
        return [
            {"label": term.label, "name": term.code, "where": _("chủ đề")}
            for term in self._unit.schemas.vocabularies["themes"]
            if any(
                fold(label).startswith(wanted) or f" {wanted}" in fold(label)
                for label in term.labels.values()
            )
        ]


def result_record(card: Card, base_url: str) -> dict[str, Any]:
    """A search result as JSON."""
    return {
        "id": card.id,
        "name": card.name,
        "title": card.label,
        "organization": {"name": card.organization.name, "title": card.organization.label},
        "catalog": card.catalog,
        "state": str(card.state),
        "summary": card.summary,
        "formats": [term.code for term in card.formats],
        "access_level": card.access_level.code if card.access_level else None,
        "planned_on": _iso(card.promise.planned_on),
        "published_on": _iso(card.promise.published_on),
        "data_changed_on": _iso(card.promise.freshness.data_on),
        "freshness": str(card.promise.freshness.state),
        "due_on": _iso(card.promise.freshness.due_on),
        "is_sample": card.is_sample,
        "modified_at": card.modified_at.isoformat(timespec="seconds"),
        "url": base_url + dataset_path(card.name),
    }


def inside_record(found: FoundInside | None) -> dict[str, Any]:
    """Where in the data of a result the words were found, as JSON; nothing where not there."""
    if found is None:
        return {}
    place = {"resource_id": found.resource_id, "key": found.key, "column": found.column}
    return {"found_inside": place | ({"value": found.value} if found.value else {})}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
