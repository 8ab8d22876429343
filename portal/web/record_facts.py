"""What the page of a record needs beside its values: headings, reasons of a delay, fields by their place."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from portal.catalog.pages import DatasetPage, ShownField, Succession
from portal.catalog.promise import PublicState
from portal.i18n import gettext as _
from portal.i18n import pick
from portal.model import Catalog
from portal.web.dates import dated
from portal.web.links import link
from portal.web.promise_path import path_title
from portal.web.sentences import fill, withdrawn

Crumb = tuple[str, str]
SHOWN_BESIDE = ("contact", "contact_email")
"""Fields that stand in the margin."""


@dataclass(frozen=True)
class RecordFacts:
    """`tables` are fields that hold rows and get a section each; `rows` all other fields.
    `description` is sanitised markup."""

    crumbs: tuple[Crumb, ...]
    is_database: bool
    is_public: bool
    line_title: str
    about_title: str
    details_title: str
    related_title: str
    answerable: Markup
    lateness: str
    expected: Markup
    licence_plain: str
    lacks_files: bool
    description: Markup
    withdrawn_lead: str
    tables: tuple[ShownField, ...]
    rows: tuple[ShownField, ...]


def record_facts(page: DatasetPage) -> RecordFacts:
    """The facts of one record."""
    is_database = page.catalog == Catalog.CITY_DATABASES
    return RecordFacts(
        crumbs=_crumbs(page, is_database),
        is_database=is_database,
        is_public=page.state is not PublicState.DRAFT,
        line_title=_("Từ cơ sở dữ liệu đến dữ liệu mở") if is_database else path_title(page.promise),
        about_title=_("Về cơ sở dữ liệu") if is_database else _("Về bộ dữ liệu"),
        details_title=_("Thông tin đầy đủ") if page.state in _SETTLED else _("Thông tin đã có"),
        related_title=_("Cơ sở dữ liệu khác của cơ quan") if is_database else _("Dữ liệu liên quan"),
        answerable=_answerable(page, is_database),
        lateness=_lateness(page),
        expected=_expected(page),
        licence_plain=pick(page.licence.extra.get("plain", {})) if page.licence else "",
        lacks_files=not is_database and page.state is PublicState.PUBLISHED,
        description=_rest(page),
        withdrawn_lead=_("%(withdrawn)s và không còn tải được.", withdrawn=withdrawn(page.promise)),
        tables=tuple(f for f in page.fields if f.spec.type == "table"),
        rows=tuple(f for f in page.fields if f.spec.type != "table" and f.spec.name not in SHOWN_BESIDE),
    )


_SETTLED = (PublicState.PUBLISHED, PublicState.INVENTORY)


def succession_text(succession: Succession) -> Markup:
    """What became of an agency, with the day."""
    heirs = Markup(", ").join(
        Markup('<a href="{}">{}</a>').format(link(f"/organization/{o.name}"), o.label)
        for o in succession.successors
    )
    if not heirs:
        return fill(_("%(former)s không còn hoạt động."), former=succession.former.label)
    if succession.effective_on is None:
        return fill(_("%(former)s nay là %(heirs)s."), former=succession.former.label, heirs=heirs)
    return fill(
        _("%(former)s đã nhập vào %(heirs)s từ %(day)s."),
        former=succession.former.label, heirs=heirs, day=dated(succession.effective_on),
    )  # fmt: skip


def _crumbs(page: DatasetPage, is_database: bool) -> tuple[Crumb, ...]:
    if is_database:
        return ((link("/catalog/city-databases"), _("Danh mục cơ sở dữ liệu")),)
    first = (link("/dataset"), _("Dữ liệu"))
    return (first, *((link(f"/theme/{t.code}"), t.label) for t in page.themes[:1]))


def _answerable(page: DatasetPage, is_database: bool) -> Markup:
    agency = Markup('<a href="{}">{}</a>').format(
        link(f"/organization/{page.organization.name}"), page.organization.label
    )
    if is_database:
        return fill(_("%(agency)s quản lý cơ sở dữ liệu này"), agency=agency)
    if page.state is PublicState.PUBLISHED:
        return fill(_("%(agency)s chịu trách nhiệm về dữ liệu này"), agency=agency)
    return fill(_("%(agency)s chịu trách nhiệm công bố"), agency=agency)


def _lateness(page: DatasetPage) -> str:
    if page.state is not PublicState.OVERDUE:
        return ""
    return page.promise.late_reason or _("Cơ quan chưa nêu lý do.")


def _expected(page: DatasetPage) -> Markup:
    promise = page.promise
    parts = []
    if promise.expected_on:
        parts.append(Markup("<b>{}</b>").format(fill(_("Hẹn lại: %(day)s."), day=dated(promise.expected_on))))
    if promise.late_reason_on:
        parts.append(fill(_("Lý do cập nhật ngày %(day)s."), day=dated(promise.late_reason_on)))
    return Markup(" ").join(parts)


def _rest(page: DatasetPage) -> Markup:
    """The description without a first paragraph that the lead above has said already."""
    first, found, rest = page.description_html.partition("</p>")
    text = " ".join(Markup(first).striptags().split())  # noqa: S704 - only to strip it
    said = bool(found) and text == page.lead
    return Markup(rest.strip() if said else page.description_html)  # noqa: S704 - sanitised
