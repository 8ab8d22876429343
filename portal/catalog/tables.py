"""The tables of resources, for those who may see them: pages, the API and SQL all find them here."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.catalog.files import resource_of, table_version_of
from portal.catalog.unit import Unit
from portal.errors import NotFound, Unavailable
from portal.i18n import gettext as _
from portal.model import Dataset, Resource, ResourceTable, ResourceVersion
from portal.storage.protocol import Storage
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import Bin, ColumnProfile, TopValue

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FoundTable:
    """A table that the asker may see, and what it belongs to. `version` is the upload it was read from."""

    table: Table
    dataset: Dataset
    resource: Resource
    version: ResourceVersion

    @property
    def stored(self) -> ResourceTable:
        """What is kept beside the Parquet file; the large parts are read from the database when asked for."""
        assert self.version.table is not None
        return self.version.table

    @property
    def is_of_newest(self) -> bool:
        """Whether it is the table of the newest upload, not of an older one that serves until that is read."""
        return self.version.id == self.resource.current_version_id

    @property
    def profile(self) -> tuple[ColumnProfile, ...]:
        """One per column, in their order."""
        return tuple(profile_from(values) for values in self.stored.profile)


class Tables:
    """Finds tables."""

    def __init__(self, unit: Unit, storage: Storage, cache: Path) -> None:
        self._unit = unit
        self._storage = storage
        self._cache = cache

    def find(self, resource_id: str, number: int | None = None) -> FoundTable:
        """The table in service of a resource, or that of version `number`.

        Raises `NotFound` where there is none that the identity may see, `Gone` for a withdrawn record, and
        `Unavailable` while the table is being read.
        """
        resource = resource_of(
            self._unit, resource_id, is_removed_seen=number is not None, with_table=number is None
        )
        version = table_version_of(self._unit, resource, number)
        if version.table is None:
            raise NotFound(_("Tệp này không có bảng. Hãy tải bản gốc."))
        return FoundTable(self._table(version.table), resource.dataset, resource, version)

    def _table(self, stored: ResourceTable) -> Table:
        columns = tuple(column_from(values) for values in stored.columns)
        return Table(self._path(stored.storage_key), stored.storage_key, columns, stored.row_count)

    def _path(self, key: str) -> Path:
        try:
            return self._storage.path(key) or self._copy(key)
        except NotFound:
            log.error("the storage lacks %s: see portal doctor", key)
            message = _("Tệp này tạm thời chưa đọc được. Đơn vị vận hành đã được báo.")
            raise Unavailable(message) from None

    def _copy(self, key: str) -> Path:
        """The file as a local one, fetched once: DuckDB reads no streams."""
        kept = self._cache / key
        if not kept.exists():
            self._cache.mkdir(parents=True, exist_ok=True)
            with self._storage.open(key) as source, tempfile.NamedTemporaryFile(dir=self._cache) as part:
                shutil.copyfileobj(source, part)
                part.flush()
                with suppress(FileExistsError):
                    kept.hardlink_to(part.name)
        return kept


def column_from(values: Mapping[str, Any]) -> Column:
    """The column that `dataclasses.asdict` made JSON values of."""
    return Column(**{**values, "type": ColumnType(values["type"])})


def profile_from(values: Mapping[str, Any]) -> ColumnProfile:
    """The profile that `dataclasses.asdict` made JSON values of."""
    bins = tuple(Bin(**each) for each in values.get("bins", ()))
    top = tuple(TopValue(**each) for each in values.get("top", ()))
    return ColumnProfile(**{**values, "bins": bins, "top": top})
