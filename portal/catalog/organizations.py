"""Agencies: those in being, those that were merged, and each one's records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.catalog.cards import cards_of, link, summary
from portal.catalog.pages import (
    Card,
    OrganizationLine,
    OrganizationPage,
    OrganizationsPage,
    Succession,
    Totals,
)
from portal.catalog.succession import former_organizations, succession
from portal.catalog.totals import totals_by_organization
from portal.catalog.unit import Unit
from portal.errors import NotFound, NotPermitted
from portal.i18n import gettext as _
from portal.model import (
    Activity,
    Catalog,
    Dataset,
    Organization,
    OrganizationSuccession,
    PublicationPlan,
    RecordState,
)

SHOWN = 6
SHOWN_DATABASES = 20


class Organizations:
    """Reads agencies."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._session = unit.session

    def all(self) -> OrganizationsPage:
        """Every agency with its counts."""
        counts = totals_by_organization(self._unit)
        found = self._session.scalars(select(Organization).order_by(Organization.title_key)).all()
        today = self._unit.today()
        return OrganizationsPage(
            current=tuple(
                OrganizationLine(
                    link(o), counts.get(o.id, Totals()), summary(o.values.get("description", ""), 160)
                )
                for o in found
                if o.exists_on(today)
            ),
            former=tuple(succession(o) for o in former_organizations(self._unit)),
        )

    def page(self, name: str) -> OrganizationPage:
        """One agency, also a former one. Raises `NotFound`."""
        organization = self._find(name)
        datasets = self._records(organization, Catalog.OPEN_DATA).order_by(
            Dataset.state.desc(), Dataset.data_changed_on.desc(), Dataset.title_key
        )
        databases = self._records(organization, Catalog.CITY_DATABASES).order_by(Dataset.title_key)
        shown, listed = self._cards(datasets.limit(SHOWN)), self._cards(databases.limit(SHOWN_DATABASES))
        steps = organization.successions
        return OrganizationPage(
            organization=link(organization),
            description=organization.values.get("description", ""),
            code=organization.code or "",
            contact=organization.values.get("contact", ""),
            website=organization.values.get("website", ""),
            valid_from=organization.valid_from,
            valid_to=organization.valid_to,
            totals=totals_by_organization(self._unit).get(organization.id, Totals()),
            upcoming=self._upcoming(organization),
            cards=shown,
            databases=listed,
            predecessors=tuple(
                Succession(link(s.predecessor), (link(organization),), s.effective_on)
                for s in organization.predecessions
            ),
            successors=tuple(link(s.successor) for s in steps),
            succeeded_on=min((s.effective_on for s in steps), default=None),
            is_sample=any(c.is_sample for c in (*shown, *listed)),
        )

    def set_approval(self, name: str, *, is_direct: bool, may_approve_own: bool = False) -> Organization:
        """Say whether the agency publishes directly or what others approved. Raises `NotFound`."""
        if not self._unit.identity.is_administrator:
            raise NotPermitted(_("Chỉ quản trị viên đặt được cách công bố của một cơ quan."))
        agency = self._find(name)
        before = [agency.publishes_directly, agency.may_approve_own]
        agency.publishes_directly = is_direct
        agency.may_approve_own = may_approve_own and not is_direct
        after = [agency.publishes_directly, agency.may_approve_own]
        names = ("publishes_directly", "may_approve_own")
        entry = Activity(
            at=self._unit.now(),
            action="set_approval",
            user_id=self._unit.identity.user_id,
            organization_id=agency.id,
            changes={n: [old, new] for n, old, new in zip(names, before, after, strict=True) if old != new},
        )
        self._session.add(entry)
        self._session.flush()
        return agency

    def _find(self, name: str) -> Organization:
        query = (
            select(Organization)
            .where(Organization.name == name)
            .options(
                selectinload(Organization.successions).joinedload(OrganizationSuccession.successor),
                selectinload(Organization.predecessions).joinedload(OrganizationSuccession.predecessor),
            )
        )
        organization = self._session.scalar(query)
        if organization is None:
            raise NotFound(_("Không có cơ quan nào tên “%(name)s”.", name=name[:100]))
        return organization

    def _records(self, organization: Organization, catalog: str) -> Select[Any]:
        public = Dataset.state.in_([RecordState.PROMISED, RecordState.PUBLISHED])
        return select(Dataset).where(
            Dataset.organization_id == organization.id, Dataset.catalog == catalog, public
        )

    def _upcoming(self, organization: Organization) -> Card | None:
        query = self._records(organization, Catalog.OPEN_DATA).join(
            PublicationPlan, PublicationPlan.dataset_id == Dataset.id
        )
        query = query.where(
            Dataset.state == RecordState.PROMISED, PublicationPlan.planned_on >= self._unit.today()
        )
        found = self._cards(query.order_by(PublicationPlan.planned_on).limit(1))
        return found[0] if found else None

    def _cards(self, query: Select[Any]) -> tuple[Card, ...]:
        return cards_of(self._unit, self._session.scalars(query.with_only_columns(Dataset.id)).all())
