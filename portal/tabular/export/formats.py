"""The forms a table can be had in. A new one is a function that makes its plan and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.i18n import gettext as _
from portal.tabular.export.columnar import parquet_plan
from portal.tabular.export.delimited import csv_plan, excel_csv_plan, tsv_plan
from portal.tabular.export.objects import geojson_plan, json_plan, ndjson_plan
from portal.tabular.export.plan import ExportOptions, Plan, Rows
from portal.tabular.export.sheet import MOST_ROWS, xlsx_plan


@dataclass(frozen=True)
class ExportFormat:
    """A form to download. `code` is what `?format=` takes; `plan` says how to write it.

    `extension` replaces that of the original name: `truong-hoc.csv` becomes `truong-hoc.json`. `most_rows` is
    what such a file can hold, None for any number.
    """

    code: str
    title: Callable[[], str]
    media_type: str
    extension: str
    plan: Callable[[Rows, ExportOptions], Plan]
    most_rows: int | None = None

    @property
    def label(self) -> str:
        """What people read, in the language of the request."""
        return self.title()


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = (
    ExportFormat("csv", lambda: "CSV", "text/csv; charset=utf-8", ".csv", csv_plan),
    ExportFormat("csv-excel", lambda: _("CSV cho Excel"), "text/csv; charset=utf-8", ".csv", excel_csv_plan),
    ExportFormat("tsv", lambda: "TSV", "text/tab-separated-values; charset=utf-8", ".tsv", tsv_plan),
    ExportFormat("xlsx", lambda: "XLSX", _XLSX, ".xlsx", xlsx_plan, most_rows=MOST_ROWS),
    ExportFormat("json", lambda: "JSON", "application/json", ".json", json_plan),
    ExportFormat("ndjson", lambda: "NDJSON", "application/x-ndjson", ".ndjson", ndjson_plan),
    ExportFormat("parquet", lambda: "Parquet", "application/vnd.apache.parquet", ".parquet", parquet_plan),
    ExportFormat("geojson", lambda: "GeoJSON", "application/geo+json", ".geojson", geojson_plan),
)
EXPORTS: dict[str, ExportFormat] = {each.code: each for each in _FORMATS}
"""Every form by its code, in the order in which links show them."""
