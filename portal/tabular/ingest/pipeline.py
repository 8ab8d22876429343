"""A file becomes a stored table. Runs in the limited process of `child`; nothing here is safe without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Column
from portal.tabular.ingest.profiling import first_page, profile, terms
from portal.tabular.ingest.protecting import find_personal, keyed, mask, sensitive, without_protected
from portal.tabular.ingest.result import TABLE, ColumnReport, FirstPage, IngestResult, TableReport
from portal.tabular.ingest.storing import EXAMPLE_CHARS, lay_out, store
from portal.tabular.ingest.typing import RawColumn, find_types
from portal.tabular.limits import MAX_FIELD_CHARS
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.member import Unpacked, unpacked
from portal.tabular.reading.plain import PlainDialect, plain_csv
from portal.tabular.reading.source import ReadTable
from portal.tabular.reading.table import read_unpacked

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


def run(work: Work) -> IngestResult:
    """Read, find types, store, profile. Raises `Invalid` for a file that is no table or cannot be read."""
    work.on_progress("reading", 0.02)
    with _connection(work) as connection:
        read = _raw(connection, work)
        work.on_progress("typing", 0.4)
        raw = "read_parquet('" + _sql_path(work.folder / "raw.parquet") + "')"
        found = find_types(connection, raw, read.names, work.options)
        work.on_progress("scanning", 0.55)
        personal = find_personal(connection, raw, found, read.row_count)
        mask(found, personal)
        work.on_progress("storing", 0.6)
        laid = lay_out(found)
        if not laid:
            raise Invalid(
                [Problem("file", "no_columns", _("Mọi cột đều bị bỏ: hãy giữ lại ít nhất một cột."))]
            )
        store(connection, raw, laid, work.folder / TABLE)
        (work.folder / "raw.parquet").unlink()
        work.on_progress("profiling", 0.8)
        stored = "read_parquet('" + _sql_path(work.folder / TABLE) + "')"
        columns = [column for _raw_column, column, _value in laid]
        profiles = profile(connection, stored, columns, read.row_count)
        page = first_page(connection, stored, columns)
        reports = tuple(_report(*each, page, at) for at, each in enumerate(laid))
        hidden = sensitive(found, personal)
        set_aside = without_protected(read.set_aside, found)
        return IngestResult(
            table=work.folder / TABLE,
            report=TableReport(reports, read.row_count, read.source, set_aside, read.warnings),
            profile=profiles,
            first_page=page,
            terms=terms(connection, stored, [column for column in columns if column.name not in hidden]),
            findings=keyed(personal, {column.name: column.key for column in columns}),
        )


def _report(raw: RawColumn, column: Column, value: str, page: FirstPage, at: int) -> ColumnReport:
    example = next((str(row[at]) for row in page.rows if row[at] is not None), "")
    column = replace(column, example=example[:EXAMPLE_CHARS])
    if raw.chosen is not None and value == raw.cell:
        return ColumnReport(column)  # the original kept beside
    return ColumnReport(column, raw.blanks, raw.failures, raw.question)


def _connection(work: Work) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "threads": "1",
            "memory_limit": f"{work.memory_bytes // 3}B",
            "temp_directory": str(work.folder),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
    )


def _raw(connection: duckdb.DuckDBPyConnection, work: Work) -> ReadTable:
    """Write `raw.parquet`: `_id` and every cell as text; straight from the file where it is plain enough."""
    with unpacked(work.source, work.filename, work.options, work.folder) as file:
        return _plain(connection, work, file) or _careful(connection, work, file)


def _plain(connection: duckdb.DuckDBPyConnection, work: Work, file: Unpacked) -> ReadTable | None:
    dialect = plain_csv(file.path, file.filename, file.options)
    if dialect is None:
        return None
    try:
        count = _copy(connection, work, _plain_source(file.path, dialect), len(dialect.names))
    except duckdb.Error:
        return None  # a row that is not as wide, a quote left open: the careful reader tells what it is
    source = file.placed(dialect.source)
    return ReadTable(dialect.names, count, source, (), dialect.set_aside, dialect.warnings)


def _careful(connection: duckdb.DuckDBPyConnection, work: Work, file: Unpacked) -> ReadTable:
    normalised = work.folder / "rows.csv"
    read = read_unpacked(file, normalised)
    work.on_progress("reading", 0.25)
    count = _copy(connection, work, _normalised_source(normalised, len(read.names)), len(read.names))
    normalised.unlink()
    if count != read.row_count:
        raise RuntimeError(f"{count} rows of {read.row_count} were read back")
    return read


def _copy(connection: duckdb.DuckDBPyConnection, work: Work, source: str, width: int) -> int:
    fields = ", ".join(f"nullif(c{at}, '') AS c{at}" for at in range(width))
    target = _sql_path(work.folder / "raw.parquet")
    done = connection.execute(
        f"COPY (SELECT row_number() OVER () AS _id, {fields} FROM {source}) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 40960)"
    ).fetchone()
    return int(done[0]) if done else 0


def _plain_source(path: Path, dialect: PlainDialect) -> str:
    return _read_csv(
        path,
        len(dialect.names),
        f"delim={_text(dialect.delimiter)}, quote={_text(dialect.quote)}, escape={_text(dialect.quote)}, "
        f"skip={dialect.skip_lines}",
    )


def _normalised_source(path: Path, width: int) -> str:
    return _read_csv(path, width, "delim=',', quote='\"', escape='\"', skip=1, parallel=false")


def _read_csv(path: Path, width: int, dialect: str) -> str:
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(width))
    return (
        f"read_csv('{_sql_path(path)}', auto_detect=false, header=false, columns={{{columns}}}, {dialect}, "
        f"nullstr='', max_line_size={4 * MAX_FIELD_CHARS}, strict_mode=true)"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sql_path(path: Path) -> str:
    return str(path).replace("'", "''")
