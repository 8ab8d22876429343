"""Scan a table for personal data: every column, by heading and content."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from portal.tabular.columns import Column
from portal.tabular.personal.deciding import decide
from portal.tabular.personal.evidence import Evidence, gather, pattern_of
from portal.tabular.personal.findings import Finding
from portal.tabular.personal.masking import masked
from portal.tabular.personal.names import is_person
from portal.tabular.personal.quoting import literal, text_of
from portal.tabular.personal.sampling import forget
from portal.tabular.personal.verdict import Verdict

EXAMPLES = 3


def scan(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> tuple[Finding, ...]:
    """Personal data in the columns, in their order; `relation` is what may follow FROM in SQL.

    The relation has a column under each `key`, text or typed, and with many rows `_id`, their numbers from 1. Large
    tables are looked at in blocks spread over all rows; columns that are mostly empty wherever they are filled.
    """
    if not row_count:
        return ()
    found = [_finding(connection, *each) for each in decide(gather(connection, relation, columns, row_count))]
    forget(connection)
    return tuple(found)


def _finding(connection: duckdb.DuckDBPyConnection, seen: Evidence, verdict: Verdict) -> Finding:
    share = min(1.0, seen.share(verdict.count))
    looked_at = seen.filled if verdict.pattern else len(seen.sample)
    is_exact = looked_at == seen.cells.filled
    return Finding(
        key=seen.column.key,
        name=seen.column.name,
        kind=verdict.kind,
        level=verdict.level,
        count=verdict.count if is_exact else max(1, round(share * seen.cells.filled)),
        share=round(share, 4),
        examples_masked=_examples(connection, seen, verdict),
        by=verdict.by,
        is_estimate=not is_exact,
    )


def _examples(connection: duckdb.DuckDBPyConnection, seen: Evidence, verdict: Verdict) -> tuple[str, ...]:
    cells = list(dict.fromkeys(_fitting(connection, seen, verdict)))[:EXAMPLES]
    parts = ", ".join(masked(literal(cell), verdict.kind) for cell in cells)
    row = connection.execute(f"SELECT {parts}").fetchone() if cells else None
    return tuple(dict.fromkeys(row or ()))


def _fitting(connection: duckdb.DuckDBPyConnection, seen: Evidence, verdict: Verdict) -> list[str]:
    if not verdict.pattern:
        return [cell for cell in seen.sample if is_person(cell)]
    text = text_of(seen.column)
    rows = connection.execute(
        f"SELECT {text} FROM {seen.cells.source} "
        f"WHERE regexp_matches({text}, {literal(pattern_of(verdict.pattern))}) LIMIT {EXAMPLES}"
    ).fetchall()
    return [cell for (cell,) in rows]
