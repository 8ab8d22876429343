"""What the page of an agency needs beside its records: figures that lead to them, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from portal.catalog.pages import OrganizationPage, Succession
from portal.i18n import gettext as _
from portal.web.links import query_url
from portal.web.list_facts import Figure
from portal.web.record_facts import succession_text


@dataclass(frozen=True)
class OrganizationFacts:
    """`succeeded` is empty while the agency exists; `is_gone` when it has ended and no record is left with it."""

    figures: tuple[Figure, ...]
    succeeded: Markup
    is_gone: bool


def organization_facts(page: OrganizationPage) -> OrganizationFacts:
    """The facts of one agency."""
    former = Succession(page.organization, page.successors, page.succeeded_on)
    is_former = bool(page.successors or page.valid_to)
    return OrganizationFacts(
        figures=_figures(page),
        succeeded=succession_text(former) if is_former else Markup(),
        is_gone=is_former and not page.cards and not page.databases,
    )


def _figures(page: OrganizationPage) -> tuple[Figure, ...]:
    totals, name = page.totals, page.organization.name

    def of(path: str, state: str | None = None) -> str:
        return query_url(path, {}, organization=name, state=state)

    return (
        (totals.databases, _("Số cơ sở dữ liệu"), "database", "", of("/catalog/city-databases")),
        (totals.promised, _("Đã hẹn"), "flag", "", of("/catalog/open-data")),
        (totals.published, _("Đã công bố"), "check", "published", of("/catalog/open-data", "published")),
        (totals.overdue, _("Quá hạn"), "alert", "overdue", of("/catalog/open-data", "overdue")),
    )
