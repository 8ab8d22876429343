"""Who asks: a frozen value that services receive instead of knowing about requests and logins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.model import Role, User


@dataclass(frozen=True)
class Identity:
    """A user, the portal itself or nobody. `roles` maps agency ids to the role held there."""

    user_id: str | None = None
    login: str = ""
    is_administrator: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)

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
    """The identity of an account; reads its memberships."""
    return Identity(
        user_id=user.id,
        login=user.login,
        is_administrator=user.is_administrator,
        roles={m.organization_id: Role(m.role) for m in user.memberships},
    )
