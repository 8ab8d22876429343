"""Records as DCAT 3 in Turtle, by the properties that the schemas name. A record is its JSON document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.metadata.records import show
from portal.metadata.specification import FieldSpec, Schemas

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
UNSAFE = re.compile(r'[\x00-\x20<>"{}|^`\\]')
STRUCTURED = ("dct:publisher", "vcard:hasEmail", "dct:temporal", "prov:wasDerivedFrom")
"""Properties that are written otherwise than as the field's own value, or not at all."""
KINDS = {"dct:spatial": "dct:Location", "dcat:contactPoint": "vcard:Organization"}
NAMES = {"dct:spatial": "skos:prefLabel", "dcat:contactPoint": "vcard:fn"}


@dataclass(frozen=True)
class CatalogHead:
    """The catalog that lists the records."""

    url: str
    title: str
    identifier: str
    issued_on: str


def turtle(schemas: Schemas, head: CatalogHead, records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The catalog and its records, statement by statement."""
    yield from (f"@prefix {name}: <{uri}> .\n" for name, uri in PREFIXES.items())
    known = list(records)
    about = [
        ("a", "dcat:Catalog"),
        ("dct:title", literal(head.title, "vi")),
        ("dct:identifier", literal(head.identifier)),
        ("dct:issued", f"{literal(head.issued_on)}^^xsd:date"),
        *(("dcat:dataset", iri(record["url"])) for record in known),
    ]
    yield _subject(head.url, about)
    for record in known:
        yield _subject(record["url"], list(_dataset(schemas, record)))
        for resource in record.get("resources") or ():
            yield _subject(resource["page"], list(_distribution(resource)))


def literal(text: str, language: str = "") -> str:
    """`text` quoted, with its language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for sign, name in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(sign, name)
    return f'"{escaped}"' + (f"@{language}" if language else "")


def iri(address: str) -> str:
    """`address` as a reference; signs that none may hold are encoded."""
    return "<" + UNSAFE.sub(lambda m: f"%{ord(m.group()):02X}", address) + ">"


def _subject(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"\n{iri(url)}\n" + " ;\n".join(f"    {name} {value}" for name, value in pairs) + " .\n"


def _dataset(schemas: Schemas, record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "a", "dcat:Dataset"
    yield "dct:identifier", literal(record["name"])
    agency = record["organization"]
    yield "dct:publisher", iri(agency["url"])
    for spec in schemas.for_catalog(record["catalog"]).fields.values():
        value = record.get("themes") if spec.name == "themes" else record.get(spec.name)
        if spec.dcat and value not in (None, "", []) and spec.dcat not in STRUCTURED:
            yield from _property(schemas, spec, value)
    for source in record.get("databases") or ():
        yield "prov:wasDerivedFrom", iri(source["url"])
    for resource in record.get("resources") or ():
        yield "dcat:distribution", iri(resource["page"])


def _property(schemas: Schemas, spec: FieldSpec, value: Any) -> Iterator[tuple[str, str]]:
    name, _at, language = (spec.dcat or "").partition("@")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "code" not in one:
            continue
        code = one["code"] if isinstance(one, dict) else one
        vocabulary = schemas.vocabularies.get(spec.vocabulary)
        term = vocabulary.terms.get(str(code)) if vocabulary else None
        uri = term.extra.get("uri") if term else None
        if uri or spec.type == "url":
            yield name, iri(str(uri or one))
        elif spec.type == "date":
            yield name, f"{literal(str(one))}^^xsd:date"
        else:
            text = term.label if term else one if isinstance(one, str) else show(schemas, spec, value)
            written = literal(str(text), language or "vi")
            yield name, f"[ a {KINDS[name]} ; {NAMES[name]} {written} ]" if name in KINDS else written


def _distribution(resource: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "a", "dcat:Distribution"
    yield "dct:title", literal(resource["title"], "vi")
    yield "dcat:accessURL", iri(resource["page"])
    if resource.get("url"):
        yield "dcat:downloadURL" if resource.get("version") else "dcat:accessURL", iri(resource["url"])
    if resource.get("sha256"):
        algorithm = "spdx:checksumAlgorithm_sha256"
        value = f"{literal(resource['sha256'])}^^xsd:hexBinary"
        yield "spdx:checksum", f"[ spdx:algorithm {algorithm} ; spdx:checksumValue {value} ]"
