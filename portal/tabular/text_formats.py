"""Text formats: markup, JSON and its kin, tables, plain text."""

from __future__ import annotations

import json
import re
from typing import BinaryIO

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.reading.dialect import DELIMITERS
from portal.tabular.reading.json_cursor import broken_at

_JSON_BYTES = 1024 * 1024
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_HTML_TAGS = {
    "html",
    "head",
    "body",
    "title",
    "meta",
    "table",
    "div",
    "script",
    "style",
    "p",
    "center",
    "form",
}
_MARKUP = {"svg": "svg", "kml": "kml", "rdf": "rdf"}
_GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
_GEOJSON_TYPES = {"FeatureCollection", "Feature", "GeometryCollection", *_GEOMETRIES}
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"|"geometry"\s*:')
_XML_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_SPREADSHEETS = (".xls", ".xlsx", ".csv", ".ods")
_COLLECTION = re.compile(r'"type"\s*:\s*"FeatureCollection"')
_BEGINS_AS_JSON = re.compile(r'[\[{]\s*["\[{\]}\d-]')
_JSON_NAMES = {".json": "json", ".geojson": "geojson", ".ndjson": "ndjson", ".jsonl": "ndjson"}
_TURTLE = re.compile(r"^\s*(?:@prefix|@base|PREFIX|BASE)\s", re.MULTILINE)
_AS_NAMED = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "txt", ".md": "txt"}


def identify(file: BinaryIO, text: str, size_bytes: int, extension: str) -> str:
    """The format code of a text file; `text` is its first part.

    Plain text is no format of its own: whether it is a table is believed to the extension, and without
    a telling one it counts as a table when its lines hold a delimiter.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if extension in _SPREADSHEETS and _XML_SPREADSHEET in start[:4000]:
        raise Invalid([_xml_spreadsheet()])
    if code := _markup(start, extension) or _json(file, start, size_bytes, extension):
        return code
    if extension == ".ttl" and _TURTLE.search(text):
        return "ttl"
    if code := _AS_NAMED.get(extension):
        return code
    return "csv" if any(delimiter in start.split("\n", 1)[0] for delimiter in DELIMITERS) else "txt"


def _xml_spreadsheet() -> Problem:
    message = _(
        "Tệp là bảng tính kiểu cũ “XML Spreadsheet 2003”. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dưới "
        "dạng XLSX."
    )
    return Problem("file", "old_spreadsheet", message)


def _markup(start: str, extension: str) -> str | None:
    is_declared = start.startswith("<?xml")
    if start[:14].lower() == "<!doctype html":
        return "html"
    root = _ROOT.match(_skip_prolog(start))
    if not root:
        return "xml" if is_declared else None
    name = root.group(2).lower()
    if name in _HTML_TAGS:
        return "html"
    if name in _MARKUP:
        return _MARKUP[name]
    return "xml" if is_declared or extension not in _AS_NAMED else None


def _skip_prolog(text: str) -> str:
    """`text` from its first element on: declarations, comments and a document type left out."""
    ends = {"<?": "?>", "<!--": "-->", "<!": ">"}
    at = 0
    while opening := next((mark for mark in ends if text.startswith(mark, at)), None):
        closing = ends["<!--" if text.startswith("<!--", at) else opening]
        end = text.find(closing, at)
        if end < 0:
            return ""
        at = end + len(closing)
        at += len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip())
    return text[at : at + 1000]


def _json(file: BinaryIO, start: str, size_bytes: int, extension: str) -> str | None:
    """The kind of a JSON text. Raises `Invalid` for one that is called so and is broken."""
    if not start.startswith(("{", "[")):
        return None
    named = _JSON_NAMES.get(extension)
    if _is_lines(start, extension):
        return "ndjson"
    if size_bytes > _JSON_BYTES:
        is_cut_line = named == "ndjson" and "\n" not in start
        return "ndjson" if is_cut_line else _large_json(start, extension)
    file.seek(0)
    data = file.read()
    value = _parsed(data)
    if value is not None:
        return "geojson" if isinstance(value, dict) and value.get("type") in _GEOJSON_TYPES else "json"
    if named and named != "ndjson":
        _check(data)
    # Its reader says what is wrong: with a line, or with an encoding that is not looked at here.
    return named


def _check(data: bytes) -> None:
    try:
        json.loads(data, strict=False)
    except json.JSONDecodeError as error:
        raise broken_at(error.pos) from None
    except (ValueError, RecursionError):
        return


def _is_lines(start: str, extension: str) -> bool:
    """Whether each line is a value of its own: the first one is whole and another starts below it.

    In a file that says so by its name one line is enough, unless it is a list of records.
    """
    first, *others = start.split("\n", 2)
    value = _parsed(first)
    if value is None:
        return False
    if _JSON_NAMES.get(extension) == "ndjson" and not (isinstance(value, list) and _holds_records(value)):
        return True
    return bool(others) and others[0].startswith(("{", "["))


def _holds_records(values: list[object]) -> bool:
    return bool(values) and all(isinstance(value, dict) for value in values)


def _large_json(start: str, extension: str) -> str | None:
    """The kind of a JSON file too large to parse here, by how it begins; its type may stand at its end."""
    if not _BEGINS_AS_JSON.match(start):
        return None
    is_collection = _COLLECTION.search(start) or (extension == ".geojson" and _FEATURE.search(start))
    return "geojson" if start.startswith("{") and is_collection else "json"


def _parsed(text: str | bytes) -> object | None:
    try:
        # Numbers are not looked at, and Python refuses to convert very long ones.
        value: object = json.loads(text, parse_int=str, parse_float=str, strict=False)
    except (ValueError, RecursionError):
        return None
    return value
