"""Badges: what happened to a record, and who may use it. Colour, icon and word say the same."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.pages import Card, DatasetPage
from portal.catalog.promise import Freshness, FreshnessState, Promise, PublicState
from portal.i18n import gettext as _
from portal.i18n import ngettext
from portal.metadata.specification import Term


@dataclass(frozen=True)
class Badge:
    """`tone` is the colour's role; an outlined badge says who may use it, a filled one what happened."""

    tone: str
    icon: str
    text: str
    is_outlined: bool = False


def state_badge(state: PublicState) -> Badge:
    """The badge of a state."""
    match state:
        case PublicState.PUBLISHED:
            return Badge("published", "check", _("Đã công bố"))
        case PublicState.IN_WORK:
            return Badge("work", "clock", _("Đang làm"))
        case PublicState.PROMISED:
            return Badge("promised", "flag", _("Đã hẹn"))
        case PublicState.OVERDUE:
            return Badge("overdue", "alert", _("Quá hạn"))
        case PublicState.WITHDRAWN:
            return Badge("withdrawn", "slash", _("Đã rút"))
        case PublicState.INVENTORY:
            return Badge("inventory", "database", _("Cơ sở dữ liệu"))
    return Badge("work", "edit", _("Bản nháp"))


def promise_badge(promise: Promise) -> Badge:
    """The badge of a state, saying how late it is."""
    if promise.state is not PublicState.OVERDUE:
        return state_badge(promise.state)
    days = max(-promise.days_left, 1)
    return Badge("overdue", "alert", ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", days))


def freshness_badge(freshness: Freshness) -> Badge | None:
    """Whether the data keeps its rhythm; nothing where none was promised."""
    match freshness.state:
        case FreshnessState.ON_TIME:
            return Badge("ontime", "check", _("Đúng kỳ"))
        case FreshnessState.SOON:
            return Badge("soon", "clock", _("Sắp đến hạn"))
        case FreshnessState.LATE:
            return Badge("late", "alert", _("Chậm cập nhật"))
    return None


def access_badge(level: Term | None) -> Badge | None:
    """Who may use it."""
    if level is None:
        return None
    return Badge(str(level.extra.get("tone", "")), str(level.extra.get("icon", "lock")), level.label, True)


def card_badges(card: Card) -> tuple[Badge, ...]:
    """The badges of a result: state and access."""
    access = access_badge(card.access_level)
    return (state_badge(card.state), access) if access else (state_badge(card.state),)


def page_badges(page: DatasetPage) -> tuple[Badge, ...]:
    """The badges over a record's title: state, freshness, access."""
    found = (
        promise_badge(page.promise),
        freshness_badge(page.promise.freshness),
        access_badge(page.access_level),
    )
    return tuple(badge for badge in found if badge)
