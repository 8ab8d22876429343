"""A DuckDB in memory that sees the given Parquet files and nothing else, and whose settings cannot be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import duckdb

_NO_THREADS: dict[str, str | bool | int | float | list[str]] = {"threads": "1", "async_threads": "0"}
"""The one is the thread that asks: a worker may start no other."""

_SETTINGS = (
    "threads = 1",
    "memory_limit = '256MB'",
    "temp_directory = ''",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "python_enable_replacements = false",
    "max_expression_depth = 250",
    "allow_extension_repositories = 'forbidden'",
    # DuckDB draws a progress bar on standard output when the main module has no file.
    "enable_progress_bar = false",
    "TimeZone = 'Asia/Ho_Chi_Minh'",
)


@dataclass(frozen=True)
class SourceTable:
    """A table as a statement names it: the Parquet file behind it, and the columns that are shown of it."""

    name: str
    path: str
    columns: tuple[str, ...]

    @classmethod
    def from_message(cls, values: dict[str, Any]) -> Self:
        """The table that the portal sent."""
        return cls(values["name"], values["path"], tuple(values["columns"]))


def prepared(milliseconds: int) -> duckdb.DuckDBPyConnection:
    """A connection that reads statements but no files yet; no statement runs longer than `milliseconds`."""
    connection = duckdb.connect(":memory:", config={**_NO_THREADS})
    for setting in (*_SETTINGS, f"max_execution_time = {milliseconds:d}"):
        connection.execute(f"SET {setting}")
    return connection


def lock_to(connection: duckdb.DuckDBPyConnection, tables: Sequence[SourceTable]) -> None:
    """Let `connection` read `tables` as views, and nothing else ever after."""
    allowed = ", ".join(_text(path) for path in sorted({table.path for table in tables}))
    connection.execute(f"SET allowed_paths = [{allowed}]")
    # Once this is off, no path can be allowed any more.
    connection.execute("SET enable_external_access = false")
    for table in tables:
        columns = ", ".join(quoted(column) for column in table.columns)
        source = f"SELECT {columns} FROM read_parquet({_text(table.path)})"  # noqa: S608 - all quoted
        connection.execute(f"CREATE VIEW {quoted(table.name)} AS {source}")
    connection.execute("SET lock_configuration = true")


def quoted(name: str) -> str:
    """`name` as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
