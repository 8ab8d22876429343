"""The field types: how each is read from a form or JSON, checked, and shown. One class per type.

A stored value is plain JSON: str, bool, int, list of str, `{"start", "end"}` or a list of rows (dicts).
Days are ISO strings. An empty field is absent: reading gives None for it.
"""

from __future__ import annotations

from portal.metadata.choices import Boolean, Choice, Choices, Reference, Table, Tags
from portal.metadata.days import Date, Period, Year, is_iso_day, parse_day
from portal.metadata.texts import Email, FieldType, LongText, OrganizationName, Text, Url, is_web_address

__all__ = ["TYPES", "FieldType", "is_iso_day", "is_web_address", "parse_day"]

TYPES: dict[str, FieldType] = {
    "text": Text(),
    "longtext": LongText(),
    "email": Email(),
    "url": Url(),
    "boolean": Boolean(),
    "year": Year(),
    "date": Date(),
    "period": Period(),
    "choice": Choice(),
    "choices": Choices(),
    "tags": Tags(),
    "datasets": Reference(),
    "organization": OrganizationName(),
    "table": Table(),
}
