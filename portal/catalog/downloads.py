"""Originals and conversions, for those who may have them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from portal.catalog.files import resource_of, table_version_of, version_of
from portal.catalog.records import Records
from portal.catalog.unit import Unit
from portal.errors import NotFound, Unavailable
from portal.i18n import gettext as _
from portal.model import Resource
from portal.storage.protocol import Storage
from portal.tabular.conversions import CONVERSIONS

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
    """A conversion, made while it is sent. `etag` changes with the data and the format."""

    chunks: Iterator[bytes]
    dataset_id: str
    filename: str
    media_type: str
    etag: str
    modified_at: datetime


class Downloads:
    """Finds what may be downloaded."""

    def __init__(self, unit: Unit, storage: Storage) -> None:
        self._unit = unit
        self._storage = storage

    def original(self, dataset_name: str, resource_id: str, number: int | None = None) -> Download:
        """The newest original or version `number`; of a removed file only its agency gets the versions.

        Raises `NotFound`, `Gone`.
        """
        resource = self._resource(dataset_name, resource_id, number)
        version = version_of(self._unit, resource, number)
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
        self, dataset_name: str, resource_id: str, format: str, number: int | None = None
    ) -> ConvertedDownload:
        """The table in service, or that of a version, in another format.

        Raises `NotFound`, or `Unavailable` while the table is being read.
        """
        resource = self._resource(dataset_name, resource_id, number)
        conversion = CONVERSIONS.get(format)
        if conversion is None:
            known = ", ".join(CONVERSIONS)
            raise NotFound(
                _("Không có định dạng “%(format)s”. Có: %(known)s.", format=format[:40], known=known)
            )
        version = table_version_of(self._unit, resource, number)
        if version.table_key is None:
            raise NotFound(_("Tệp này không có bảng để đổi định dạng. Hãy tải bản gốc."))
        if not self._storage.exists(version.table_key):
            raise _lost(version.table_key)
        return ConvertedDownload(
            chunks=_chunks(self._storage, version.table_key, format),
            dataset_id=version.resource.dataset_id,
            filename=PurePosixPath(version.filename).stem + conversion.extension,
            media_type=conversion.media_type,
            etag=f"{version.table_key[:32]}-{format}",
            modified_at=version.created_at,
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


def _chunks(storage: Storage, key: str, format: str) -> Iterator[bytes]:
    with storage.open(key) as table:
        yield from CONVERSIONS[format].stream(table)
