"""CKAN packages, as `ckanapi dump datasets`, package_show and package_search give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.harvest import rules
from portal.harvest.intake import Intake, Rule, names, table, take
from portal.harvest.links import address, kind, links, made_on
from portal.harvest.raw import line
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms

LICENCE = rules.term("licence", "licences", otherwise="unspecified")
FREQUENCY = rules.term("update_frequency", "update-frequencies")
ACCESS = rules.term("access_level", "access-levels")

FIELDS: Mapping[str, Rule] = table(
    {
        "title title_translated": rules.text("title"),
        "title_en": rules.text("title_en"),
        "notes notes_translated description": rules.prose("description"),
        "state": rules.state,
        "private": rules.private,
        "organization owner_org publisher publisher_name": rules.agency,
        "tags keywords keyword": rules.tags,
        "groups theme themes category chude linhvuc": rules.terms("themes", "themes"),
        "license_id license_url license_title license": LICENCE,
        "frequency update_frequency accrual_periodicity tansuat tansuatcapnhat": FREQUENCY,
        "access_level access_rights": ACCESS,
        "temporal temporal_coverage period thoiky thoigian": rules.period,
        "temporal_start temporal_coverage_from temporal_extent_begin": rules.period_edge("start"),
        "temporal_end temporal_coverage_to temporal_extent_end": rules.period_edge("end"),
        "spatial_text spatial_coverage area spatial phamvi phamvidialy": rules.area,
        "language languages ngonngu": rules.terms("languages", "languages"),
        "maintainer contact_point contact_name contact daumoi daumoilienhe author": rules.contact,
        "maintainer_email contact_email author_email": rules.email,
        "data_updated modified ngaycapnhat issued metadata_modified": rules.modified,
        "url landing_page": rules.source_page,
    }
)
"""Keys of a package and of its extras, each with where it goes; the first key that fills a field wins."""

RESOURCE: Mapping[str, Rule] = table(
    {
        "url": address,
        "name title": rules.text("title"),
        "description": rules.prose("description"),
        "resource_type": kind,
        "format mimetype": rules.term("format", "formats", otherwise="other"),
        "last_modified created": made_on,
    }
)

TECHNICAL = names(
    "id name type num_resources num_tags isopen metadata_created creator_user_id revision_id extras "
    "resources relationships_as_object relationships_as_subject display_name tracking_summary plugin_data "
    "archiver qa"
)
"""Keys that only serve CKAN itself or are read elsewhere."""

TECHNICAL_OF_RESOURCE = names(
    "id package_id position revision_id hash size state cache_url cache_last_updated cache_filepath url_type "
    "datastore_active datastore_contains_all_records_of_source_file mimetype_inner webstore_url "
    "webstore_last_updated metadata_modified tracking_summary ckan_url resource_group_id on_same_domain"
)

MARKS = frozenset(
    {
        "owner_org",
        "metadata_modified",
        "notes",
        "license_id",
        "extras",
        "num_resources",
        "resources",
        "groups",
    }
)


def is_package(record: Mapping[str, Any]) -> bool:
    """Whether the record looks like a package: it has a name or title and keys that CKAN gives."""
    return ("name" in record or "title" in record) and bool(MARKS & record.keys())


def read(record: Mapping[str, Any], place: str, terms: Terms) -> SourceRecord:
    """A package in our words; never raises."""
    intake = Intake(terms, terms.schemas.records["open-dataset"])
    take(intake, FIELDS, TECHNICAL, _members(record))
    resources = links(intake, "resources", record.get("resources") or [], RESOURCE, TECHNICAL_OF_RESOURCE)
    values = intake.finish(defaults=("access_level",))
    name = line(record.get("name"))
    return SourceRecord(
        place=place,
        identifier=line(record.get("id")) or name,
        name=name,
        values=values,
        resources=tuple(resources),
        agencies=tuple(dict.fromkeys(intake.agencies)),
        problems=tuple(intake.problems),
        refusal=intake.refusal,
        stays_draft=intake.stays_draft,
    )


def _members(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """The keys of the package, then its extras: a list of key and value, or an object."""
    for name, raw in record.items():
        yield name, name, raw
    extras = record.get("extras")
    if isinstance(extras, Mapping):
        extras = [{"key": name, "value": raw} for name, raw in extras.items()]
    for extra in extras if isinstance(extras, list) else ():
        if isinstance(extra, Mapping):
            yield f"extras.{line(extra.get('key'))}", line(extra.get("key")), extra.get("value")
