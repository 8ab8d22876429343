"""What the page of an official list needs beside its rows: figures, states to choose, URL parameters."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from portal.catalog.pages import ListPage
from portal.catalog.promise import PublicState
from portal.i18n import format_number, ngettext
from portal.i18n import gettext as _
from portal.metadata.specification import FieldSpec
from portal.model import Catalog
from portal.web.links import link

Figure = tuple[int, str, str, str, str]
"""Number, label, icon, tone, address."""


COLUMN_CSS = {"date": "fig"}


@dataclass(frozen=True)
class ListFacts:
    """`path` is the list's own; `params` the filters as URL parameters.

    `headings` and `openings` (the start of each cell, with
    its heading for phones) go with `ListPage.columns`.
    """

    path: str
    lead: str
    figures: tuple[Figure, ...]
    states: tuple[tuple[str, str], ...]
    params: dict[str, tuple[str, ...]]
    row_label: str
    headings: tuple[str, ...]
    openings: tuple[Markup, ...]
    summary: str


def list_facts(page: ListPage) -> ListFacts:
    """The facts of one page of a list."""
    is_open_data = page.catalog == Catalog.OPEN_DATA
    path = f"/catalog/{page.catalog}"
    filters = {"organization": page.organization, "state": page.state, "q": page.text}
    return ListFacts(
        path=path,
        lead=_("Những bộ dữ liệu thành phố hẹn công bố cho mọi người, hẹn ngày nào, đã làm đến đâu.")
        if is_open_data
        else _(
            "Những cơ sở dữ liệu các cơ quan của thành phố đang giữ: có gì, cho ai dùng và bằng cách nào."
        ),
        figures=_open_data(page, path) if is_open_data else _databases(page),
        states=_states(is_open_data),
        params={name: (value,) for name, value in filters.items() if value},
        row_label=_("Bộ dữ liệu") if is_open_data else _("Cơ sở dữ liệu"),
        headings=tuple(_heading(c) for c in page.columns),
        openings=tuple(_opening(c) for c in page.columns),
        summary=_summary(page) if is_open_data else "",
    )


def _open_data(page: ListPage, path: str) -> tuple[Figure, ...]:
    totals = page.totals
    by = f"&organization={page.organization}" if page.organization else ""

    def of(state: str) -> str:
        return link(f"{path}?state={state}{by}")

    return (
        (totals.promised, _("Đã hẹn"), "flag", "", ""),
        (totals.published, _("Đã công bố"), "check", "published", of("published")),
        (totals.in_work, _("Đang làm"), "clock", "work", of("in_work")),
        (totals.ahead, _("Chưa đến hạn"), "calendar", "promised", of("promised")),
        (totals.overdue, _("Quá hạn"), "alert", "overdue", of("overdue")),
    )


def _databases(page: ListPage) -> tuple[Figure, ...]:
    totals = page.totals
    return (
        (totals.databases, _("Số cơ sở dữ liệu"), "database", "", ""),
        (
            1 if page.organization else totals.organizations,
            _("Số cơ quan"),
            "building",
            "",
            link("/organization"),
        ),
        (totals.promised, _("Bộ dữ liệu mở đã hẹn"), "flag", "", link("/catalog/open-data")),
        (totals.published, _("Đã công bố"), "check", "published", link("/catalog/open-data?state=published")),
    )


def _states(is_open_data: bool) -> tuple[tuple[str, str], ...]:
    if not is_open_data:
        return ((PublicState.INVENTORY, _("Đang dùng")), (PublicState.WITHDRAWN, _("Đã rút")))
    return (
        (PublicState.PUBLISHED, _("Đã công bố")),
        (PublicState.IN_WORK, _("Đang làm")),
        (PublicState.PROMISED, _("Chưa đến hạn")),
        (PublicState.OVERDUE, _("Quá hạn")),
        (PublicState.WITHDRAWN, _("Đã rút")),
    )


def _opening(spec: FieldSpec) -> Markup:
    return Markup('<td data-label="{}" class="{}"><span>').format(
        _short(spec), COLUMN_CSS.get(spec.type, "text")
    )


def _short(spec: FieldSpec) -> str:
    """The heading beside a cell on a phone, where there is little room."""
    return _("Nguồn") if spec.name == "databases" else _heading(spec)


def _heading(spec: FieldSpec) -> str:
    """The heading of a column, shorter than the field's label where the column is narrow."""
    return {"update_frequency": _("Tần suất"), "planned_on": _("Hẹn")}.get(spec.name, spec.label)


def _summary(page: ListPage) -> str:
    totals = page.totals
    text = _(
        "%(promised)s đã hẹn: %(published)s đã công bố, %(in_work)s đang làm, "
        "%(ahead)s chưa đến hạn, %(overdue)s quá hạn.",
        promised=format_number(totals.promised),
        published=format_number(totals.published),
        in_work=format_number(totals.in_work),
        ahead=format_number(totals.ahead),
        overdue=format_number(totals.overdue),
    )
    if not totals.withdrawn:
        return text
    return f"{text} " + ngettext("Ngoài ra %(n)s đã rút.", "Ngoài ra %(n)s đã rút.", totals.withdrawn)
