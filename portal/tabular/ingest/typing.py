"""Which type each column has: suspected from a sample, then held against every value of the column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from portal.tabular.columns import ColumnType
from portal.tabular.ingest.candidates import BLANKS, CANDIDATES, Candidate, named
from portal.tabular.ingest.headings import is_coordinate, stays_text
from portal.tabular.ingest.result import Failure, Question, Reading
from portal.tabular.options import ColumnOption, ReadingOptions
from portal.tabular.personal.masking import masked

SAMPLE_ROWS = 10_000
_SHARE = 0.95
"""A type is suspected when so many of the sample's values fit: those that do not are then reported."""
_EXAMPLES = 3
_EXAMPLE_CHARS = 80
_BLANK_LIST = ", ".join(f"'{blank}'" for blank in BLANKS)


@dataclass
class RawColumn:
    """A column as text. `name` is its heading, `cell` SQL of its cells in the raw table.

    `mask` is the kind of personal data whose form alone is stored, empty for no form; None for values as they are.
    """

    name: str
    cell: str
    forced: ColumnOption = field(default_factory=ColumnOption)
    suspects: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None
    blanks: int = 0
    failures: tuple[Failure, ...] = ()
    question: Question | None = None
    misfits: int = 0
    mask: str | None = None

    @property
    def type(self) -> ColumnType:
        """What was found."""
        return self.chosen.type if self.chosen else ColumnType.TEXT

    @property
    def trimmed(self) -> str:
        """SQL of a value without space around it, empty ones and those that say “nothing” left out."""
        return f"CASE WHEN trim({self.cell}) NOT IN ('', {_BLANK_LIST}) THEN trim({self.cell}) END"

    @property
    def value(self) -> str:
        """SQL of the stored value."""
        if self.mask is not None:
            return masked(self.cell, self.mask)
        if self.chosen is None:
            return self.cell
        converted = self.chosen.converted(self.trimmed)
        return (
            f"CASE WHEN {self.chosen.fits(self.trimmed)} THEN {converted} END" if self.misfits else converted
        )


@dataclass
class _Counts:
    """What the whole column says of one candidate."""

    misfits: int
    certain: int
    examples: tuple[tuple[int, str], ...] = field(default=())


def find_types(
    connection: duckdb.DuckDBPyConnection, relation: str, names: Sequence[str], options: ReadingOptions
) -> list[RawColumn]:
    """The columns of `relation`, a raw table with `_id` and the text fields c0, c1, …, with their types."""
    columns = [
        RawColumn(name, f'"c{at}"', options.columns.get(name, ColumnOption()))
        for at, name in enumerate(names)
    ]
    _suspect(connection, relation, columns)
    counts = _count(connection, relation, columns)
    for column in columns:
        _decide(connection, relation, column, counts[column.cell])
    return columns


