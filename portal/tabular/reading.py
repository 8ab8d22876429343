"""Read an uploaded table of any accepted format and write it in the normalised form.

Call `sandbox.ingest` for files from people: this module trusts its process to be limited.
"""

from __future__ import annotations

from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.delimited import DelimitedRows
from portal.tabular.media import detect
from portal.tabular.normalising import RowSource, write_table
from portal.tabular.report import TableReport
from portal.tabular.workbook import WorkbookRows


def read_table(source: Path, filename: str, output: Path) -> TableReport:
    """Write the table in `source` to `output` as normalised CSV.

    `filename` is the name the file was uploaded under. Raises `Invalid` when it is no table, not what its
    name says, too large or damaged.
    """
    rows = _open(source, filename)
    written = write_table(rows, output)
    return TableReport(
        columns=written.columns,
        row_count=written.row_count,
        encoding=rows.encoding,
        delimiter=rows.delimiter,
        sheet=rows.sheet,
        warnings=(*rows.warnings(), *written.warnings),
    )


def _open(source: Path, filename: str) -> RowSource:
    detected = detect(source, filename)
    if detected.mismatch:
        raise Invalid([detected.mismatch])
    match detected.format:
        case "csv":
            return DelimitedRows(source)
        case "tsv":
            return DelimitedRows(source, default_delimiter="\t")
        case "xlsx" | "xls" | "ods":
            return WorkbookRows(source)
    message = _("Tệp không phải là bảng nên không có dữ liệu để xem trước.")
    raise Invalid([Problem("file", "not_tabular", message)])
