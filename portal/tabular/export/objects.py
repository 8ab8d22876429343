"""JSON, NDJSON and GeoJSON: objects by key, values as what they are."""

from __future__ import annotations

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType
from portal.tabular.export.plan import ExportOptions, Plan, Rows, quoted


def json_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """One array of objects, one a line."""
    return Plan(_members(rows), "FORMAT json, ARRAY true")


def ndjson_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """One object a line."""
    return Plan(_members(rows), "FORMAT json")


def geojson_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """A FeatureCollection (RFC 7946): the geometry column, or points of latitude and longitude.

    Raises `Invalid` for a table that has neither.
    """
    shape = next((c for c in rows.columns if c.type == ColumnType.GEOMETRY), None)
    geometry = _value(shape) if shape else _point(rows)
    described = [c for c in rows.columns if c is not shape]
    members = ", ".join(f"{quoted(c.key)} := {_value(c)}" for c in described)
    properties = f"struct_pack({members})" if members else "NULL::JSON"
    return Plan(
        f"'Feature' AS type, {geometry} AS geometry, {properties} AS properties",
        "FORMAT json, ARRAY true",
        head=b'{"type": "FeatureCollection", "features": ',
        tail=b"}\n",
    )


def place_columns(rows: Rows) -> tuple[Column, Column] | None:
    """The columns of latitude and longitude, if the table has both as numbers."""
    found = {c.semantic: c for c in reversed(rows.columns) if c.type.is_numeric}
    if "latitude" in found and "longitude" in found:
        return found["latitude"], found["longitude"]
    return None


def _point(rows: Rows) -> str:
    places = place_columns(rows)
    if places is None:
        message = _(
            "Bảng này không có cột hình học, cũng không có cặp cột vĩ độ và kinh độ: hãy chọn dạng khác."
        )
        raise Invalid([Problem("format", "no_geometry", message)])
    latitude, longitude = (f"CAST({quoted(c.key)} AS DOUBLE)" for c in places)
    point = f"{{'type': 'Point', 'coordinates': [{longitude}, {latitude}]}}"
    return f"CASE WHEN {latitude} IS NOT NULL AND {longitude} IS NOT NULL THEN {point} END"


def _members(rows: Rows) -> str:
    return ", ".join(f"{_value(column)} AS {quoted(column.key)}" for column in rows.columns)


def _value(column: Column) -> str:
    """The SQL of a value that COPY writes as JSON should have it: moments with a T, shapes as objects."""
    name = quoted(column.key)
    match column.type:
        case ColumnType.DATETIME:
            return f"replace(CAST({name} AS VARCHAR), ' ', 'T')"
        case ColumnType.NUMBER:
            return f"CASE WHEN isfinite({name}) THEN {name} END"
        case ColumnType.GEOMETRY:
            return f"CASE WHEN json_valid({name}) THEN CAST({name} AS JSON) ELSE to_json({name}) END"
        case _:
            return name
