"""Files and links of a record: add, replace, describe, order, remove. No byte ever uploaded is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select

from portal.access.permissions import Permission
from portal.catalog.exposure import settle
from portal.catalog.promise import due_day
from portal.catalog.records import Records
from portal.catalog.saving import conflict, saving
from portal.catalog.submissions import refuse_under_review
from portal.catalog.unit import Unit
from portal.errors import Invalid, NotFound, Problem
from portal.i18n import gettext as _
from portal.i18n import today
from portal.metadata.records import Values, as_day, check, differences
from portal.model import Dataset, Exposure, IngestState, RecordState, Resource, ResourceVersion
from portal.storage.protocol import Storage, StoredFile
from portal.tabular.media import DetectedType, detect
from portal.text import normalize

DOCUMENTATION = "documentation"


@dataclass(frozen=True)
class Upload:
    """A file that has reached the storage, with the name its sender gave it."""

    filename: str
    stored: StoredFile
    note: str = ""


class Resources:
    """The files and links of records."""

    def __init__(self, unit: Unit, storage: Storage) -> None:
        self._unit = unit
        self._session = unit.session
        self._storage = storage
        self._schema = unit.schemas.records["resource"]

    def find(self, dataset_name: str, resource_id: str) -> Resource:
        """A resource that has not been removed. Raises `NotFound`."""
        record = Records(self._unit).find(dataset_name)
        resource = self._session.get(Resource, resource_id)
        if resource is None or resource.dataset_id != record.id or resource.removed_at is not None:
            raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
        return resource

    def add_file(self, dataset_name: str, values: Mapping[str, Any], upload: Upload) -> Resource:
        """Add a file, titled by its name if need be. Raises `Invalid` for a file that is not what it says."""
        record = self._editable(dataset_name)
        named = {"title": _title_from(upload.filename), **values}
        named.pop("url", None)
        detected = self._detected(upload)
        self._refuse(named)
        with saving(self._session, record):
            resource = self._new(record, named)
            self._add_version(resource, upload, detected)
            self._changed(record, "upload", resource, comment=upload.note)
        return resource

    def add_link(self, dataset_name: str, values: Mapping[str, Any]) -> Resource:
        """Add a link or API that lies elsewhere. Raises `Invalid`."""
        record = self._editable(dataset_name)
        self._refuse(values, needs_url=True)
        with saving(self._session, record):
            resource = self._new(record, values)
            resource.url = str(values["url"])
            self._changed(record, "link", resource)
        return resource

    def replace_file(
        self, dataset_name: str, resource_id: str, upload: Upload, data_date: date | None = None
    ) -> Resource:
        """Add a new version of a file; the old ones stay downloadable by their number."""
        resource = self.find(dataset_name, resource_id)
        record = self._editable(dataset_name)
        detected = self._detected(upload)
        with saving(self._session, record):
            resource.data_date = data_date
            resource.url = None
            self._add_version(resource, upload, detected)
            self._changed(record, "replace", resource, comment=upload.note)
        return resource

    def revise(
        self, dataset_name: str, resource_id: str, values: Mapping[str, Any], *, version: int
    ) -> Resource:
        """Change what is said of a file or link. Raises `Conflict`, `Invalid`."""
        resource = self.find(dataset_name, resource_id)
        record = self._editable(dataset_name)
        before = resource_values(resource)
        if resource.version != version:
            raise conflict(resource.version, before, values)
        self._refuse(values, needs_url=resource.current_version_id is None)
        with saving(self._session, record, values):
            self._apply(resource, values)
            if resource.current_version_id is None:
                resource.url = str(values["url"])
            if changes := differences(self._schema, before, resource_values(resource)):
                json = {name: [old, new] for name, (old, new) in changes.items()}
                self._changed(record, "revise_resource", resource, changes=json)
        return resource

    def remove(self, dataset_name: str, resource_id: str, reason: str) -> None:
        """Take a file or link off the record; its versions stay stored. Raises `Invalid` without a reason."""
        resource = self.find(dataset_name, resource_id)
        record = self._editable(dataset_name)
        if record.state == RecordState.PUBLISHED:
            if len(reason.strip()) < 10:
                message = _("Bỏ tệp đã công bố phải nêu lý do, từ 10 ký tự.")
                raise Invalid([Problem("reason", "too_short", message)])
            if sum(r.removed_at is None for r in record.resources) == 1:
                message = _("Bản ghi đã công bố cần ít nhất một tệp. Hãy thay tệp, hoặc rút cả bản ghi.")
                raise Invalid([Problem("reason", "last", message)])
        with saving(self._session, record):
            resource.removed_at = self._unit.now()
            self._changed(record, "remove", resource, comment=reason.strip())

    def move(self, dataset_name: str, resource_id: str, *, up: bool) -> None:
        """Swap the resource with its neighbour; nothing happens at the end of the list."""
        resource = self.find(dataset_name, resource_id)
        record = self._editable(dataset_name)
        shown = [r for r in record.resources if r.removed_at is None]
        place = shown.index(resource)
        other = place - 1 if up else place + 1
        if 0 <= other < len(shown):
            shown[place], shown[other] = shown[other], shown[place]
            with saving(self._session, record):
                for number, each in enumerate(shown):
                    each.position = number
                self._changed(record, "reorder", resource)

    # -- the parts

    def _editable(self, dataset_name: str) -> Dataset:
        record = Records(self._unit).find(dataset_name)
        self._unit.require(Permission.EDIT, record)
        if record.state == RecordState.WITHDRAWN:
            raise Invalid([Problem("state", "state", _("Bản ghi đã rút, không sửa được nữa."))])
        # New data of a public record goes on coming while its description is read.
        refuse_under_review(self._session, record, but="revise")
        return record

    def _detected(self, upload: Upload) -> DetectedType:
        with self._storage.open(upload.stored.key) as file:
            detected = detect(file, upload.filename)
        if detected.mismatch is not None:
            raise Invalid([Problem("file", detected.mismatch.code, detected.mismatch.message)])
        return detected

    def _refuse(self, values: Mapping[str, Any], *, needs_url: bool = False) -> None:
        problems = check(self._unit.schemas, self._schema, values, "draft")
        if needs_url and not values.get("url"):
            message = _("Cần một tệp, hoặc một địa chỉ liên kết.")
            problems.append(Problem("url", "required", message))
        if problems:
            raise Invalid(problems)

    def _new(self, record: Dataset, values: Mapping[str, Any]) -> Resource:
        position = max((r.position for r in record.resources), default=-1) + 1
        resource = Resource(position=position, created_at=self._unit.now(), values={})
        self._apply(resource, values)
        record.resources.append(resource)
        self._session.flush()
        return resource

    def _apply(self, resource: Resource, values: Mapping[str, Any]) -> None:
        resource.title = str(values["title"])
        resource.format = str(values.get("format") or resource.format or "")
        resource.data_date = as_day(values.get("data_date"))
        resource.values = {
            f.name: values[f.name] for f in self._schema.stored_in_values() if f.name in values
        }
        resource.modified_at = self._unit.now()

    def _add_version(self, resource: Resource, upload: Upload, detected: DetectedType) -> None:
        last = self._session.scalar(
            select(ResourceVersion.number)
            .where(ResourceVersion.resource_id == resource.id)
            .order_by(ResourceVersion.number.desc())
            .limit(1)
        )
        version = ResourceVersion(
            resource_id=resource.id,
            number=(last or 0) + 1,
            storage_key=upload.stored.key,
            size_bytes=upload.stored.size_bytes,
            filename=safe_filename(upload.filename, detected.extension),
            media_type=detected.media_type,
            format=detected.format,
            data_date=resource.data_date,
            created_at=self._unit.now(),
            created_by_id=self._unit.identity.user_id,
            note=upload.note,
            ingest_state=IngestState.WAITING if detected.is_tabular else IngestState.NONE,
            exposure=Exposure.PENDING,
        )
        self._session.add(version)
        self._session.flush()
        resource.current_version = version
        resource.format = detected.format
        resource.modified_at = self._unit.now()
        if detected.is_tabular:
            self._unit.outbox.add("ingest", {"version_id": version.id})
        else:
            self._session.expire(resource, ["versions"])
            settle(self._session, version, self._unit.now())

    def _changed(
        self,
        record: Dataset,
        action: str,
        resource: Resource,
        *,
        comment: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        record.formats = data_formats(record)
        record.data_changed_on = data_day(record)
        record.due_on = due_day(record.data_changed_on, self._unit.frequency(record))
        record.modified_at = self._unit.now()
        self._session.flush()
        self._unit.note(action, record, resource_id=resource.id, comment=comment, changes=changes)


def data_formats(record: Dataset) -> list[str]:
    """The formats of the record's data files and links, in their order."""
    shown = (r for r in record.resources if r.removed_at is None and r.values.get("kind") != DOCUMENTATION)
    return list(dict.fromkeys(r.format for r in shown if r.format))


