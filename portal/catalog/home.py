"""The front page and the themes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.catalog.cards import cards_of
from portal.catalog.pages import Card, HomePage, ThemeLine
from portal.catalog.totals import totals
from portal.catalog.unit import Unit
from portal.errors import Unavailable
from portal.model import Catalog, Dataset, PublicationPlan, RecordState, UsageCount
from portal.search.protocol import SearchIndex, SearchQuery

LENGTH = 4
USED_WITHIN = timedelta(days=90)


class Home:
    """What the front page shows."""

    def __init__(self, unit: Unit, index: SearchIndex) -> None:
        self._unit = unit
        self._index = index

    def page(self) -> HomePage:
        """The front page; new uses and counts by theme show within seconds."""
        return self._unit.remembered("home", self._page)

    def _page(self) -> HomePage:
        published = Dataset.state == RecordState.PUBLISHED
        newest = self._cards(self._open_data().where(published).order_by(Dataset.data_changed_on.desc()))
        return HomePage(
            totals=totals(self._unit),
            themes=self.themes(),
            newest=newest,
            overdue=self._cards(self._overdue()),
            most_used=self._cards(self._most_used()),
            today=self._unit.today(),
            is_sample=any(card.is_sample for card in newest),
        )

    def themes(self) -> tuple[ThemeLine, ...]:
        """Every theme with its number of published open datasets, in official order; 0 without an index."""
        query = SearchQuery(
            filters={"catalog": (Catalog.OPEN_DATA,), "state": ("published",)},
            facets=("theme",),
            sort="record",
            limit=1,
        )
        try:
            counts = {c.value: c.count for c in self._index.search(query).facets["theme"]}
        except Unavailable:
            counts = {}
        vocabulary = self._unit.schemas.vocabularies["themes"]
        return tuple(ThemeLine(term, counts.get(term.code, 0)) for term in vocabulary)

    def _open_data(self) -> Select[Any]:
        return select(Dataset).where(Dataset.catalog == Catalog.OPEN_DATA)

    def _overdue(self) -> Select[Any]:
        query = self._open_data().join(PublicationPlan, PublicationPlan.dataset_id == Dataset.id)
        query = query.where(
            Dataset.state == RecordState.PROMISED, PublicationPlan.planned_on < self._unit.today()
        )
        return query.order_by(PublicationPlan.planned_on)

    def _most_used(self) -> Select[Any]:
        since = self._unit.today() - USED_WITHIN
        uses = func.sum(UsageCount.views + 3 * UsageCount.downloads)
        used = select(UsageCount.dataset_id, uses.label("uses")).where(UsageCount.day >= since)
        top = used.group_by(UsageCount.dataset_id).order_by(uses.desc()).limit(LENGTH * 3).subquery()
        query = self._open_data().join(top, top.c.dataset_id == Dataset.id)
        return query.where(Dataset.state == RecordState.PUBLISHED).order_by(top.c.uses.desc())

    def _cards(self, query: Select[Any]) -> tuple[Card, ...]:
        ids = self._unit.session.scalars(query.with_only_columns(Dataset.id).limit(LENGTH)).all()
        return cards_of(self._unit, ids)
