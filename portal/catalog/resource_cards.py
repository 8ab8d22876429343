"""Turns resources into what their pages show: sizes, downloads, versions, reasons for a missing preview."""

from __future__ import annotations

from portal.access.visibility import may_see_version
from portal.catalog.files import derived_name, may_have_original, shown_version, table_in_service
from portal.catalog.pages import DownloadLink, ResourceCard, VersionLine
from portal.catalog.unit import Unit
from portal.i18n import gettext as _
from portal.model import Dataset, Exposure, IngestState, Resource, ResourceVersion
from portal.tabular.export.formats import EXPORTS


def resource_card(unit: Unit, record: Dataset, resource: Resource) -> ResourceCard:
    """The card of a resource; rows, columns and conversions are those of the table in service."""
    version = shown_version(unit, resource)
    table = table_in_service(unit, resource)
    term = unit.term("formats", resource.format)
    return ResourceCard(
        id=resource.id,
        dataset_name=record.name,
        label=resource.label,
        description=str(resource.values.get("description") or ""),
        kind=str(resource.values.get("kind") or "file"),
        format=term,
        url=resource.url,
        filename=_name(unit, resource, version) if version else "",
        size_bytes=version.size_bytes if version and may_have_original(unit, resource, version) else 0,
        row_count=table.row_count if table else None,
        column_count=table.column_count if table else None,
        data_date=resource.data_date,
        updated_at=version.created_at if version else resource.modified_at,
        sha256=version.storage_key if version and may_have_original(unit, resource, version) else "",
        ingest_state=version.ingest_state if version else IngestState.NONE,
        downloads=_downloads(unit, resource, version, table, term.label if term else ""),
        table_number=table.number if table and table is not version else None,
        exposure=resource.current_version.exposure if resource.current_version else Exposure.OPEN,
        ingest_percent=version.ingest_percent or 0 if version else 0,
        ingest_problem=_problem(version) if version else "",
    )


def _problem(version: ResourceVersion) -> str:
    found = version.ingest_report.get("problems", []) if version.ingest_report else []
    return str(found[0].get("message", "")) if version.ingest_state == IngestState.FAILED and found else ""


def _downloads(
    unit: Unit,
    resource: Resource,
    version: ResourceVersion | None,
    table: ResourceVersion | None,
    format_label: str,
) -> tuple[DownloadLink, ...]:
    if version is None:
        return ()
    links = download_links(version, table, format_label)
    return links if may_have_original(unit, resource, version) else links[1:]


def download_links(
    version: ResourceVersion, table: ResourceVersion | None, format_label: str
) -> tuple[DownloadLink, ...]:
    """The original first, then every conversion of the table in service."""
    links = [
        DownloadLink("", _("Bản gốc (%(format)s)", format=format_label or version.format), _("nguyên vẹn"))
    ]
    if table is not None:
        links += [DownloadLink(c.code, c.label, "") for c in EXPORTS.values()]
    return tuple(links)


def version_lines(unit: Unit, record: Dataset, resource: Resource) -> tuple[VersionLine, ...]:
    """Every upload that the reader may have, newest first."""
    shown = shown_version(unit, resource)
    return tuple(
        VersionLine(
            id=v.id,
            number=v.number,
            created_at=v.created_at,
            size_bytes=v.size_bytes if may_have_original(unit, resource, v) else None,
            filename=_name(unit, resource, v),
            sha256=v.storage_key if may_have_original(unit, resource, v) else "",
            note=v.note,
            is_current=v is shown,
        )
        for v in resource.versions
        if may_see_version(unit.identity, record, resource, v)
    )


def _name(unit: Unit, resource: Resource, version: ResourceVersion) -> str:
    return version.filename if may_have_original(unit, resource, version) else derived_name(version)


def no_preview_reason(resource: Resource) -> str:
    """Why no table is shown."""
    version = resource.current_version
    if version is None:
        return _("Dữ liệu nằm ở hệ thống khác; Cổng chỉ dẫn đường đến đó.")
    match version.exposure:
        case Exposure.PENDING:
            return _("Cổng đang kiểm tra tệp này trước khi công bố. Tải lại trang sau ít phút.")
        case Exposure.HELD:
            return _("Bản mới nhất của tệp chưa được công bố.")
    match version.ingest_state:
        case IngestState.WAITING | IngestState.RUNNING:
            return _("Cổng đang đọc bảng trong tệp này. Tải lại trang sau ít phút.")
        case IngestState.FAILED:
            return _("Cổng chưa đọc được bảng trong tệp này. Bản gốc vẫn tải được.")
        case IngestState.READY:
            return _("Bảng trong tệp này không có dòng nào.")
    return _("Loại tệp này không phải bảng nên không xem trước được. Hãy tải bản gốc.")


def warnings(version: ResourceVersion) -> tuple[str, ...]:
    """What the reading of the table noticed."""
    report = version.ingest_report
    found = [*report.get("warnings", []), *report.get("problems", [])]
    return tuple(str(p.get("message", "")) for p in found)
