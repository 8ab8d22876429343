"""Under which values of each facet a record stands, for the index and for the search without one."""

from __future__ import annotations

from datetime import date

from portal.catalog.promise import freshness, public_state
from portal.metadata.records import facet_codes
from portal.metadata.specification import Schemas
from portal.model import Catalog, Dataset, RecordState


def facets_of(schemas: Schemas, record: Dataset, today: date) -> dict[str, tuple[str, ...]]:
    """The codes of every facet on the day `today`; reads `organization` and `plan`."""
    frequencies = schemas.vocabularies["update-frequencies"].terms
    facets = facet_codes(schemas.for_catalog(record.catalog), record.values) | {
        "catalog": (record.catalog,),
        "organization": (record.organization.name,),
        "state": (str(public_state(record, record.plan, today)),),
        "format": _formats(record),
    }
    if record.catalog == Catalog.OPEN_DATA:
        facets["year"] = _years(record)
        if record.state == RecordState.PUBLISHED:
            frequency = frequencies.get(record.values.get("update_frequency", ""))
            facets["freshness"] = (str(freshness(record.data_changed_on, frequency, today).state),)
    return facets


def _formats(record: Dataset) -> tuple[str, ...]:
    if record.state == RecordState.PUBLISHED and record.formats:
        return tuple(record.formats)
    return tuple(record.values.get("formats") or ())


def _years(record: Dataset) -> tuple[str, ...]:
    period = record.values.get("period") or {}
    newest = record.data_changed_on.year if record.data_changed_on else None
    first = int(period["start"][:4]) if "start" in period else newest
    last = int(period["end"][:4]) if "end" in period else max(newest or 0, first or 0)
    if first is None:
        return (str(last),) if last else ()
    first = min(first, last)
    return tuple(str(year) for year in range(max(first, last - 60), last + 1))
