"""What the promise line says in words: the text beside the picture, never left out."""

from __future__ import annotations

from collections import Counter
from datetime import date

from markupsafe import Markup, escape

from portal.catalog.promise import Freshness, FreshnessState, Promise, PublicState
from portal.i18n import format_date, ngettext
from portal.i18n import gettext as _
from portal.metadata.specification import Term

LONGEST_REASON = 110


def sentence(promise: Promise) -> Markup:
    """The promise line of a record in one or two sentences."""
    match promise.state:
        case PublicState.PUBLISHED:
            return _join(strong(published(promise) + "."), fresh(promise.freshness))
        case PublicState.OVERDUE:
            return _overdue(promise)
        case PublicState.IN_WORK | PublicState.PROMISED:
            return _ahead(promise)
        case PublicState.WITHDRAWN:
            return strong(withdrawn(promise) + ".")
        case PublicState.INVENTORY:
            return _database(promise)
    return _join(strong(_("Bản nháp.")), appointment(promise))


def published(promise: Promise) -> str:
    """How publication stands against its promise."""
    if promise.planned_on is None:
        day = promise.published_on
        return _("Công bố %(day)s", day=format_date(day)) if day else _("Đã công bố")
    days = promise.days_late
    if days < 0:
        return ngettext("Công bố sớm %(n)s ngày", "Công bố sớm %(n)s ngày", -days)
    if days > 0:
        return ngettext("Công bố chậm %(n)s ngày", "Công bố chậm %(n)s ngày", days)
    return _("Công bố đúng hẹn")


def withdrawn(promise: Promise) -> str:
    """When a record was withdrawn."""
    return (
        _("Đã rút ngày %(day)s", day=format_date(promise.withdrawn_on))
        if promise.withdrawn_on
        else _("Đã rút")
    )


def fresh(freshness: Freshness) -> Markup:
    """How old the data is and whether that keeps its rhythm."""
    if freshness.data_on is None:
        return Markup.escape(_("Chưa ghi ngày của dữ liệu."))
    day, frequency = format_date(freshness.data_on), rhythm(freshness.frequency)
    if freshness.state is FreshnessState.UNBOUND:
        text = _("Dữ liệu ngày %(day)s, %(rhythm)s.", day=day, rhythm=frequency) if frequency else None
        return Markup.escape(text or _("Dữ liệu ngày %(day)s.", day=day))
    rest = left(freshness)
    if freshness.state is FreshnessState.LATE:
        rest = brick(rest)
    return fill(_("Dữ liệu ngày %(day)s, %(rhythm)s, %(rest)s."), day=day, rhythm=frequency, rest=rest)


def left(freshness: Freshness) -> str:
    """Days until newer data is due, or past that day."""
    days = freshness.days
    if freshness.state is FreshnessState.LATE:
        return ngettext("chậm %(n)s ngày", "chậm %(n)s ngày", days)
    if days == 0:
        return _("hôm nay đến kỳ")
    return ngettext("còn %(n)s ngày tới kỳ sau", "còn %(n)s ngày tới kỳ sau", days)


def rhythm(frequency: Term | None) -> str:
    """A frequency inside a sentence."""
    label = frequency.label if frequency else ""
    return label[:1].lower() + label[1:]


def appointment(promise: Promise) -> Markup:
    """The promised day, without judgement."""
    if promise.planned_on is None:
        return Markup()
    return Markup.escape(_("Hẹn %(day)s.", day=format_date(promise.planned_on)))


def days_left(promise: Promise) -> str:
    """Days until the promised day."""
    if promise.days_left <= 0:
        return _("hôm nay đến hẹn")
    return ngettext("còn %(n)s ngày", "còn %(n)s ngày", promise.days_left)


def days_over(promise: Promise) -> str:
    """Days since the promised day."""
    days = max(-promise.days_left, 1)
    return ngettext("quá hạn %(n)s ngày", "quá hạn %(n)s ngày", days)


def reason(promise: Promise) -> str:
    """Why a promise is late, cut to fit a card."""
    if not promise.late_reason:
        return _("Cơ quan chưa nêu lý do.")
    text = " ".join(promise.late_reason.split())
    if len(text) > LONGEST_REASON:
        text = text[:LONGEST_REASON].rsplit(" ", 1)[0] + "…"
    return _("Lý do: %(reason)s", reason=text if text.endswith((".", "…", "!", "?")) else text + ".")


