"""Finds the agency of a foreign record by any name it has or had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.errors import Problem
from portal.harvest.terms import key
from portal.i18n import gettext as _
from portal.model import Organization, OrganizationSuccession


@dataclass(frozen=True)
class Agency:
    """An agency's name in addresses and its title; `successors` where it is no more, in order."""

    name: str
    title: str
    successors: tuple[Agency, ...] = ()


class Agencies:
    """All agencies by name, title, English title, code and short names."""

    def __init__(self, session: Session) -> None:
        query = select(Organization).options(
            selectinload(Organization.successions).joinedload(OrganizationSuccession.successor)
        )
        self._by_key: dict[str, Agency] = {}
        former = []
        for organization in session.scalars(query.order_by(Organization.title_key)):
            former += [organization] if organization.successions else []
            if not organization.successions:
                self._remember(organization)
        # The names of those that exist come first: a short name may have been reused.
        for organization in former:
            self._remember(organization)

    def find(self, hints: Iterable[str]) -> tuple[str | None, Problem | None]:
        """The name of the agency that the first known hint names, and what is to be said of it."""
        names = list(hints)
        agency = next((self._by_key[k] for hint in names if (k := key(hint)) in self._by_key), None)
        if agency is None:
            return None, _unknown(names)
        if not agency.successors:
            return agency.name, None
        chosen = agency.successors[0]
        message = _(
            "“%(former)s” không còn; ghi cho cơ quan kế tục “%(successor)s”.",
            former=agency.title,
            successor=chosen.title,
        )
        return chosen.name, Problem("organization", "successor", message)

    def _remember(self, organization: Organization) -> None:
        steps = sorted(organization.successions, key=lambda s: (s.effective_on, s.successor.title_key))
        successors = tuple(Agency(s.successor.name, s.successor.title) for s in steps)
        agency = Agency(organization.name, organization.title, successors)
        names = [organization.name, organization.title, organization.code or "", *organization.short_names]
        for name in (*names, str(organization.values.get("title_en") or "")):
            if key(name):
                self._by_key.setdefault(key(name), agency)


def _unknown(names: list[str]) -> Problem:
    if not names:
        message = _("Bản ghi không nêu cơ quan. Chỉ định cơ quan bằng --organization.")
        return Problem("organization", "required", message)
    message = _(
        "Không có cơ quan nào tên “%(name)s”. Chỉ định cơ quan bằng --organization.", name=names[0][:120]
    )
    return Problem("organization", "unknown", message)
