"""What is exported, and the statement that writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.tabular.columns import Column, Table
from portal.tabular.query.request import TableQuery
from portal.tabular.query.statements import statement


@dataclass(frozen=True)
class Rows:
    """The rows to hand out: a SELECT that gives `columns` under their keys, in their order.

    `row_count` is None where it is not known without running the query.
    """

    sql: str
    columns: tuple[Column, ...]
    parameters: Sequence[Any] = ()
    row_count: int | None = None

    @classmethod
    def of_table(cls, table: Table) -> Rows:
        """All rows of the table in the order of the file."""
        keys = ", ".join(quoted(column.key) for column in table.columns)
        sql = f"SELECT {keys} FROM read_parquet(?)"  # noqa: S608 - keys are quoted
        return cls(sql, table.columns, [str(table.path)], table.row_count)

    @classmethod
    def of_query(cls, table: Table, query: TableQuery) -> Rows:
        """All that the question asks of the table, in its order; its `limit`, `offset`, `cursor` are left aside.

        Raises `Invalid` for a question that does not fit the table.
        """
        asked = statement(table, query)
        columns = tuple(Column(c.key, c.name, c.type, semantic=c.semantic) for c in asked.columns)
        is_whole = not query.is_filtered and not query.is_grouped
        return cls(asked.sql, columns, asked.parameters, table.row_count if is_whole else None)


@dataclass(frozen=True)
class ExportOptions:
    """How CSV and TSV are written.

    `is_raw`: cells that a spreadsheet would run as a formula are left as they are. `has_mark`: the file begins
    with the mark by which Excel knows UTF-8.
    """

    is_raw: bool = False
    has_mark: bool = False


@dataclass(frozen=True)
class Plan:
    """How rows become bytes: `COPY (SELECT <select> FROM (<rows>)) TO … (<options>)` between `head` and `tail`.

    `pack` turns the bytes that COPY writes into the file where it is no plain text.
    """

    select: str
    options: str
    head: bytes = b""
    tail: bytes = b""
    pack: Callable[[Iterator[bytes]], Iterator[bytes]] | None = None

    def statement(self, rows: Rows, path: str) -> str:
        """The COPY statement; its parameters are those of the rows."""
        selected = f"SELECT {self.select} FROM ({rows.sql})"  # noqa: S608 - columns are quoted
        return f"COPY ({selected}) TO {literal(path)} ({self.options})"


def quoted(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