def children(states: tuple[PublicState, ...]) -> str:
    """How many datasets of a database are how far, as a list of counts."""
    counts = Counter(states)
    parts = []
    if n := counts[PublicState.PUBLISHED]:
        parts.append(ngettext("%(n)s đã công bố", "%(n)s đã công bố", n))
    if n := counts[PublicState.IN_WORK]:
        parts.append(ngettext("%(n)s đang làm", "%(n)s đang làm", n))
    if n := counts[PublicState.PROMISED]:
        parts.append(ngettext("%(n)s đã hẹn", "%(n)s đã hẹn", n))
    if n := counts[PublicState.OVERDUE]:
        parts.append(ngettext("%(n)s quá hạn", "%(n)s quá hạn", n))
    if n := counts[PublicState.WITHDRAWN]:
        parts.append(ngettext("%(n)s đã rút", "%(n)s đã rút", n))
    return ", ".join(parts)


def short(promise: Promise) -> str:
    """One line under a badge in an official list."""
    match promise.state:
        case PublicState.PUBLISHED:
            return _published_short(promise)
        case PublicState.OVERDUE:
            given = _("có lý do") if promise.late_reason else _("chưa nêu lý do")
            return f"{days_over(promise)}, {given}"
        case PublicState.IN_WORK | PublicState.PROMISED:
            return days_left(promise) if promise.planned_on else _("chưa ghi ngày hẹn")
        case PublicState.WITHDRAWN:
            return _("rút %(day)s", day=_day(promise.withdrawn_on))
        case PublicState.INVENTORY:
            return children(promise.children) or _("chưa có dữ liệu mở")
    return ""


def _published_short(promise: Promise) -> str:
    day = _("công bố %(day)s", day=_day(promise.published_on))
    return f"{day}, {verdict(promise)}" if promise.planned_on else day


def verdict(promise: Promise) -> str:
    """Early, on the day, or late: of a kept promise."""
    days = promise.days_late
    if days < 0:
        return ngettext("sớm %(n)s ngày", "sớm %(n)s ngày", -days)
    return ngettext("chậm %(n)s ngày", "chậm %(n)s ngày", days) if days else _("đúng hẹn")


def _overdue(promise: Promise) -> Markup:
    start = fill(_("%(strong)s %(late)s."), strong=_planned(promise), late=brick(days_over(promise)))
    return _join(start, Markup.escape(reason(promise)))


def _ahead(promise: Promise) -> Markup:
    if promise.planned_on is None:
        return strong(_("Đã hẹn, chưa ghi ngày."))
    start = fill(_("%(strong)s %(left)s."), strong=_planned(promise), left=days_left(promise))
    return _join(start, Markup.escape(_("Đang làm."))) if promise.state is PublicState.IN_WORK else start


def _planned(promise: Promise) -> Markup:
    return strong(_("Hẹn %(day)s,", day=_day(promise.planned_on)))


def _database(promise: Promise) -> Markup:
    count = len(promise.children)
    if not count:
        return strong(_("Chưa có bộ dữ liệu mở."))
    start = strong(ngettext("%(n)s bộ dữ liệu mở:", "%(n)s bộ dữ liệu mở:", count))
    return _join(start, Markup.escape(children(promise.children) + "."))


def _day(day: date | None) -> str:
    return format_date(day) if day else "–"


def strong(text: str) -> Markup:
    """The part that matters."""
    return Markup(f"<strong>{escape(text)}</strong>")  # noqa: S704


def brick(text: str) -> Markup:
    """The part that is late."""
    return Markup(f'<span class="t-brick">{escape(text)}</span>')  # noqa: S704


def fill(text: str, /, **values: object) -> Markup:
    """A translated text with its places filled; values that are no markup are escaped."""
    # Markup's own % does the same ten times slower.
    return Markup(text % {name: escape(value) for name, value in values.items()})  # noqa: S704


def _join(*parts: Markup) -> Markup:
    return Markup(" ").join(part for part in parts if part)
