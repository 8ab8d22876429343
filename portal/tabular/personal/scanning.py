"""Scan a table for personal data: every row of every column, by heading and content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from portal.tabular.columns import Column
from portal.tabular.personal.deciding import Verdict, verdicts
from portal.tabular.personal.evidence import Evidence, gather, matching, text_of
from portal.tabular.personal.findings import NAMING, Finding, Kind, Level
from portal.tabular.personal.masking import masked

EXAMPLES = 3


def scan(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> tuple[Finding, ...]:
    """Personal data in the columns, in their order; `relation` is what may follow FROM in SQL.

    The relation has a column under each `key`, text or typed. Birth dates and home addresses are blocking where
    another column tells who it is about; alone they are a notice, and a plain *địa chỉ* is nothing.
    """
    if not row_count:
        return ()
    found = [(seen, verdict) for seen in gather(connection, relation, columns) for verdict in verdicts(seen)]
    tells_who = any(v.kind in NAMING and v.level == Level.BLOCKING for _, v in found)
    settled = [(seen, settled) for seen, v in found if (settled := _beside(seen, v, tells_who)) is not None]
    return tuple(
        Finding(
            key=seen.column.key,
            name=seen.column.name,
            kind=verdict.kind,
            level=verdict.level,
            count=verdict.count,
            share=round(seen.share(verdict.count), 4),
            examples_masked=_examples(connection, relation, seen.column, verdict),
            by=verdict.by,
        )
        for seen, verdict in settled
    )


def _beside(seen: Evidence, verdict: Verdict, tells_who: bool) -> Verdict | None:
    if not verdict.needs_person or tells_who:
        return verdict
    is_plain_address = verdict.kind == Kind.HOME_ADDRESS and not seen.heading.is_home
    return None if is_plain_address else replace(verdict, level=Level.NOTICE)


def _examples(
    connection: duckdb.DuckDBPyConnection, relation: str, column: Column, verdict: Verdict
) -> tuple[str, ...]:
    fitting = matching(column, verdict.pattern) if verdict.pattern else f"{text_of(column)} IS NOT NULL"
    rows = connection.execute(
        f"SELECT {masked(text_of(column), verdict.kind)} FROM {relation} WHERE {fitting} LIMIT {EXAMPLES}"
    ).fetchall()
    return tuple(dict.fromkeys(str(row[0]) for row in rows))
