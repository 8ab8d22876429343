"""Rows of a Parquet file as text, each value written so that none of it is lost: decimals with all their places,
times to the microsecond, double numbers by the fewest digits that give the same number again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.cells import Cells
from portal.tabular.reading.normalising import check_width
from portal.tabular.reading.source import Region, SourceReport

if TYPE_CHECKING:
    import duckdb

_BATCH_ROWS = 2_000
_NESTED = ("STRUCT(", "MAP(", "UNION(")
_DECIMAL = re.compile(r"DECIMAL\(\d+,")


class ParquetRows:
    """The rows of the file at `path`, its column names first; lists and structures are JSON text."""

    has_names = True
    merged: tuple[Region, ...] = ()

    def __init__(self, path: Path, code: str, options: ReadingOptions) -> None:
        del options  # nothing about the file is a guess
        self._path, self._format = path, code
        self._cells = Cells()

    def source(self) -> SourceReport:
        """The format, which says everything else itself."""
        return SourceReport(format=self._format)

    def __iter__(self) -> Iterator[list[str]]:
        import duckdb

        try:
            # Opened here, because a database takes `[1]` or `*` in a name for a pattern of names.
            with self._path.open("rb") as file, _connection() as connection:
                yield from self._cells.cleaned(_rows(connection, f"/dev/fd/{file.fileno()}"))
        except duckdb.OutOfMemoryException:
            raise MemoryError from None
        except duckdb.Error:
            message = _("Không đọc được tệp Parquet: tệp bị hỏng hoặc có mật khẩu. Hãy xuất lại tệp.")
            raise Invalid([Problem("file", "damaged", message)]) from None

    def warnings(self) -> tuple[Problem, ...]:
        """What had to be changed in cells."""
        return self._cells.warnings()


def _connection() -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(
        config={
            "threads": "1",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def _rows(connection: duckdb.DuckDBPyConnection, path: str) -> Iterator[list[str]]:
    table = "read_parquet(?, hive_partitioning = false)"
    columns = connection.execute(f"DESCRIBE SELECT * FROM {table}", [path]).fetchall()  # noqa: S608
    check_width(len(columns))
    yield [str(column[0]) for column in columns]
    texts = ", ".join(_as_text(str(column[0]), str(column[1])) for column in columns)
    connection.execute(f"SELECT {texts} FROM {table}", [path])  # noqa: S608 - quoted
    while batch := connection.fetchmany(_BATCH_ROWS):
        for row in batch:
            yield [value or "" for value in row]


def _as_text(name: str, sql_type: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if sql_type == "BLOB":
        # Old writers leave out that bytes are text.
        return f"coalesce(try(decode({column})), CAST({column} AS VARCHAR))"
    if sql_type.startswith(_NESTED) or sql_type.endswith("]"):
        # As JSON, shorter decimals would be written by way of a double.
        wide = _DECIMAL.sub("DECIMAL(38,", sql_type)
        return f"CAST(to_json({column if wide == sql_type else f'CAST({column} AS {wide})'}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"
