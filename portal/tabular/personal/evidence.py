"""What the values of a column show: exact counts over all rows, and a sample for what no expression tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import patterns as p
from portal.tabular.personal.findings import Kind
from portal.tabular.personal.headings import Heading, heading_of
from portal.tabular.personal.masking import quoted
from portal.tabular.personal.names import PERSON

SAMPLE_ROWS = 2000
UNREAD = frozenset({ColumnType.BOOLEAN, ColumnType.GEOMETRY})

TOKENS = {
    "citizen": p.token(p.CITIZEN),
    "digits_12": p.DIGITS_12,
    "stripped_citizen": p.whole(p.STRIPPED_CITIZEN),
    "digits_9": p.whole(r"[0-9]{9}"),
    "digits_10": p.whole(r"[0-9]{10}"),
    "digits_11": p.whole(r"[0-9]{11}"),
    "account": p.whole(r"[0-9][0-9 .\-]{4,22}[0-9]"),
    "mobile": p.token(p.MOBILE),
    "whole_mobile": p.whole(p.MOBILE),
    "mobile_9": p.whole(p.MOBILE_9),
    "landline": p.token(p.LANDLINE),
    "zero_10": p.whole(r"0[0-9]{9}"),
    "email": p.EMAIL,
    "office_email": p.OFFICE_MAILBOX,
    "plate": p.token(p.PLATE),
    "dotted_plate": p.token(p.DOTTED_PLATE),
    "health_card": p.whole(p.HEALTH_CARD),
}
"""Looked for in every cell that may hold one."""
BY_HEADING = {
    Kind.PERSON_NAME: {"person": PERSON},
    Kind.OFFICIAL_NAME: {"person": PERSON},
    Kind.BIRTH_DATE: {"date": p.DATE},
    Kind.HOME_ADDRESS: {"address": p.ADDRESS},
    Kind.PASSPORT: {"passport": p.whole(p.PASSPORT)},
    Kind.BANK_ACCOUNT: {"account": p.whole(r"[0-9][0-9 .\-]{4,22}[0-9]")},
    Kind.PLATE: {"plate": p.token(p.PLATE)},
}
"""Looked for where the heading says so: the cells need not be suspicious in themselves."""


@dataclass(frozen=True)
class Evidence:
    """A column: `filled` cells, how many fit each pattern, sampled values of all cells and of suspicious ones."""

    column: Column
    heading: Heading
    filled: int
    counts: Mapping[str, int] = field(default_factory=dict)
    sample: Sequence[str] = ()
    suspects: Sequence[str] = ()

    def __getitem__(self, pattern: str) -> int:
        return self.counts.get(pattern, 0)

    def share(self, count: int) -> float:
        """The share of the filled cells."""
        return count / self.filled if self.filled else 0.0


def gather(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column]
) -> tuple[Evidence, ...]:
    """Look at every column but truth values and geometries. Reads all rows twice, suspicious cells once more."""
    read = [c for c in columns if c.type not in UNREAD]
    if not read:
        return ()
    looks = ", ".join(
        f"count({quoted(c.key)}), count(*) FILTER (regexp_matches({text_of(c)}, {_literal(p.SUSPICIOUS)}))"
        for c in read
    )
    row = connection.execute(f"SELECT {looks} FROM {relation}").fetchone()
    assert row is not None
    samples = _samples(connection, relation, read)
    return tuple(
        _evidence(
            connection,
            relation,
            Evidence(c, heading_of(c.name), row[2 * i], sample=samples[i]),
            row[2 * i + 1],
        )
        for i, c in enumerate(read)
    )


def text_of(column: Column) -> str:
    """An SQL expression of the column's values as text."""
    return f"CAST({quoted(column.key)} AS VARCHAR)"


def pattern_of(name: str) -> str:
    """The pattern that evidence counts under this name."""
    return next(each[name] for each in (TOKENS, *BY_HEADING.values()) if name in each)


def matching(column: Column, name: str) -> str:
    """An SQL condition: the cell fits the pattern counted under `name`."""
    return f"regexp_matches({text_of(column)}, {_literal(pattern_of(name))})"


def _evidence(
    connection: duckdb.DuckDBPyConnection, relation: str, seen: Evidence, suspicious: int
) -> Evidence:
    column, kind = seen.column, seen.heading.kind
    counts: dict[str, int] = {}
    suspects: tuple[str, ...] = ()
    if kind in BY_HEADING and seen.filled:
        counts |= _counts(connection, relation, column, list(BY_HEADING[kind]))
    if suspicious:
        source = (
            f"(SELECT * FROM {relation} WHERE regexp_matches({text_of(column)}, {_literal(p.SUSPICIOUS)}))"
        )
        counts |= _counts(connection, source, column, [n for n in TOKENS if n not in counts])
        rows = connection.execute(
            f"SELECT {text_of(column)} FROM {source} USING SAMPLE reservoir({SAMPLE_ROWS} ROWS) REPEATABLE (11)"
        ).fetchall()
        suspects = tuple(r[0] for r in rows)
    return Evidence(column, seen.heading, seen.filled, counts, seen.sample, suspects)


def _counts(
    connection: duckdb.DuckDBPyConnection, source: str, column: Column, names: Sequence[str]
) -> dict[str, int]:
    if not names:
        return {}
    looks = ", ".join(f"count(*) FILTER ({matching(column, name)})" for name in names)
    row = connection.execute(f"SELECT {looks} FROM {source}").fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))


def _samples(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column]
) -> list[list[str]]:
    listed = ", ".join(text_of(c) for c in columns)
    rows = connection.execute(
        f"SELECT {listed} FROM {relation} USING SAMPLE reservoir({SAMPLE_ROWS} ROWS) REPEATABLE (7)"
    ).fetchall()
    return [[v for row in rows if (v := row[i]) is not None] for i in range(len(columns))]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
