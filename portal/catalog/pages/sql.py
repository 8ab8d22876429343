"""The SQL page: tables that may be asked about, and what was found."""

from __future__ import annotations

from dataclasses import dataclass

from portal.tabular.columns import Column
from portal.tabular.profile import ColumnProfile
from portal.tabular.sql.result import SqlResult


@dataclass(frozen=True)
class SqlTable:
    """A table that everybody may read. `alias` names it in SQL; so does `id`, which never changes."""

    id: str
    alias: str
    title: str
    dataset_name: str
    dataset_title: str


@dataclass(frozen=True)
class OpenTable:
    """A table with its columns. `profile`: one per column, or none known."""

    table: SqlTable
    columns: tuple[Column, ...]
    row_count: int
    profile: tuple[ColumnProfile, ...]


@dataclass(frozen=True)
class SqlAnswer:
    """What a statement found, and in which tables."""

    result: SqlResult
    tables: tuple[OpenTable, ...]
