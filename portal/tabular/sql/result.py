"""What a statement found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_value = json.JSONDecoder().raw_decode


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
        """The rows as JSON values; days and moments are ISO texts. Rounds decimals of many digits."""
        found: list[list[Any]] = json.loads(self.rows_json)
        return found

    def texts(self) -> Iterator[list[str]]:
        """The rows, every value as the JSON text it came as: no digit is lost."""
        text = self.rows_json.decode()
        place = 1
        while text[place] == "[":
            row: list[str] = []
            while text[place] != "]":
                begin = place + 1
                place = _value(text, begin)[1]
                row.append(text[begin:place])
            yield row
            # Behind the row stands a comma and the next one, or the end of all.
            place += 2 if text[place + 1] == "," else 1
