"""Newline-delimited JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def stream_json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One object a line, in UTF-8."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
