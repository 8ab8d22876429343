"""Reads a file of foreign records, whichever of the known formats it is in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from portal.errors import PortalError, Problem
from portal.harvest import ckan, dcat_us
from portal.harvest.json_stream import Item, read_items
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms
from portal.i18n import gettext as _

PATIENCE = 200
"""Records in a row that may be of no known kind before the file is called unusable."""
FORMATS = {"ckan": (ckan.is_package, ckan.read), "dcat-us": (dcat_us.is_dataset, dcat_us.read)}


class Unusable(PortalError):
    """The file holds nothing that could be imported."""


class Reader:
    """The records of one file, one by one. `format` is known once the first record was read."""

    def __init__(self, path: Path, terms: Terms) -> None:
        self.format = ""
        self._path = path
        self._terms = terms
        self._seen: set[bytes] = set()

    def records(self) -> Iterator[SourceRecord]:
        """Every record, unreadable ones as refusals. Raises `Unusable`, also for a file without a record."""
        waiting: list[SourceRecord] = []
        try:
            for item in read_items(self._path):
                record = self._record(item)
                if self.format:
                    yield from waiting
                    waiting.clear()
                    yield record
                else:
                    waiting.append(record)
                    self._lose_patience(waiting, PATIENCE)
        except OSError as error:
            raise Unusable(_("Không đọc được tệp: %(reason)s", reason=error.strerror or error)) from error
        if not self.format:
            self._lose_patience(waiting, 0)

    def _lose_patience(self, waiting: list[SourceRecord], most: int) -> None:
        if len(waiting) < most:
            return
        reason = next((r.refusal.message for r in waiting if r.refusal), _("Tệp trống."))
        message = _("Tệp không chứa gói CKAN hay bộ dữ liệu DCAT-US nào. %(reason)s", reason=reason)
        raise Unusable(message)

    def _record(self, item: Item) -> SourceRecord:
        if item.problem is not None:
            return SourceRecord(item.place, refusal=item.problem)
        for name, (recognises, read) in FORMATS.items():
            if isinstance(item.value, dict) and recognises(item.value):
                self.format = self.format or name
                return self._mended(read(item.value, item.place, self._terms), item)
        message = _("Không phải gói CKAN hay bộ dữ liệu DCAT-US.")
        return SourceRecord(item.place, refusal=Problem("", "kind", message))

    def _mended(self, record: SourceRecord, item: Item) -> SourceRecord:
        """Say of damaged letters, and find something to call a record that has no identifier."""
        problems = record.problems
        if item.is_damaged:
            problems += (Problem("", "encoding", _("Có ký tự hỏng: tệp không hoàn toàn là UTF-8.")),)
        record = replace(record, identifier=record.identifier or record.title, problems=problems)
        return replace(record, refusal=record.refusal or self._repetition(record))

    def _repetition(self, record: SourceRecord) -> Problem | None:
        """Refuse the second record of one identifier; eight bytes of each are remembered."""
        digest = hashlib.blake2b(record.identifier.encode(), digest_size=8).digest()
        if record.identifier and digest in self._seen:
            message = _("Mã “%(value)s” đã gặp ở trên trong cùng tệp.", value=record.identifier[:120])
            return Problem("identifier", "repeated", message)
        self._seen.add(digest)
        return None
