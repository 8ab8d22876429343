"""Agencies come and go: finds those a query names and tells what became of them."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.catalog.cards import link
from portal.catalog.pages import Succession
from portal.catalog.unit import Unit
from portal.i18n import gettext as _
from portal.model import Organization, OrganizationSuccession
from portal.text import fold, normalize


def successions_in(unit: Unit, text: str) -> tuple[Succession, ...]:
    """The former agencies that `text` names in full or by a short name, with their successors."""
    words = _words(text)
    if not words:
        return ()
    known = unit.remembered("former agencies", lambda: _names_of_former(unit))
    return tuple(step for names, step in known if any(f" {name} " in f" {words} " for name in names))


def _names_of_former(unit: Unit) -> list[tuple[list[str], Succession]]:
    return [
        ([w for name in (o.title, *o.short_names) if (w := _words(name))], succession(o))
        for o in former_organizations(unit)
    ]


def former_organizations(unit: Unit) -> list[Organization]:
    """Agencies that have successors, in Vietnamese order."""
    query = (
        select(Organization)
        .where(Organization.successions.any())
        .options(selectinload(Organization.successions).joinedload(OrganizationSuccession.successor))
        .order_by(Organization.title_key)
    )
    return list(unit.session.scalars(query))


def succession(organization: Organization) -> Succession:
    """What became of a former agency."""
    steps = organization.successions
    return Succession(
        former=link(organization),
        successors=tuple(link(s.successor) for s in steps),
        effective_on=min((s.effective_on for s in steps), default=None),
    )


def suggested_agencies(unit: Unit, text: str) -> list[dict[str, str]]:
    """Agencies with a name that has `text` at the start of a word; for former ones, their successors."""
    wanted = _words(text)
    if not wanted:
        return []
    query = select(Organization).options(
        selectinload(Organization.successions).joinedload(OrganizationSuccession.successor)
    )
    found: dict[str, dict[str, str]] = {}
    for organization in unit.session.scalars(query.order_by(Organization.title_key)):
        names = (organization.title, *organization.short_names)
        if not any(f" {wanted}" in f" {_words(name)}" for name in names):
            continue
        if not organization.successions:
            found[organization.name] = _entry(organization, _("cơ quan"))
        for step in organization.successions:
            where = _("thay %(former)s", former=organization.label)
            found.setdefault(step.successor.name, _entry(step.successor, where))
    return list(found.values())


def _entry(organization: Organization, where: str) -> dict[str, str]:
    return {"label": organization.label, "name": organization.name, "where": where}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(normalize(text))))
