"""The file formats the portal accepts, one line each; codes and media types are those of `formats.yaml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format. `extensions` are lower case with the dot, the usual one first."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    is_tabular: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_FORMATS = (
    Format("csv", "CSV", "text/csv", (".csv",), is_tabular=True),
    Format("tsv", "TSV", "text/tab-separated-values", (".tsv", ".tab"), is_tabular=True),
    Format("xlsx", "XLSX", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), is_tabular=True),
    Format("xls", "XLS", "application/vnd.ms-excel", (".xls",), is_tabular=True),
    Format("ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet", (".ods",), is_tabular=True),
    Format("json", "JSON", "application/json", (".json",), is_tabular=True),
    Format("ndjson", "NDJSON", "application/x-ndjson", (".ndjson", ".jsonl"), is_tabular=True),
    Format("geojson", "GeoJSON", "application/geo+json", (".geojson", ".json"), is_tabular=True),
    Format("parquet", "Parquet", "application/vnd.apache.parquet", (".parquet",), is_tabular=True),
    Format("kml", "KML", "application/vnd.google-earth.kml+xml", (".kml", ".xml")),
    Format("shp", "Shapefile", "application/vnd.shp", (".zip",)),
    Format("gpkg", "GeoPackage", "application/geopackage+sqlite3", (".gpkg",)),
    Format("gtfs", "GTFS", "application/zip", (".zip",)),
    Format("xml", "XML", "application/xml", (".xml", ".gml", ".gpx", ".xsd")),
    Format("rdf", "RDF", "application/rdf+xml", (".rdf", ".owl", ".xml")),
    Format("ttl", "Turtle", "text/turtle", (".ttl",)),
    Format("zip", "ZIP", "application/zip", (".zip", ".kmz")),
    Format("pdf", "PDF", "application/pdf", (".pdf",)),
    Format("docx", "DOCX", f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    Format("doc", "DOC", "application/msword", (".doc",)),
    Format("txt", "TXT", "text/plain", (".txt", ".md")),
    Format("html", "HTML", "text/html", (".html", ".htm")),
    Format("png", "PNG", "image/png", (".png",)),
    Format("jpeg", "JPEG", "image/jpeg", (".jpeg", ".jpg")),
    Format("gif", "GIF", "image/gif", (".gif",)),
    Format("webp", "WebP", "image/webp", (".webp",)),
    Format("svg", "SVG", "image/svg+xml", (".svg",)),
    Format("other", "?", "application/octet-stream", ()),
)
FORMATS: dict[str, Format] = {item.code: item for item in _FORMATS}
"""Every format by its code; `other` is what the portal does not accept."""


def table_extensions() -> frozenset[str]:
    """The extensions of all formats that hold a table."""
    return frozenset(extension for item in _FORMATS if item.is_tabular for extension in item.extensions)


def named_by(extension: str) -> Format | None:
    """The format a file name promises by its extension (`.csv`), or None."""
    return next((item for item in _FORMATS if extension in item.extensions), None)
