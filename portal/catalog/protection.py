"""Personal data in files: leave a column out, mask it, ask to publish it, allow that with its legal basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from portal.access.permissions import Permission, may
from portal.catalog.exposure import (
    WHOLE_FILE,
    findings_of,
    is_read,
    needs_permission,
    permission_of,
    protections_of,
    settle,
    unseen_of,
)
from portal.catalog.pages.protection import FilePermission, FindingLine, ProtectedColumn, ProtectionPage
from portal.catalog.records import Records
from portal.catalog.rereading import read_again
from portal.catalog.saving import saving
from portal.catalog.unit import Unit
from portal.errors import Invalid, NotFound, Problem
from portal.i18n import gettext as _
from portal.model import Dataset, Disclosure, Resource, ResourceVersion
from portal.tabular.options import ColumnOption, ReadingOptions
from portal.tabular.personal import Finding
from portal.tabular.personal.words import kind_label, reason

SHORTEST_REASON = 10
SHORTEST_BASIS = 15


class Protection:
    """What may be decided about personal data, and by whom: stewards protect and ask, approvers allow."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def page(self, dataset_name: str, resource_id: str) -> ProtectionPage:
        """The findings in the newest upload and what was decided. Raises `NotFound`, `NotPermitted`."""
        record, resource, version = self._find(dataset_name, resource_id, Permission.EDIT)
        found = findings_of(version)
        names = dict.fromkeys(f.name for f in found if f.is_blocking)
        return ProtectionPage(
            dataset_name=record.name,
            dataset_label=record.label,
            resource_id=resource.id,
            label=resource.label,
            filename=version.filename,
            number=version.number,
            exposure=version.exposure,
            is_reading=not is_read(version),
            columns=tuple(self._column(resource, version, name) for name in names),
            notices=tuple((f.name, _line(f)) for f in found if not f.is_blocking),
            needs_permission=needs_permission(version),
            unseen=unseen_of(version),
            permission=FilePermission(
                decision.legal_basis,
                decision.decided_by.login if decision.decided_by else "",
                decision.decided_at,
            )
            if (decision := permission_of(self._session, version))
            else None,
            may_decide=may(self._unit.identity, Permission.DISCLOSE, record.organization_id),
        )

    def protect(self, dataset_name: str, resource_id: str, column: str, how: str) -> None:
        """Leave a column out (`drop`), mask it (`mask`) or take that back (empty); the file is read again."""
        record, resource, version = self._find(dataset_name, resource_id, Permission.EDIT)
        options = ReadingOptions.from_dict(resource.reading_options)
        old = options.columns.get(column, ColumnOption())
        if how not in ("", "drop", "mask") or column not in _columns(version):
            raise Invalid(
                [Problem("column", "unknown", _("Không có cột này, hoặc không có cách xử lý này."))]
            )
        if old.protection == how:
            return
        columns = {**options.columns, column: replace(old, protection=how)}
        with saving(self._session, record):
            resource.reading_options = replace(options, columns=columns).to_dict()
            read_again(self._unit, [version])
            self._note("protect", record, resource, "", {column: [old.protection, how]})

    def ask(self, dataset_name: str, resource_id: str, column: str, why: str) -> None:
        """Ask the approver to let a column be public as it is. Raises `Invalid` without a reason."""
        record, resource, version = self._find(dataset_name, resource_id, Permission.EDIT)
        if len(why.strip()) < SHORTEST_REASON:
            message = _("Nêu vì sao cần công bố cột này, từ 10 ký tự: người phê duyệt sẽ đọc.")
            raise Invalid([Problem("reason", "too_short", message)])
        with saving(self._session, record):
            for request in self._requests(resource, version, column):
                request.reason, request.asked_by_id = why.strip(), self._unit.identity.user_id
                request.asked_at = self._unit.now()
            self._note(
                "ask_disclosure", record, resource, why.strip(), {column: ["", _kinds(version, column)]}
            )

    def grant(self, dataset_name: str, resource_id: str, column: str, legal_basis: str) -> None:
        """Let a column be public as it is, in this version and later ones. Raises `Invalid` without a legal basis."""
        record, resource, version = self._find(dataset_name, resource_id, Permission.DISCLOSE)
        if len(legal_basis.strip()) < SHORTEST_BASIS:
            message = _("Ghi căn cứ pháp lý: tên, số, ngày của văn bản và điều, khoản cho phép công bố.")
            raise Invalid([Problem("legal_basis", "required", message)])
        with saving(self._session, record):
            for request in self._requests(resource, version, column):
                request.legal_basis, request.decided_by_id = legal_basis.strip(), self._unit.identity.user_id
                request.decided_at = self._unit.now()
            changes = {column: ["", _kinds(version, column)]}
            self._note("disclose", record, resource, legal_basis.strip(), changes)
            self._session.flush()
            settle(self._session, version, self._unit.now())

    def refuse(self, dataset_name: str, resource_id: str, column: str, why: str) -> None:
        """Refuse a request, or take back what was allowed: the column is closed again in every version."""
        record, resource, _newest = self._find(dataset_name, resource_id, Permission.DISCLOSE)
        if len(why.strip()) < SHORTEST_REASON:
            message = _("Nêu lý do, từ 10 ký tự: người đề nghị sẽ đọc.")
            raise Invalid([Problem("reason", "too_short", message)])
        with saving(self._session, record):
            for request in self._decided(resource, column):
                self._session.delete(request)
            self._note("refuse_disclosure", record, resource, why.strip(), {column: ["", ""]})
            self._session.flush()
            for version in resource.versions:
                if version.table is not None:
                    settle(self._session, version, self._unit.now())

    def allow_file(self, dataset_name: str, resource_id: str, why: str) -> None:
        """Let the newest upload be public although nobody can tell what is in it; for this version only.

        Raises `Invalid` without a reason, or where nothing keeps the file back but findings, which have their own way.
        """
        record, resource, version = self._find(dataset_name, resource_id, Permission.DISCLOSE)
        if len(why.strip()) < SHORTEST_BASIS:
            message = _("Ghi rõ ai đã kiểm tra tệp, kiểm tra thế nào, theo căn cứ nào; từ 15 ký tự.")
            raise Invalid([Problem("legal_basis", "required", message)])
        if not needs_permission(version) or permission_of(self._session, version) is not None:
            raise Invalid([Problem("file", "unknown", _("Tệp này không chờ quyết định."))])
        with saving(self._session, record):
            decision = Disclosure(resource_id=resource.id, column_name=WHOLE_FILE, kind=version.id)
            decision.legal_basis, decision.decided_by_id = why.strip(), self._unit.identity.user_id
            decision.decided_at = self._unit.now()
            self._session.add(decision)
            self._decided_on_file("disclose_file", record, version, why)

    def close_file(self, dataset_name: str, resource_id: str, why: str) -> None:
        """Take that back. Raises `Invalid` without a reason."""
        record, _resource, version = self._find(dataset_name, resource_id, Permission.DISCLOSE)
        decision = permission_of(self._session, version)
        if decision is None or len(why.strip()) < SHORTEST_REASON:
            raise Invalid([Problem("reason", "too_short", _("Nêu lý do, từ 10 ký tự."))])
        with saving(self._session, record):
            self._session.delete(decision)
            self._decided_on_file("close_file", record, version, why)

    # -- the parts

    def _decided_on_file(self, action: str, record: Dataset, version: ResourceVersion, why: str) -> None:
        self._note(action, record, version.resource, why.strip(), {version.filename: ["", ""]})
        self._session.flush()
        settle(self._session, version, self._unit.now())

    def _find(
        self, dataset_name: str, resource_id: str, permission: Permission
    ) -> tuple[Dataset, Resource, ResourceVersion]:
        record = Records(self._unit).find(dataset_name)
        self._unit.require(permission, record)
        resource = self._session.get(Resource, resource_id)
        if resource is None or resource.dataset_id != record.id or resource.removed_at is not None:
            raise NotFound(_("Bộ dữ liệu này không có tệp đó."))
        if resource.current_version is None:
            raise NotFound(_("Dữ liệu nằm ở hệ thống khác; Cổng không giữ tệp nào của nó."))
        return record, resource, resource.current_version

    def _findings(self, version: ResourceVersion, column: str) -> tuple[Finding, ...]:
        return tuple(found for found in findings_of(version) if found.name == column)

    def _requests(self, resource: Resource, version: ResourceVersion, column: str) -> list[Disclosure]:
        """A request for each kind found in the column, made where there is none."""
        kinds = [found.kind for found in self._findings(version, column) if found.is_blocking]
        if not kinds:
            raise Invalid([Problem("column", "unknown", _("Cột này không có dữ liệu cá nhân."))])
        return [self._request(resource, column[:300], kind) for kind in kinds]

    def _request(self, resource: Resource, column: str, kind: str) -> Disclosure:
        found = self._session.get(Disclosure, (resource.id, column, str(kind)))
        if found is None:
            found = Disclosure(resource_id=resource.id, column_name=column, kind=str(kind))
            self._session.add(found)
        return found

    def _decided(self, resource: Resource, column: str) -> Sequence[Disclosure]:
        query = select(Disclosure).where(
            Disclosure.resource_id == resource.id, Disclosure.column_name == column[:300]
        )
        return self._session.scalars(query).all()

    def _column(self, resource: Resource, version: ResourceVersion, name: str) -> ProtectedColumn:
        found = [f for f in self._findings(version, name) if f.is_blocking]
        wanted = ReadingOptions.from_dict(resource.reading_options).columns.get(name, ColumnOption())
        shown = ProtectedColumn(name, tuple(map(_line, found)), "open")
        shown = replace(shown, is_pending=wanted.protection != protections_of(version).get(name, ""))
        if wanted.protection:
            return replace(shown, state=wanted.protection)
        kinds = {str(f.kind) for f in found}
        requests = [r for r in self._decided(resource, name) if r.kind in kinds]
        if not requests:
            return shown
        first = requests[0]
        is_granted = {r.kind for r in requests if r.is_granted} == kinds
        return replace(
            shown,
            state="granted" if is_granted else "asked",
            reason=first.reason,
            asked_by=first.asked_by.login if first.asked_by else "",
            asked_at=first.asked_at,
            legal_basis=first.legal_basis,
            decided_by=first.decided_by.login if first.decided_by else "",
            decided_at=first.decided_at,
        )

    def _note(
        self, action: str, record: Dataset, resource: Resource, comment: str, changes: dict[str, list[str]]
    ) -> None:
        record.modified_at = self._unit.now()
        self._unit.note(action, record, resource_id=resource.id, comment=comment, changes=changes)


def _columns(version: ResourceVersion) -> set[str]:
    """Headings of the columns of the file, also of those left out."""
    stored = {str(column["name"]) for column in version.table.columns} if version.table is not None else set()
    return stored | set(protections_of(version)) | {found.name for found in findings_of(version)}


def _kinds(version: ResourceVersion, column: str) -> str:
    return " ".join(f.kind for f in findings_of(version) if f.name == column and f.is_blocking)


def _line(found: Finding) -> FindingLine:
    return FindingLine(
        kind=kind_label(found.kind),
        reason=reason(found),
        count=found.count,
        is_estimate=found.is_estimate,
        share=found.share,
        examples=found.examples_masked,
    )
