"""Short ways to write JSON Schema."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def string(description: str = "", **more: Any) -> Schema:
    """A text."""
    return _described({"type": "string", **more}, description)


def integer(description: str = "", **more: Any) -> Schema:
    """A whole number."""
    return _described({"type": "integer", **more}, description)


def url(description: str = "") -> Schema:
    """An absolute address."""
    return string(description, format="uri")


def array(items: Schema, description: str = "") -> Schema:
    """A list."""
    return _described({"type": "array", "items": items}, description)


def members(properties: dict[str, Schema], *optional: str, description: str = "") -> Schema:
    """An object with these members, all of which are there but the optional ones."""
    required = [name for name in properties if name not in optional]
    return _described({"type": "object", "required": required, "properties": properties}, description)


def nullable(schema: Schema) -> Schema:
    """The same or null."""
    return {**schema, "type": [schema["type"], "null"]}


def reference(kind: str, name: str) -> Schema:
    """A component by its name."""
    return {"$ref": f"#/components/{kind}/{name}"}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description} if description else schema
