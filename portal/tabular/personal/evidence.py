"""What the values of a column show: how many fit each pattern, and cells for what no pattern tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import patterns as p
from portal.tabular.personal.findings import Kind
from portal.tabular.personal.headings import Heading, heading_of
from portal.tabular.personal.names import is_person
from portal.tabular.personal.sampling import Cells, fitting, sampled, suspects

UNREAD = frozenset({ColumnType.BOOLEAN, ColumnType.GEOMETRY})
_ACCOUNT = p.whole(r"[0-9][0-9 .\-]{4,22}[0-9](?: ?[\-(,] ?.*)?")

TOKENS = {
    "citizen": p.token(p.CITIZEN),
    "digits_12": p.DIGITS_12,
    "stripped_citizen": p.whole(p.STRIPPED_CITIZEN),
    "digits_9": p.whole(r"[0-9]{9}"),
    "digits_10": p.whole(r"[0-9]{10}"),
    "digits_11": p.whole(r"[0-9]{11}"),
    "own_tax": p.whole(p.OWN_TAX_CODE),
    "tax": p.whole(p.TAX_CODE),
    "mobile": p.token(p.MOBILE),
    "certain_mobile": p.token(p.CERTAIN_MOBILE),
    "whole_mobile": p.whole(p.MOBILE),
    "mobile_9": p.whole(p.MOBILE_9),
    "landline": p.token(p.LANDLINE),
    "zero_10": p.whole(r"0[0-9]{9}"),
    "email": p.EMAIL,
    "office_email": p.OFFICE_MAILBOX,
    "dotted_plate": p.token(p.DOTTED_PLATE),
    "health_card": p.whole(p.HEALTH_CARD),
}
"""Looked for in every cell that may hold one."""
BY_HEADING = {
    Kind.BIRTH_DATE: {"date": p.DATE},
    Kind.HOME_ADDRESS: {"address": p.ADDRESS},
    Kind.PASSPORT: {"passport": p.whole(p.PASSPORT)},
    Kind.BANK_ACCOUNT: {"account": _ACCOUNT},
    Kind.PLATE: {"plate": p.token(p.PLATE)},
}
"""Looked for where the heading says so: the cells need not be suspicious in themselves."""


@dataclass(frozen=True)
class Evidence:
    """A column: the cells looked at, how many fit each pattern, some cells, some suspicious ones."""

    cells: Cells
    heading: Heading
    counts: Mapping[str, int] = field(default_factory=dict)
    suspects: Sequence[str] = ()

    def __getitem__(self, pattern: str) -> int:
        return self.counts.get(pattern, 0)

    @property
    def column(self) -> Column:
        """What was looked at."""
        return self.cells.column

    @property
    def sample(self) -> Sequence[str]:
        """Some cells."""
        return self.cells.values

    @cached_property
    def people(self) -> float:
        """The share of the cells read that have the shape of a person's name."""
        return sum(map(is_person, self.sample)) / len(self.sample) if self.sample else 0.0

    @property
    def filled(self) -> int:
        """How many cells were looked at."""
        return self.cells.looked_at

    def share(self, count: int) -> float:
        """The share of the cells looked at."""
        return count / self.filled if self.filled else 0.0


def gather(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> list[Evidence]:
    """Look at every column but truth values and geometries."""
    read = [column for column in columns if column.type not in UNREAD]
    found = sampled(connection, relation, read, row_count) if read else []
    return [_evidence(connection, cells) for cells in found if cells.filled]


def pattern_of(name: str) -> str:
    """The pattern that evidence counts under this name."""
    return next(each[name] for each in (TOKENS, *BY_HEADING.values()) if name in each)


def _evidence(connection: duckdb.DuckDBPyConnection, cells: Cells) -> Evidence:
    heading = heading_of(cells.column.name)
    expected = BY_HEADING.get(heading.kind, {}) if heading.kind else {}
    counts = {name: fitting(connection, cells, pattern) for name, pattern in expected.items()}
    _count, fits, read = suspects(connection, cells, list(TOKENS.values()))
    return Evidence(cells, heading, dict(zip(TOKENS, fits, strict=False)) | counts, read)
