"""What reading a table found: columns, number of rows, how the file was written, what looked wrong."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from portal.errors import Problem
from portal.tabular.reading.source import ReadTable


@dataclass(frozen=True)
class Column:
    """A column: its name, unique in the table, and its first value not blank, cut to 200 characters."""

    name: str
    example: str


@dataclass(frozen=True)
class TableReport:
    """The outcome of an ingest. `encoding` and `delimiter` are None for workbooks, `sheet` for text files.

    `row_count` counts the rows below the header that hold any value. `warnings` tell what the reader had
    to decide; none of them means that a value was lost.
    """

    columns: tuple[Column, ...]
    row_count: int
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    warnings: tuple[Problem, ...]

    @classmethod
    def of(cls, read: ReadTable) -> Self:
        """The report on a table that was read."""
        return cls(
            columns=tuple(map(Column, read.names, read.examples)),
            row_count=read.row_count,
            encoding=read.source.encoding or None,
            delimiter=read.source.delimiter or None,
            sheet=read.source.sheet or None,
            warnings=read.warnings,
        )

    def to_json(self) -> str:
        """The report as one JSON object, read back by `from_json`."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The report written by `to_json`."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The report from the dict that `dataclasses.asdict` makes of it."""
        return cls(
            **{
                **values,
                "columns": tuple(Column(**column) for column in values["columns"]),
                "warnings": tuple(Problem(**problem) for problem in values["warnings"]),
            }
        )
