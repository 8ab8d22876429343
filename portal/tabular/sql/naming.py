"""Names as a statement must write them."""

from __future__ import annotations

import re

import duckdb

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def written(name: str) -> str:
    """`name` as an identifier: in double quotes only where SQL needs them."""
    if _PLAIN.fullmatch(name) and duckdb.tokenize(name) == [(0, duckdb.token_type.identifier)]:
        return name
    return '"' + name.replace('"', '""') + '"'
