"""A file becomes a stored table. Runs in the limited process of `child`; nothing here is safe without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.ingest.cells import Cells
from portal.tabular.ingest.folding import Torn, folded_copy
from portal.tabular.ingest.others import unseen, unseen_warning
from portal.tabular.ingest.profiling import first_page, profile, terms
from portal.tabular.ingest.protecting import (
    find_in_cells,
    find_in_table,
    keyed,
    mask,
    sensitive,
    without_protected,
)
from portal.tabular.ingest.raw import MISFIT, RawColumn
from portal.tabular.ingest.result import TABLE, ColumnReport, FirstPage, IngestResult, TableReport
from portal.tabular.ingest.storing import EXAMPLE_CHARS, Stored, lay_out, store
from portal.tabular.ingest.suspecting import raw_columns
from portal.tabular.ingest.typing import find_types, verify
from portal.tabular.options import ReadingOptions
from portal.tabular.personal import Finding
from portal.tabular.reading.member import unpacked
from portal.tabular.reading.plain import plain_csv
from portal.tabular.reading.source import ReadTable
from portal.tabular.reading.table import read_table

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Work:
    """One file to take in, and the folder for everything written on the way."""

    source: Path
    filename: str
    folder: Path
    options: ReadingOptions
    memory_bytes: int
    on_progress: Progress

    @property
    def table(self) -> str:
        """The stored table, as SQL may have it after FROM."""
        return _parquet(self.folder / TABLE)


@dataclass(frozen=True)
class Taken:
    """A stored table with the columns of the file and its own; `findings` only where columns are protected."""

    row_count: int
    columns: list[RawColumn]
    laid: list[Stored]
    findings: tuple[Finding, ...] | None


def run(work: Work) -> IngestResult:
    """Read, find types, store, profile. Raises `Invalid` for a file that is no table or cannot be read."""
    raw_columns((), work.options)
    work.on_progress("reading", 0.02)
    with (
        unpacked(work.source, work.filename, work.options, work.folder) as file,
        _connection(work) as connection,
    ):
        inner = replace(work, source=file.path, filename=file.filename, options=file.options)
        read, taken = _plain(connection, inner) or _careful(connection, inner)
        work.on_progress("profiling", 0.8)
        columns = [each.column for each in taken.laid]
        findings = taken.findings
        if findings is None:
            findings = find_in_table(connection, work.table, taken.laid, read.row_count)
        hidden = sensitive(taken.columns, findings)
        page = first_page(connection, work.table, columns)
        reports = tuple(_report(each, page, at) for at, each in enumerate(taken.laid))
        profiles, frequent = profile(connection, work.table, columns, read.row_count)
        set_aside = without_protected(read.set_aside, taken.columns)
        beside = unseen(connection, (work.source, work.filename), (file, read.source), work.folder)
        warnings = (*read.warnings, *unseen_warning(beside))
        source = file.placed(read.source)
        return IngestResult(
            table=work.folder / TABLE,
            report=TableReport(reports, read.row_count, source, set_aside, warnings, beside),
            profile=profiles,
            first_page=page,
            terms=terms([c for c in columns if c.name not in hidden], frequent),
            findings=keyed(findings, {column.name: column.key for column in columns}),
        )


def _report(stored: Stored, page: FirstPage, at: int) -> ColumnReport:
    example = next((str(row[at]) for row in page.rows if row[at] is not None), "")
    column = replace(stored.column, example=example[:EXAMPLE_CHARS])
    if stored.is_original:
        return ColumnReport(column)
    return ColumnReport(column, stored.raw.blanks, stored.raw.failures, stored.raw.question)


def _connection(work: Work) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "threads": "1",
            "async_threads": "0",
            "memory_limit": f"{work.memory_bytes // 6}B",
            "temp_directory": str(work.folder),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
    )


def _plain(connection: duckdb.DuckDBPyConnection, work: Work) -> tuple[ReadTable, Taken] | None:
    """Take the table straight from the file, where it is plain enough."""
    dialect = plain_csv(work.source, work.filename, work.options)
    if dialect is None:
        return None
    try:
        taken = _take(connection, work, Cells.plain(work.source, dialect), dialect.names)
    except (duckdb.Error, Torn):
        return None  # a row that is not as wide, a quote left open: the careful reader tells what it is
    read = ReadTable(dialect.names, taken.row_count, dialect.source, (), dialect.set_aside, dialect.warnings)
    return read, taken


def _careful(connection: duckdb.DuckDBPyConnection, work: Work) -> tuple[ReadTable, Taken]:
    """Write the table anew, row by row, and take that."""
    normalised = work.folder / "rows.csv"
    read = read_table(work.source, work.filename, normalised, work.options)
    work.on_progress("reading", 0.3)
    cells = Cells.normalised(normalised, len(read.names))
    try:
        taken = _take(connection, work, cells, read.names)
    except duckdb.Error:  # a cell of megabytes, as the border of a city may be
        connection.execute(f"SET memory_limit = '{work.memory_bytes // 3}B'")
        taken = _take(connection, work, replace(cells, has_long_lines=True), read.names)
    normalised.unlink()
    if taken.row_count != read.row_count:
        raise RuntimeError(f"{taken.row_count} rows of {read.row_count} were read back")
    return read, taken


def _take(connection: duckdb.DuckDBPyConnection, work: Work, cells: Cells, names: Sequence[str]) -> Taken:
    """Write the stored table."""
    folded = work.folder / "folded.csv"
    folded_copy(cells.path, folded, cells.delimiter + cells.quote)
    work.on_progress("typing", 0.4)
    columns = raw_columns(names, work.options)
    findings = None
    if any(column.forced.protection for column in columns):
        findings = _findings(connection, work, cells, columns)
        mask(columns, findings)
    find_types(connection, cells, columns)
    work.on_progress("storing", 0.5)
    try:
        done = _store(connection, work, cells.beside(folded), columns)
    except duckdb.Error as error:
        if MISFIT not in str(error):
            raise
        verify(connection, cells, columns)
        done = _store(connection, work, cells.beside(folded), columns)
    folded.unlink()
    return replace(done, findings=findings)


def _findings(
    connection: duckdb.DuckDBPyConnection, work: Work, cells: Cells, columns: Sequence[RawColumn]
) -> tuple[Finding, ...]:
    """What the file holds of persons before anything is dropped or masked."""
    raw = work.folder / "raw.parquet"
    row = connection.execute(f"COPY {cells.relation} TO '{_escaped(raw)}' (COMPRESSION lz4)").fetchone()
    found = find_in_cells(connection, _parquet(raw), columns, int(row[0]) if row else 0)
    raw.unlink()
    return found


def _store(
    connection: duckdb.DuckDBPyConnection, work: Work, relation: str, columns: list[RawColumn]
) -> Taken:
    laid = lay_out(columns)
    if not laid:
        raise Invalid([Problem("file", "no_columns", _("Mọi cột đều bị bỏ: hãy giữ lại ít nhất một cột."))])
    count = store(connection, relation, laid, work.folder / TABLE)
    return Taken(count, columns, laid, None)


def _parquet(path: Path) -> str:
    return f"read_parquet('{_escaped(path)}')"


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
