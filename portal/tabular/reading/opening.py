"""Which reader opens which format. A new format is a class with the shape of `RowSource` and one line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.media import detect
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.delimited import DelimitedRows
from portal.tabular.reading.json_rows import JsonRows
from portal.tabular.reading.parquet import ParquetRows
from portal.tabular.reading.source import RowSource
from portal.tabular.reading.workbook import WorkbookRows

_READERS: dict[str, Callable[[Path, str, ReadingOptions], RowSource]] = {
    "csv": DelimitedRows,
    "tsv": DelimitedRows,
    "xlsx": WorkbookRows,
    "xls": WorkbookRows,
    "ods": WorkbookRows,
    "json": JsonRows,
    "ndjson": JsonRows,
    "geojson": JsonRows,
    "parquet": ParquetRows,
}


def open_rows(source: Path, filename: str, options: ReadingOptions) -> RowSource:
    """The rows of the file, which was uploaded as `filename`, as they lie in it; see `RowSource`.

    A ZIP must be unpacked before (`member.unpacked`). Raises `Invalid` for a file that is no table, is not
    what its name says, too large or damaged; also while the rows are read.
    """
    code = detected_format(source, filename)
    if code not in _READERS:
        message = _("Tệp không phải là bảng nên không có dữ liệu để xem trước.")
        raise Invalid([Problem("file", "not_tabular", message)])
    return _READERS[code](source, code, options)


def detected_format(source: Path, filename: str) -> str:
    """The format code of the file. Raises `Invalid` when the portal must refuse it."""
    detected = detect(source, filename)
    if detected.mismatch:
        raise Invalid([detected.mismatch])
    return detected.format
