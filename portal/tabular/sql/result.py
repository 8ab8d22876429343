"""What a statement found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class SqlColumn:
    """A column of a result. `type` is a `ColumnType`, or `json` for lists and structures."""

    name: str
    type: str


@dataclass(frozen=True)
class SqlResult:
    """The first rows. `is_cut`: there would have been more; `rows_json` is an array of arrays, as it came."""

    columns: tuple[SqlColumn, ...]
    rows_json: bytes
    row_count: int
    is_cut: bool
    elapsed_ms: float

    @cached_property
    def rows(self) -> list[list[Any]]:
        """The rows as JSON values; days and moments are ISO texts."""
        found: list[list[Any]] = json.loads(self.rows_json)
        return found
