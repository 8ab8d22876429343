"""Personal data on the way in: what is found, what a steward left out or masked, and that nothing else keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import duckdb

from portal.tabular.columns import Column, ColumnType
from portal.tabular.ingest.raw import RawColumn
from portal.tabular.ingest.storing import Stored
from portal.tabular.personal import Finding, Kind, scan
from portal.tabular.reading.source import SetAside


def find_in_cells(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[RawColumn], row_count: int
) -> tuple[Finding, ...]:
    """What the raw table holds of persons, whether or not a steward has decided about it; keys are not known yet."""
    raw = [Column(f"c{column.at}", column.name, ColumnType.TEXT) for column in columns]
    return tuple(replace(found, key="") for found in scan(connection, relation, raw, row_count))


def find_in_table(
    connection: duckdb.DuckDBPyConnection, relation: str, laid: Sequence[Stored], row_count: int
) -> tuple[Finding, ...]:
    """What the stored table holds of persons. Where the text of a column is kept beside, that is looked at."""
    originals = {each.raw.at: each.column.key for each in laid if each.is_original}
    shown = [each for each in laid if not each.is_original]
    looked_at = [
        replace(each.column, key=originals[each.raw.at], type=ColumnType.TEXT)
        if each.raw.at in originals
        else each.column
        for each in shown
    ]
    keys = {each.column.name: each.column.key for each in shown}
    return keyed(scan(connection, relation, looked_at, row_count), keys)


def mask(columns: Iterable[RawColumn], findings: Sequence[Finding]) -> None:
    """Have the columns that a steward wants masked masked by what they hold."""
    for column in columns:
        if column.is_masked:
            column.mask = _form(column.name, findings)


def keyed(findings: Iterable[Finding], keys: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings with the keys of the stored columns; those of a column left out have none."""
    return tuple(replace(finding, key=keys.get(finding.name, "")) for finding in findings)


def sensitive(columns: Iterable[RawColumn], findings: Iterable[Finding]) -> frozenset[str]:
    """Headings of the columns whose values are shown nowhere but in the table itself."""
    found = {finding.name for finding in findings if finding.is_blocking}
    return frozenset(found | {column.name for column in columns if column.forced.protection})


def without_protected(set_aside: Iterable[SetAside], columns: Sequence[RawColumn]) -> tuple[SetAside, ...]:
    """The rows set aside with the cells of protected columns emptied."""
    hidden = {at for at, column in enumerate(columns) if column.forced.protection}
    return tuple(
        replace(row, cells=tuple("" if at in hidden else cell for at, cell in enumerate(row.cells)))
        for row in set_aside
    )


def _form(name: str, findings: Iterable[Finding]) -> Kind | str:
    """The kind whose form may stay; none where the column holds several."""
    kinds = {finding.kind for finding in findings if finding.name == name}
    return kinds.pop() if len(kinds) == 1 else ""
