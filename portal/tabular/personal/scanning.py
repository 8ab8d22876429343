"""Scan a table for personal data: every column, by heading and content."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from portal.tabular.columns import Column
from portal.tabular.personal.deciding import decide
from portal.tabular.personal.evidence import Evidence, gather, pattern_of
from portal.tabular.personal.findings import Finding
from portal.tabular.personal.masking import masked
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
    is_exact = seen.filled == seen.cells.filled
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
    text = text_of(seen.column)
    pattern = pattern_of(verdict.pattern) if verdict.pattern else "."
    rows = connection.execute(
        f"SELECT {masked(text, verdict.kind)} FROM {seen.cells.source} "
        f"WHERE regexp_matches({text}, {literal(pattern)}) LIMIT {EXAMPLES}"
    ).fetchall()
    return tuple(dict.fromkeys(str(row[0]) for row in rows))
