"""Datasets of a DCAT-US 1.1 `data.json` (Project Open Data); also with the keys of DCAT-US 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.harvest import rules
from portal.harvest.intake import Intake, Rule, names, squeeze, table, take
from portal.harvest.links import address, documents, links
from portal.harvest.raw import line
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms

LICENCE = rules.term("licence", "licences", otherwise="unspecified")
FORMAT = rules.term("format", "formats", otherwise="other")

FIELDS: Mapping[str, Rule] = table(
    {
        "title": rules.text("title"),
        "description": rules.prose("description"),
        "publisher": rules.agency,
        "keyword": rules.tags,
        "theme": rules.terms("themes", "themes"),
        "license": LICENCE,
        "accrualPeriodicity": rules.term("update_frequency", "update-frequencies"),
        "temporal": rules.period,
        "spatial": rules.area,
        "language": rules.terms("languages", "languages"),
        "contactPoint": rules.contact,
        "accessLevel accessRights": rules.term("access_level", "access-levels"),
        "modified issued": rules.modified,
        "landingPage": rules.source_page,
    }
)
"""Keys of a dataset, each with where it goes; prefixes (`dct:`) and case do not matter."""

DISTRIBUTION: Mapping[str, Rule] = table(
    {
        "downloadURL accessURL": address,
        "title": rules.text("title"),
        "description": rules.prose("description"),
        "format mediaType": FORMAT,
        "license": LICENCE,
        "modified issued": rules.modified,
    }
)

TECHNICAL = names("@type @id @context identifier distribution describedBy references")
TECHNICAL_OF_DISTRIBUTION = names("@type @id identifier byteSize checksum")
DOCUMENTS = (("describedBy", "Từ điển dữ liệu"), ("references", "Tài liệu kèm theo"))
"""Addresses that explain the data, with the titles they get."""
MARKS = frozenset({"accesslevel", "distribution", "contactpoint", "keyword", "landingpage", "publisher"})


def is_dataset(record: Mapping[str, Any]) -> bool:
    """Whether the record looks like a dataset of a `data.json`."""
    keys = {squeeze(name) for name in record}
    return "title" in keys and ("dataset" in line(record.get("@type")).lower() or bool(MARKS & keys))


def read(record: Mapping[str, Any], place: str, terms: Terms) -> SourceRecord:
    """A dataset in our words; never raises."""
    members = {squeeze(name): raw for name, raw in record.items()}
    intake = Intake(terms, terms.schemas.records["open-dataset"])
    take(intake, FIELDS, TECHNICAL, ((name, name, raw) for name, raw in record.items()))
    resources = links(
        intake, "distribution", members.get("distribution") or [], DISTRIBUTION, TECHNICAL_OF_DISTRIBUTION
    )
    for name, title in DOCUMENTS:
        resources += documents(intake, title, name, members.get(squeeze(name)) or [])
    values = intake.finish(defaults=("access_level",))
    return SourceRecord(
        place=place,
        identifier=line(members.get("identifier")) or line(record.get("@id")),
        values=values,
        resources=tuple(resources),
        agencies=tuple(dict.fromkeys(intake.agencies)),
        problems=tuple(intake.problems),
    )
