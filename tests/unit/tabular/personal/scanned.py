"""Scan a table given as headings and cells, and see what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import Finding, Kind, scan
from portal.tabular.personal.quoting import literal

NAMES = ("Nguyễn Thị Mẫu", "Trần Văn Thử", "Lê Minh Giả", "Phạm Thu Ví", "Vũ Đức Dụ")
"""Made-up people: *mẫu*, *thử*, *giả*, *ví dụ* say so."""
SCHOOLS = (
    "Trường Tiểu học Kim Đồng",
    "Trường THCS Nghĩa Tân",
    "Trường THPT Kim Liên",
    "Trường Mầm non Hoa Sen",
    "Trường Tiểu học Láng",
)


def scanned(table: Mapping[str, Sequence[str | None]]) -> tuple[Finding, ...]:
    """What is found in the columns, given by heading."""
    columns = [Column(f"c{at}", name, ColumnType.TEXT) for at, name in enumerate(table)]
    rows = list(zip(*table.values(), strict=True))
    cells = ", ".join(
        f"({', '.join('NULL::VARCHAR' if c is None else literal(c) for c in row)})" for row in rows
    )
    names = ", ".join(column.key for column in columns)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE cells AS FROM (VALUES {cells}) AS t({names})")
        return scan(connection, "cells", columns, len(rows))


def held_back(table: Mapping[str, Sequence[str | None]]) -> dict[str, Kind]:
    """The kinds that block publication, by heading; the first of each column."""
    kinds: dict[str, Kind] = {}
    for finding in scanned(table):
        if finding.is_blocking:
            kinds.setdefault(finding.name, finding.kind)
    return kinds


def alone(heading: str, *cells: str | None) -> Kind | None:
    """The kind found in a table of this one column."""
    return held_back({heading: cells}).get(heading)


def beside_names(heading: str, *cells: str | None) -> Kind | None:
    """The kind found in a column of a table of people."""
    names = [NAMES[at % len(NAMES)] for at in range(len(cells))]
    return held_back({"Họ và tên": names, heading: cells}).get(heading)


def beside_schools(heading: str, *cells: str | None) -> Kind | None:
    """The kind found in a column of a table of schools."""
    schools = [SCHOOLS[at % len(SCHOOLS)] for at in range(len(cells))]
    return held_back({"Tên trường": schools, heading: cells}).get(heading)
