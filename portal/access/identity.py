"""Who asks: a frozen value that services receive instead of knowing about requests and logins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.model import Membership, Role, User


@dataclass(frozen=True)
class Identity:
    """A user, the portal itself or nobody. `roles` maps agency ids to the role held there.

    `under_approval` are the agencies where somebody else has to approve what this identity wants published.
    """

    user_id: str | None = None
    login: str = ""
    is_administrator: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)
    under_approval: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has signed in."""
        return not self.is_administrator and not self.roles and self.user_id is None

    @property
    def audience(self) -> frozenset[str] | None:
        """The search tokens this identity holds; None sees everything."""
        if self.is_administrator:
            return None
        return frozenset({"public", *(f"org:{organization_id}" for organization_id in self.roles)})


ANONYMOUS = Identity()
SYSTEM = Identity(is_administrator=True, login="portal")
"""The portal itself: commands and jobs run by whoever holds the machine."""


def identity_of(user: User) -> Identity:
    """The identity of an account; reads its memberships and their agencies."""
    return Identity(
        user_id=user.id,
        login=user.login,
        is_administrator=user.is_administrator,
        roles={m.organization_id: Role(m.role) for m in user.memberships},
        under_approval=frozenset(m.organization_id for m in user.memberships if _needs_approval(m)),
    )


def _needs_approval(membership: Membership) -> bool:
    agency = membership.organization
    is_approver = membership.role == Role.APPROVER
    return not agency.publishes_directly and not (is_approver and agency.may_approve_own)
