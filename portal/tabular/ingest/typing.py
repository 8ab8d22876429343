"""Which type each column has: suspected from a sample, then held against every value of the column."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from portal.tabular.ingest.candidates import Candidate, named
from portal.tabular.ingest.cells import Cells
from portal.tabular.ingest.counting import Count, Counted, count
from portal.tabular.ingest.headings import is_coordinate
from portal.tabular.ingest.raw import RawColumn
from portal.tabular.ingest.result import Failure, Question, Reading
from portal.tabular.ingest.suspecting import suspect


def find_types(connection: duckdb.DuckDBPyConnection, cells: Cells, columns: Sequence[RawColumn]) -> None:
    """Give every column a type. Where the sample leaves no doubt whole columns are not looked at: see `verify`."""
    rows = cells.sample()
    for column in columns:
        suspect(column, [row[column.at] for row in rows])
    _settle(connection, cells, [c for c in columns if c.suspects and c.chosen is None])


def verify(connection: duckdb.DuckDBPyConnection, cells: Cells, columns: Sequence[RawColumn]) -> None:
    """Look at every value of the columns whose type was told by the sample, and decide anew."""
    _settle(connection, cells, [c for c in columns if c.suspects and not c.is_counted])


def _settle(connection: duckdb.DuckDBPyConnection, cells: Cells, columns: Sequence[RawColumn]) -> None:
    for column, counted in zip(columns, count(connection, cells.relation, columns), strict=True):
        column.is_counted = True
        column.is_clean = not counted.unclean
        column.chosen = None
        if column.is_forced:
            _obey(connection, column, counted)
        else:
            _decide(connection, column, counted)
        column.blanks = counted.blanks if column.chosen else 0


def _decide(connection: duckdb.DuckDBPyConnection, column: RawColumn, counted: Counted) -> None:
    fitting = [found for found in counted.by_candidate if not found.misfits and counted.filled]
    for found in fitting:
        if _is_told(column, found):
            column.chosen = found.candidate
            return
        if found.candidate.rival:
            column.question = _question(connection, found)
            return
    nearest = min(counted.by_candidate, key=lambda found: found.misfits)
    if nearest.misfits and (not column.is_thin or 2 * nearest.misfits <= counted.filled):
        column.failures = (_failure(nearest),)


def _obey(connection: duckdb.DuckDBPyConnection, column: RawColumn, counted: Counted) -> None:
    """The steward chose the type: its best way of writing is taken, misfits are told and kept beside."""
    best = min(counted.by_candidate, key=lambda found: found.misfits)
    if _is_open(column, best, counted):
        column.question = _question(connection, best)
        return
    column.chosen, column.misfits = best.candidate, best.misfits
    if best.misfits:
        column.failures = (_failure(best),)


def _is_open(column: RawColumn, best: Count, counted: Counted) -> bool:
    """Whether values can be written in two ways of the chosen type, as 01/02/2025."""
    if column.forced.format or not best.candidate.rival or _is_told(column, best):
        return False
    as_good = sum(found.misfits == best.misfits for found in counted.by_candidate)
    return as_good > 1 and best.misfits < counted.filled


def _is_told(column: RawColumn, found: Count) -> bool:
    return bool(found.certain) or not found.candidate.certain or is_coordinate(column.name)


def _failure(found: Count) -> Failure:
    return Failure(found.candidate.type, found.candidate.format, found.misfits, found.examples)


def _question(connection: duckdb.DuckDBPyConnection, found: Count) -> Question:
    """Both readings of the first value that has two."""
    rival = named(found.candidate.rival)
    assert rival is not None
    readings = tuple(
        Reading(each.type, each.format, _read(connection, each, found.asked))
        for each in (found.candidate, rival)
    )
    return Question(found.candidate.question, found.asked, readings)


def _read(connection: duckdb.DuckDBPyConnection, candidate: Candidate, value: str) -> str:
    """The value as the candidate reads it; empty where it does not fit."""
    if not candidate.regex.fullmatch(value):
        return ""
    row = connection.execute(
        f"SELECT CAST({candidate.converted('$1::VARCHAR')} AS VARCHAR)", [value]
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else ""