def _suspect(connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[RawColumn]) -> None:
    fields = ", ".join(column.cell for column in columns)
    (size,) = connection.execute(f"SELECT count(*) FROM {relation}").fetchone() or (0,)
    step = max(1, size // SAMPLE_ROWS)
    rows = connection.execute(
        f"SELECT {fields} FROM {relation} WHERE _id % {step} = 0 OR _id <= 1000"
    ).fetchall()
    for at, column in enumerate(columns):
        values = Counter(v for row in rows if row[at] and (v := row[at].strip()) and v not in BLANKS)
        column.suspects = _suspects(column, values)


def _suspects(column: RawColumn, values: Counter[str]) -> tuple[Candidate, ...]:
    if column.forced.type == ColumnType.TEXT:
        return ()
    if column.forced.type or column.forced.format:
        chosen = named(column.forced.format, column.forced.type)
        return (chosen,) if chosen else ()
    if not values or stays_text(column.name):
        return ()
    found = []
    for candidate in CANDIDATES:
        fitting = sum(n for value, n in values.items() if candidate.regex.fullmatch(value))
        if fitting >= _SHARE * values.total():
            found.append(candidate)
    return tuple(found)


def _count(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[RawColumn]
) -> dict[str, dict[str, _Counts]]:
    """For each field and each suspected format: values that do not fit, and values that tell it for certain."""
    parts: list[str] = []
    places: list[tuple[str, str | None]] = []
    for column in columns:
        for candidate in column.suspects:
            certain = candidate.is_certain(column.trimmed)
            parts.append(f"count(*) FILTER (WHERE NOT {candidate.fits(column.trimmed)})")
            parts.append(f"count(*) FILTER (WHERE {certain})" if candidate.certain else "0")
            places.append((column.cell, candidate.format))
        if column.suspects:
            parts.append(f"count(*) FILTER (WHERE trim({column.cell}) IN ({_BLANK_LIST}))")
            places.append((column.cell, None))
    counts: dict[str, dict[str, _Counts]] = {column.cell: {} for column in columns}
    if not parts:
        return counts
    numbers = list(connection.execute(f"SELECT {', '.join(parts)} FROM {relation}").fetchone() or ())
    for name, format in places:
        if format is None:
            blanks = numbers.pop(0)
            next(c for c in columns if c.cell == name).blanks = blanks
        else:
            counts[name][format] = _Counts(numbers.pop(0), numbers.pop(0))
    return counts


def _decide(
    connection: duckdb.DuckDBPyConnection, relation: str, column: RawColumn, counts: dict[str, _Counts]
) -> None:
    is_forced = bool(column.forced.type or column.forced.format)
    failures = []
    for candidate in column.suspects:
        found = counts[candidate.format]
        if found.misfits and not is_forced:
            failures.append((candidate, found.misfits))
            continue
        is_told = found.certain or not candidate.certain or is_forced or is_coordinate(column.name)
        if not is_told and not candidate.rival:
            continue
        if not is_told:
            column.question = _question(connection, relation, column, candidate)
            break
        column.chosen, column.misfits = candidate, found.misfits
        if found.misfits:
            failures.append((candidate, found.misfits))
        break
    if column.chosen is None or is_forced:
        column.failures = tuple(_failure(connection, relation, column, *each) for each in failures[:1])
    if column.chosen is None:
        column.blanks = 0


def _failure(
    connection: duckdb.DuckDBPyConnection, relation: str, column: RawColumn, candidate: Candidate, count: int
) -> Failure:
    misfit = f"NOT {candidate.fits(column.trimmed)}"
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT _id, {column.cell} FROM {relation} WHERE {misfit} ORDER BY _id LIMIT {_EXAMPLES}"
    ).fetchall()
    examples = tuple((int(row), str(value)[:_EXAMPLE_CHARS]) for row, value in rows)
    return Failure(candidate.type, candidate.format, count, examples)


def _question(
    connection: duckdb.DuckDBPyConnection, relation: str, column: RawColumn, candidate: Candidate
) -> Question:
    """Both readings of the first value that has two."""
    rival = named(candidate.rival)
    assert rival is not None
    plain = named("", ColumnType.INTEGER)
    assert plain is not None
    is_told = f"NOT {plain.fits(column.trimmed)}"
    row = connection.execute(
        f"SELECT trim({column.cell}) FROM {relation} WHERE {is_told} ORDER BY _id LIMIT 1"
    ).fetchone()
    value = str(row[0]) if row else ""
    readings = tuple(
        Reading(each.type, each.format, _read(connection, each, value)) for each in (candidate, rival)
    )
    return Question(candidate.question, value[:_EXAMPLE_CHARS], readings)


def _read(connection: duckdb.DuckDBPyConnection, candidate: Candidate, value: str) -> str:
    """The value as the candidate reads it; empty where it does not fit."""
    if not candidate.regex.fullmatch(value):
        return ""
    row = connection.execute(
        f"SELECT CAST({candidate.converted('$1::VARCHAR')} AS VARCHAR)", [value]
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else ""
