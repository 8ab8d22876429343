"""Read a table of any accepted format and write it in the normalised form.

This module trusts its process to be limited: parsers can be made to abort by a file of a few kilobytes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from portal.tabular.options import ReadingOptions
from portal.tabular.reading.member import Unpacked, unpacked
from portal.tabular.reading.normalising import write_table
from portal.tabular.reading.opening import open_rows
from portal.tabular.reading.source import ReadTable


def read_table(source: Path, filename: str, output_csv: Path, options: ReadingOptions) -> ReadTable:
    """Write the table in `source` to `output_csv`: UTF-8, commas, CRLF, `"` around cells that need it.

    The first line holds the names, unique and not blank; every row is as wide; empty cells are empty.
    `filename` is the name the file was uploaded under; a ZIP is unpacked beside `output_csv`. Raises `Invalid`
    when it is no table, not what its name says, too large or damaged, or when `options` do not fit it.
    """
    with unpacked(source, filename, options, output_csv.parent) as file:
        return read_unpacked(file, output_csv)


def read_unpacked(file: Unpacked, output_csv: Path) -> ReadTable:
    """`read_table` for a file that `unpacked` gave."""
    rows = open_rows(file.path, file.filename, file.options)
    written = write_table(rows, output_csv, file.options)
    source = replace(
        rows.source(),
        header_row=written.header_row,
        header_height=written.header_height,
        first_data_row=written.first_data_row,
    )
    return ReadTable(
        names=written.names,
        row_count=written.row_count,
        source=file.placed(source),
        examples=written.examples,
        set_aside=written.set_aside,
        warnings=(*rows.warnings(), *written.warnings),
    )
