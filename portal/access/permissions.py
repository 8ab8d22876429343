"""The whole permission table."""

from __future__ import annotations

from enum import StrEnum

from portal.access.identity import Identity
from portal.errors import NotPermitted
from portal.i18n import gettext as _
from portal.model import Role


class Permission(StrEnum):
    """What somebody may do with the records of one agency."""

    VIEW_DRAFT = "view_draft"
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DISCLOSE = "disclose"


TABLE: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.VIEW_DRAFT}),
    Role.EDITOR: frozenset(
        {
            Permission.VIEW_DRAFT,
            Permission.EDIT,
            Permission.SUBMIT,
            Permission.PUBLISH,
            Permission.WITHDRAW,
        }
    ),
    Role.APPROVER: frozenset(
        {
            Permission.VIEW_DRAFT,
            Permission.EDIT,
            Permission.SUBMIT,
            Permission.APPROVE,
            Permission.PUBLISH,
            Permission.WITHDRAW,
            Permission.DISCLOSE,
        }
    ),
}
"""Rights of each role in its agency; a new right is nobody's until it stands here.

An administrator has every right in every agency.
"""
NEEDS_APPROVAL: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset(),
    Role.EDITOR: frozenset({Permission.PUBLISH, Permission.WITHDRAW}),
    Role.APPROVER: frozenset({Permission.PUBLISH}),
}
"""What each role may not do by itself in an agency that publishes only what was approved."""


def may(identity: Identity, permission: Permission, organization_id: str) -> bool:
    """Whether `identity` holds `permission` in the agency."""
    if identity.is_administrator:
        return True
    role = identity.roles.get(organization_id)
    if role is None or permission not in TABLE[role]:
        return False
    return organization_id not in identity.under_approval or permission not in NEEDS_APPROVAL[role]


def require(identity: Identity, permission: Permission, organization_id: str) -> None:
    """Raise `NotPermitted` unless `identity` holds `permission` in the agency."""
    if not may(identity, permission, organization_id):
        raise NotPermitted(_("Tài khoản của bạn không có quyền làm việc này với bản ghi của cơ quan này."))
