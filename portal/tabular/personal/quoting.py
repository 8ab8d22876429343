"""How a scan writes names, texts and cells in SQL."""

from __future__ import annotations

from portal.tabular.columns import Column


def quoted(name: str) -> str:
    """The name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def text_of(column: Column) -> str:
    """The column's values as text."""
    return f"CAST({quoted(column.key)} AS VARCHAR)"
