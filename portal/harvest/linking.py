"""Adds all links of a new record in one go: a flush for each would take most of an import's time."""

from __future__ import annotations

from collections.abc import Sequence

from portal.catalog.resources import Resources
from portal.catalog.saving import saving
from portal.metadata.records import Values
from portal.model import Dataset, Resource


class Links(Resources):
    """The files and links of records, for those who bring many."""

    def add_links(self, record: Dataset, links: Sequence[Values]) -> None:
        """As `add_link` for each, checks and history included. Raises `Invalid` and then adds none."""
        for values in links:
            self._refuse(values, needs_url=True)
        added = [self._link(position, values) for position, values in enumerate(links, len(record.resources))]
        if not added:
            return
        with saving(self._session, record):
            record.resources.extend(added)
            self._changed(record, "link", added[0])
            for resource in added[1:]:
                self._unit.note("link", record, resource_id=resource.id)

    def _link(self, position: int, values: Values) -> Resource:
        resource = Resource(position=position, created_at=self._unit.now(), values={}, url=str(values["url"]))
        self._apply(resource, values)
        return resource
