"""What a file is as a source of rows, and how it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from portal.errors import Problem

Region = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: first and last (row, column). Rows count from 1, columns from 0, as the rows are yielded."""


@dataclass(frozen=True)
class EncodingReading:
    """How some of the file's text looks in one encoding: the steward sees which is right."""

    encoding: str
    sample: str


@dataclass(frozen=True)
class SourceReport:
    """How the file was read. Rows count from 1 as a spreadsheet shows them; blank rows count too.

    `format` is a code of `FORMATS`, for a ZIP that of the table inside, whose path is `member`. `encoding`,
    `delimiter` and `quote` are empty where the format has none, and so are `sheet` and `sheets`.
    `header_row` is None where no row holds names. `encoding_candidates` starts with the reading taken and is
    empty when the encoding is beyond doubt.
    """

    format: str
    member: str = ""
    members: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    header_height: int = 1
    first_data_row: int = 1
    encoding_candidates: tuple[EncodingReading, ...] = ()

    def within(self, member: str, members: tuple[str, ...]) -> Self:
        """The same, as the table `member` of an archive that holds `members`."""
        return replace(self, member=member, members=members)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The report from the dict that `dataclasses.asdict` makes of it, JSON in between or not."""
        known: dict[str, Any] = {k: v for k, v in values.items() if k in cls.__dataclass_fields__}
        for name in ("members", "sheets"):
            known[name] = tuple(known.get(name, ()))
        readings = known.get("encoding_candidates", ())
        known["encoding_candidates"] = tuple(EncodingReading(**reading) for reading in readings)
        return cls(**known)


class RowSource(Protocol):
    """The rows of a file as they lie in it: titles, header and blank rows among them, each cell as text.

    It may be iterated once. `has_names`: the first row holds the names because the format says so (JSON,
    Parquet), not because it looks like a header.
    """

    has_names: bool
    merged: tuple[Region, ...]

    def source(self) -> SourceReport:
        """How the file is read; the rows of the header are not known here."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def warnings(self) -> tuple[Problem, ...]:
        """What to tell the steward; complete when the rows have been read."""
        ...


@dataclass(frozen=True)
class SetAside:
    """A row that belongs to the sheet but is no data: a total, a note below the table.

    `kind` is `total`, `note` or `column_numbers`; `row` its number in the file.
    """

    kind: str
    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReadTable:
    """What `read_table` wrote: `names` is the header line, `row_count` counts the lines below it.

    `examples` holds the first filled cell of each column, cut. `set_aside` are rows kept out of the table and
    kept here; no `warnings` mean that a value was lost.
    """

    names: tuple[str, ...]
    row_count: int
    source: SourceReport
    examples: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[Problem, ...] = ()