def data_day(record: Dataset) -> date | None:
    """The newest day that any data file of the record describes: as stated, else when it came."""
    return max(
        (
            r.data_date or today(r.current_version.created_at if r.current_version else r.created_at)
            for r in record.resources
            if r.removed_at is None and r.values.get("kind") != DOCUMENTATION
        ),
        default=None,
    )


def resource_values(resource: Resource) -> Values:
    """What the resource's form shows."""
    values: Values = {
        **resource.values,
        "title": resource.title,
        "format": resource.format or None,
        "data_date": resource.data_date.isoformat() if resource.data_date else None,
        "url": resource.url,
    }
    return {name: value for name, value in values.items() if value is not None}


def safe_filename(name: str, extension: str) -> str:
    """The sender's file name without folders, control characters or excess length, with an extension."""
    name = PurePosixPath(normalize(name).replace("\\", "/")).name
    name = "".join(c for c in name if c.isprintable() and c not in '<>:"|?*/').strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        stem, ending = name or "tep", extension
    while len(f"{stem}.{ending}".encode()) > 200:
        stem = stem[:-1]
    return f"{stem}.{ending}"


def _title_from(filename: str) -> str:
    stem = safe_filename(filename, "dat").rpartition(".")[0].replace("_", " ").strip()
    return stem if len(stem) >= 3 else _("Tệp dữ liệu")
