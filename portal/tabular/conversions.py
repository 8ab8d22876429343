"""The forms a table can be downloaded in. A new one is a function (or a file of its own) and one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from portal.i18n import gettext as _
from portal.tabular.streaming import stream_csv, stream_json, stream_ndjson


@dataclass(frozen=True)
class Conversion:
    """A form to download. `code` is what `?format=` takes; `stream` turns a normalised CSV into it.

    `extension` replaces that of the original name: `truong-hoc.csv` becomes `truong-hoc.json`.
    """

    code: str
    title: Callable[[], str]
    media_type: str
    extension: str
    stream: Callable[[BinaryIO], Iterator[bytes]]

    @property
    def label(self) -> str:
        """What people read, in the language of the request."""
        return self.title()


_CONVERSIONS = (
    Conversion("csv", lambda: "CSV", "text/csv; charset=utf-8", ".csv", partial(stream_csv, for_excel=False)),
    Conversion(
        "csv-excel",
        lambda: _("CSV cho Excel"),
        "text/csv; charset=utf-8",
        ".csv",
        partial(stream_csv, for_excel=True),
    ),
    Conversion("json", lambda: "JSON", "application/json", ".json", stream_json),
    Conversion("ndjson", lambda: "NDJSON", "application/x-ndjson", ".ndjson", stream_ndjson),
)
CONVERSIONS: dict[str, Conversion] = {conversion.code: conversion for conversion in _CONVERSIONS}
"""Every conversion by its code, in the order in which links show them."""
