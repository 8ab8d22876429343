"""Originals and conversions, for those who may have them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from portal.catalog.files import may_have_original, resource_of, version_of
from portal.catalog.records import Records
from portal.catalog.tables import Tables
from portal.catalog.unit import Unit
from portal.errors import NotFound, Unavailable
from portal.i18n import gettext as _
from portal.model import Resource
from portal.storage.protocol import Storage
from portal.tabular.columns import Table
from portal.tabular.export.exporter import Export, Exporter, name_of
from portal.tabular.export.formats import EXPORTS, ExportFormat
from portal.tabular.export.plan import ExportOptions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Download:
    """An original. `path` is None where the store has no local files; then read `open()`."""

    storage: Storage
    key: str
    dataset_id: str
    filename: str
    media_type: str
    size_bytes: int
    modified_at: datetime

    @property
    def path(self) -> Path | None:
        """Where the file lies on this machine."""
        return self.storage.path(self.key)

    def open(self) -> BinaryIO:
        """A seekable reader."""
        return self.storage.open(self.key)


@dataclass(frozen=True)
class ConvertedDownload:
    """A table in a form of `EXPORTS`; nothing is written before `open`. `etag` changes with data and form."""

    exporter: Exporter
    table: Table
    format: ExportFormat
    options: ExportOptions
    dataset_id: str
    filename: str
    etag: str
    modified_at: datetime

    def open(self) -> Export:
        """The file, or a stream of it. Raises `Unavailable` when too many are being written."""
        return self.exporter.of_table(self.table, self.format, self.options)


class Downloads:
    """Finds what may be downloaded."""

    def __init__(self, unit: Unit, storage: Storage, tables: Tables, exporter: Exporter) -> None:
        self._unit = unit
        self._storage = storage
        self._tables = tables
        self._exporter = exporter

    def file(
        self, dataset_name: str, resource_id: str, number: int | None = None
    ) -> Download | ConvertedDownload:
        """The newest original or version `number`; where it stays with the agency, the table made from it as CSV.

        Raises `NotFound`, `Gone`, `Unavailable`.
        """
        resource = self._resource(dataset_name, resource_id, number)
        version = version_of(self._unit, resource, number)
        if may_have_original(self._unit, resource, version):
            return self.original(dataset_name, resource_id, number)
        return self.conversion(dataset_name, resource_id, "csv", number)

    def original(self, dataset_name: str, resource_id: str, number: int | None = None) -> Download:
        """The newest original or version `number`; of a removed file only its agency gets the versions.

        Raises `NotFound`, `Gone`.
        """
        resource = self._resource(dataset_name, resource_id, number)
        version = version_of(self._unit, resource, number)
        if not may_have_original(self._unit, resource, version):
            message = _(
                "Bản gốc có phần là dữ liệu cá nhân hoặc chưa kiểm tra được nên không công bố. Hãy tải bảng."
            )
            raise NotFound(message)
        if not self._storage.exists(version.storage_key):
            raise _lost(version.storage_key)
        return Download(
            storage=self._storage,
            key=version.storage_key,
            dataset_id=version.resource.dataset_id,
            filename=version.filename,
            media_type=version.media_type,
            size_bytes=version.size_bytes,
            modified_at=version.created_at,
        )

    def conversion(
        self,
        dataset_name: str,
        resource_id: str,
        format: str,
        number: int | None = None,
        options: ExportOptions = ExportOptions(),  # noqa: B008 - frozen
    ) -> ConvertedDownload:
        """The table in service, or that of a version, in another format.

        Raises `NotFound`, `Invalid` where the format cannot hold the table, or `Unavailable` while it is being
        read.
        """
        self._resource(dataset_name, resource_id, number)
        wanted = EXPORTS.get(format)
        if wanted is None:
            known = ", ".join(EXPORTS)
            raise NotFound(
                _("Không có định dạng “%(format)s”. Có: %(known)s.", format=format[:40], known=known)
            )
        found = self._tables.find(resource_id, number)
        return ConvertedDownload(
            exporter=self._exporter,
            table=found.table,
            format=wanted,
            options=options,
            dataset_id=found.dataset.id,
            filename=PurePosixPath(found.version.filename).stem + wanted.extension,
            etag=name_of(found.table, wanted, options),
            modified_at=found.stored.made_at,
        )

    def _resource(self, dataset_name: str, resource_id: str, number: int | None) -> Resource:
        record = Records(self._unit).find(dataset_name)
        resource = resource_of(self._unit, resource_id, is_removed_seen=number is not None)
        if resource.dataset_id != record.id:
            raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
        return resource


def _lost(key: str) -> Unavailable:
    """The error for a file that the database names and the storage lacks; the log tells the operator."""
    log.error("the storage lacks %s: see portal doctor", key)
    return Unavailable(_("Tệp này tạm thời chưa đọc được. Đơn vị vận hành đã được báo."))
