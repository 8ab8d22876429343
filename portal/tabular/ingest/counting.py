"""Holds suspected types against every value of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from portal.tabular.columns import ColumnType
from portal.tabular.ingest.candidates import Candidate, named
from portal.tabular.ingest.raw import BLANK_LIST, RawColumn

EXAMPLES = 3
EXAMPLE_CHARS = 80
_CHECKS = 20
"""Checks in one statement: two hundred of them reserve two gigabytes of addresses, thousands bring it down."""


@dataclass(frozen=True)
class Count:
    """What the whole column says of one candidate.

    `examples` are first misfits as (row, value), `asked` is the first value that is no plain whole number.
    """

    candidate: Candidate
    misfits: int
    certain: int
    examples: tuple[tuple[int, str], ...]
    asked: str


@dataclass(frozen=True)
class Counted:
    """`filled` cells hold a value, `blanks` say “nothing”, `unclean` are blanks or have space around them."""

    filled: int
    blanks: int
    unclean: int
    by_candidate: tuple[Count, ...]


def count(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[RawColumn]
) -> list[Counted]:
    """For each column what its values say of its suspects."""
    counted = [found for batch in _batches(columns) for found in _count(connection, relation, batch)]
    return [
        _with_examples(connection, relation, column, found)
        for column, found in zip(columns, counted, strict=True)
    ]


def _with_examples(
    connection: duckdb.DuckDBPyConnection, relation: str, column: RawColumn, counted: Counted
) -> Counted:
    """More than one example of what kept the column from its likeliest type.

    Asked apart: an aggregate that keeps several rows reserves tens of megabytes for each candidate.
    """
    nearest = min(counted.by_candidate, key=lambda found: found.misfits, default=None)
    if nearest is None or nearest.misfits < 2:
        return counted
    misfit = f"NOT ({nearest.candidate.fits('v')})"
    cells = f"SELECT _id, {column.cell} AS cell, {column.trimmed} AS v FROM {relation}"
    rows = connection.execute(
        f"SELECT _id, left(cell, {EXAMPLE_CHARS}) FROM ({cells}) WHERE {misfit} LIMIT {EXAMPLES}"
    ).fetchall()
    told = replace(nearest, examples=tuple((int(row), str(value)) for row, value in sorted(rows)))
    return replace(
        counted, by_candidate=tuple(told if found is nearest else found for found in counted.by_candidate)
    )


def _batches(columns: Sequence[RawColumn]) -> Iterator[list[RawColumn]]:
    batch: list[RawColumn] = []
    for column in columns:
        if batch and sum(len(c.suspects) for c in [*batch, column]) > _CHECKS:
            yield batch
            batch = []
        batch.append(column)
    if batch:
        yield batch


def _count(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[RawColumn]
) -> Iterator[Counted]:
    values = ", ".join(f"{c.cell}, {c.trimmed} AS v{c.at}" for c in columns)
    checks = ", ".join(check for column in columns for check in _checks(column))
    wanted = ", ".join(part for column in columns for part in _aggregates(column))
    row = connection.execute(
        f"SELECT {wanted} FROM (SELECT *, {checks} FROM (SELECT _id, {values} FROM {relation}))"
    ).fetchone()
    numbers = iter(row or ())
    for column in columns:
        filled, blanks, unclean = (next(numbers) for _ in range(3))
        found = tuple(_counted(candidate, numbers) for candidate in column.suspects)
        yield Counted(filled, blanks, unclean, found)


def _checks(column: RawColumn) -> Iterator[str]:
    value = f"v{column.at}"
    plain = named("", ColumnType.INTEGER)
    assert plain is not None
    yield f"NOT {plain.fits(value)} AS p{column.at}"
    for at, candidate in enumerate(column.suspects):
        yield f"NOT ({candidate.fits(value)}) AS m{column.at}_{at}"


def _aggregates(column: RawColumn) -> Iterator[str]:
    value = f"v{column.at}"
    yield f"count({value})"
    yield f"count(*) FILTER (WHERE trim({column.cell}) IN ({BLANK_LIST}))"
    yield f"count(*) FILTER (WHERE {value} IS DISTINCT FROM {column.cell})"
    for at, candidate in enumerate(column.suspects):
        misfit = f"m{column.at}_{at}"
        example = f"{{'row': _id, 'value': left({column.cell}, {EXAMPLE_CHARS})}}"
        yield f"count(*) FILTER (WHERE {misfit})"
        yield f"count(*) FILTER (WHERE {candidate.is_certain(value)})" if candidate.certain else "0"
        yield f"arg_min({example}, _id) FILTER (WHERE {misfit})"
        asked = f"arg_min(left({value}, {EXAMPLE_CHARS}), _id) FILTER (WHERE p{column.at})"
        yield asked if candidate.rival else "NULL"


def _counted(candidate: Candidate, numbers: Iterator[Any]) -> Count:
    misfits, certain, examples, asked = (next(numbers) for _ in range(4))
    rows = ((int(examples["row"]), str(examples["value"])),) if examples else ()
    return Count(candidate, misfits, certain, rows, asked or "")
