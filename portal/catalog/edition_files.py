"""The files of an edition, made once when it is issued: CSV, JSON, XLSX, PDF and DCAT."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from portal.catalog.addresses import dataset_path
from portal.catalog.freezing import STATE, Frozen
from portal.exchange.dcat import CatalogHead, turtle
from portal.exchange.printing import PrintedList, write_pdf
from portal.exchange.tables import stream_csv, write_xlsx
from portal.i18n import format_date
from portal.i18n import gettext as _
from portal.metadata.specification import Schemas
from portal.storage.protocol import Storage

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ttl": "text/turtle; charset=utf-8",
}
"""The forms of an edition and their media types, as the page lists them."""
WIDE = {"title": 4.0, "databases": 3.0, "purpose": 4.0, "description": 4.0, "data_items": 3.0}
"""Shares of a page's width; other columns have 1.6."""


@dataclass(frozen=True)
class Heading:
    """What every file says at its top."""

    catalog: str
    title: str
    number: int
    decision_number: str
    decided_on: date
    note: str
    base_url: str
    is_sample: bool = False

    @property
    def url(self) -> str:
        """The page of the edition."""
        return f"{self.base_url}/catalog/{self.catalog}/editions/{self.number}"

    @property
    def warning(self) -> str:
        """What nobody may take for real data says so."""
        return _("Dữ liệu mô phỏng.") if self.is_sample else ""

    @property
    def decision(self) -> str:
        """The edition and its decision in words."""
        return _(
            "Bản số %(number)s, ban hành theo Quyết định số %(decision)s ngày %(day)s",
            number=self.number,
            decision=self.decision_number,
            day=format_date(self.decided_on),
        )


class EditionFiles:
    """Writes the files of one edition into storage. Texts are in the current language."""

    def __init__(self, schemas: Schemas, storage: Storage, heading: Heading) -> None:
        self._schemas = schemas
        self._storage = storage
        self._heading = heading
        fields = schemas.for_catalog(heading.catalog).fields.values()
        self._columns = [f for f in fields if f.list_column and f.name not in ("title", "organization")]
        self._title = schemas.for_catalog(heading.catalog).fields["title"].label

    def store(self, records: Sequence[Frozen], documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Every form: its key in storage, which is its SHA-256, and its size."""
        contents: dict[str, Callable[[], IO[bytes]]] = {
            "csv": lambda: io.BytesIO(b"".join(stream_csv(self._header(), self._rows(records)))),
            "json": lambda: self._json(documents),
            "xlsx": lambda: self._xlsx(records),
            "pdf": lambda: io.BytesIO(write_pdf(self._printed(records))),
            "ttl": lambda: self._turtle(documents),
        }
        return [self._put(form, contents[form]()) for form in FORMS]

    def _put(self, form: str, stream: IO[bytes]) -> dict[str, Any]:
        with stream:
            stored = self._storage.put(stream)
        return {"form": form, "key": stored.key, "size_bytes": stored.size_bytes}

    def _header(self) -> list[str]:
        labels = [c.label for c in self._columns]
        return [_("STT"), _("Cơ quan"), self._title, *labels, _("Trạng thái"), _("Địa chỉ")]

    def _rows(self, records: Sequence[Frozen]) -> Iterator[list[Any]]:
        for number, record in enumerate(records, 1):
            cells = [record.facts.get(c.name, "") for c in self._columns]
            address = self._heading.base_url + dataset_path(record.name)
            lead = [number, record.facts["organization"], record.facts["title"]]
            yield [*lead, *cells, record.facts[STATE], address]

    def _json(self, documents: Sequence[dict[str, Any]]) -> IO[bytes]:
        heading = self._heading
        whole = {
            "catalog": heading.catalog,
            "title": heading.title,
            "number": heading.number,
            "decision_number": heading.decision_number,
            "decided_on": heading.decided_on.isoformat(),
            "note": heading.note,
            "is_sample": heading.is_sample,
            "url": heading.url,
            "records": [{"number": n, **d} for n, d in enumerate(documents, 1)],
        }
        return io.BytesIO(json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n")

    def _xlsx(self, records: Sequence[Frozen]) -> IO[bytes]:
        heading = self._heading
        note = " ".join(filter(None, (f"{heading.decision}.", heading.warning, heading.url)))
        return write_xlsx(heading.title, note, self._header(), self._rows(records))

    def _printed(self, records: Sequence[Frozen]) -> PrintedList:
        groups: dict[str, list[list[str]]] = {}
        for number, record in enumerate(records, 1):
            cells = [record.facts.get(c.name, "") for c in self._columns]
            row = [str(number), record.facts["title"], *cells, record.facts[STATE]]
            groups.setdefault(record.facts["organization"], []).append(row)
        heading = self._heading
        return PrintedList(
            title=heading.title,
            lines=list(filter(None, (heading.decision, heading.warning, heading.note, heading.url))),
            running_head=" – ".join(filter(None, (heading.title, heading.decision, heading.warning))),
            header=[_("STT"), self._title, *(c.label for c in self._columns), _("Trạng thái")],
            widths=[0.7, WIDE["title"], *(WIDE.get(c.name, 1.6) for c in self._columns), 1.4],
            groups=groups,
        )

    def _turtle(self, documents: Sequence[dict[str, Any]]) -> IO[bytes]:
        heading = self._heading
        identifier = f"{heading.decision_number}/{heading.number}"
        head = CatalogHead(heading.url, heading.title, identifier, heading.decided_on.isoformat())
        return io.BytesIO("".join(turtle(self._schemas, head, documents)).encode())
