"""One upload of a resource, for those who may have it: the one rule of downloads and of tables."""

from __future__ import annotations

from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.access.permissions import Permission, may
from portal.access.visibility import known, may_see_files, may_see_original, may_see_version
from portal.catalog.unit import Unit
from portal.errors import Gone, NotFound, Unavailable
from portal.i18n import gettext as _
from portal.model import Exposure, IngestState, RecordState, Resource, ResourceVersion

MOST_VERSIONS = 2**31
"""More than this fits in no database column."""


def resource_of(
    unit: Unit, resource_id: str, *, is_removed_seen: bool = False, with_table: bool = False
) -> Resource:
    """A resource whose files the identity may see; a removed one only if asked, for its own agency.

    `with_table` brings the table in service along. Raises `NotFound`, and `Gone` for a withdrawn record.
    """
    query = select(Resource).join(Resource.dataset).where(Resource.id == resource_id, known(unit.identity))
    query = query.options(contains_eager(Resource.dataset))
    if with_table:
        table = joinedload(Resource.table_version).joinedload(ResourceVersion.table)
        query = query.options(table, joinedload(Resource.current_version))
    resource = unit.session.scalar(query)
    if resource is None:
        raise _missing()
    record = resource.dataset
    if record.state == RecordState.WITHDRAWN:
        raise Gone(_("Bộ dữ liệu này đã được rút. Trang của bộ dữ liệu nói rõ khi nào và vì sao."))
    is_own = may(unit.identity, Permission.VIEW_DRAFT, record.organization_id)
    is_hidden = resource.removed_at is not None and not (is_own and is_removed_seen)
    if is_hidden or not may_see_files(unit.identity, record):
        raise _missing()
    return resource


def shown_version(unit: Unit, resource: Resource) -> ResourceVersion | None:
    """The newest upload that the identity may have, be it for its table only."""
    newest = resource.current_version
    if newest is None or _may_have(unit, resource, newest):
        return newest
    return next((version for version in resource.versions if _may_have(unit, resource, version)), None)


def version_of(unit: Unit, resource: Resource, number: int | None) -> ResourceVersion:
    """The newest upload that may be had, or the one with this number.

    Raises `NotFound`, and `Unavailable` while the only one is being looked at.
    """
    version = shown_version(unit, resource) if number is None else _numbered(unit, resource, number)
    if version is None and number is None and resource.current_version is not None:
        raise _closed(resource.current_version)
    if version is None or not _may_have(unit, resource, version):
        raise _missing()
    return version


def may_have_original(unit: Unit, resource: Resource, version: ResourceVersion) -> bool:
    """Whether the upload itself may be had, not only the table made from it."""
    return may_see_original(unit.identity, resource.dataset, resource, version)


def table_in_service(unit: Unit, resource: Resource) -> ResourceVersion | None:
    """The version whose table is shown: the newest that could be read, if the identity may have it."""
    version = resource.table_version
    return version if version is not None and _may_have(unit, resource, version) else None


def table_version_of(unit: Unit, resource: Resource, number: int | None) -> ResourceVersion:
    """The version whose table is in service, or the one with this number; its table has been read.

    Raises `NotFound` where there is no table, and `Unavailable` while it is being read.
    """
    if number is None and (served := table_in_service(unit, resource)):
        return served
    version = version_of(unit, resource, number)
    if version.table is not None:
        return version
    match version.ingest_state:
        case IngestState.WAITING | IngestState.RUNNING:
            raise Unavailable(_("Cổng đang đọc bảng trong tệp này. Thử lại sau ít phút, hoặc tải bản gốc."))
        case IngestState.FAILED:
            raise NotFound(_("Cổng chưa đọc được bảng trong tệp này. Bản gốc vẫn tải được."))
        case IngestState.NONE:
            raise NotFound(_("Tệp này không có bảng. Hãy tải bản gốc."))
    raise Unavailable(_("Bảng của tệp này tạm thời chưa đọc được. Đơn vị vận hành đã được báo."))


def derived_name(version: ResourceVersion) -> str:
    """What the table is called that is public in place of an original."""
    return f"{PurePosixPath(version.filename).stem}.csv"


def _numbered(unit: Unit, resource: Resource, number: int) -> ResourceVersion | None:
    if not 0 < number < MOST_VERSIONS:
        return None
    is_asked = (ResourceVersion.resource_id == resource.id, ResourceVersion.number == number)
    return unit.session.scalar(select(ResourceVersion).where(*is_asked))


def _may_have(unit: Unit, resource: Resource, version: ResourceVersion) -> bool:
    return may_see_version(unit.identity, resource.dataset, resource, version)


def _closed(version: ResourceVersion) -> NotFound | Unavailable:
    if version.exposure == Exposure.PENDING:
        return Unavailable(_("Cổng đang kiểm tra tệp này trước khi công bố. Thử lại sau ít phút."))
    return NotFound(_("Tệp này chưa được công bố."))


def _missing() -> NotFound:
    return NotFound(_("Bộ dữ liệu này không có tệp đó."))
