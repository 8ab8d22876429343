"""The promise line of a record's page: four stops with their days, notes and verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from portal.catalog.promise import FreshnessState, Promise, PublicState
from portal.i18n import gettext as _
from portal.i18n import ngettext
from portal.web.dates import dated
from portal.web.links import dataset_url
from portal.web.promise_line import TONES, Tube, large_tube
from portal.web.sentences import days_left, days_over, fill, rhythm, verdict

NO_TUBE = Tube("ahead", 4)


@dataclass(frozen=True)
class Stop:
    """One stop. `stretch` is the tone of the way to the next where it differs from the stop's own.

    `lines` are notes under the day; the verdict stands before them.
    """

    name: str
    tone: str
    symbol: str
    date: Markup
    stretch: str = ""
    verdict: str = ""
    lines: tuple[Markup, ...] = ()
    tube: Tube | None = None

    @property
    def css(self) -> str:
        """The classes of the stop."""
        return f"line__stop p-{self.tone}" + (f" seg-{self.stretch}" if self.stretch else "")


def stops(promise: Promise) -> tuple[Stop, ...]:
    """The stops of an open dataset's line, or of a withdrawn one's."""
    first, second = _inventory(promise), _appointment(promise)
    if promise.state is PublicState.WITHDRAWN:
        return _withdrawn(promise, first, second)
    return first, second, _publication(promise), _freshness(promise)


def path_title(promise: Promise) -> str:
    """The heading over the line."""
    return (
        _("Từ kiểm kê đến lúc rút") if promise.state is PublicState.WITHDRAWN else _("Từ kiểm kê đến hôm nay")
    )


def _text(text: str) -> Markup:
    return Markup.escape(text)


def _inventory(promise: Promise) -> Stop:
    links = tuple(
        Markup('<a href="{}">{}</a>').format(dataset_url(n), label) for n, label in promise.inventory
    )
    day = dated(promise.inventoried_on) if promise.inventoried_on else _text(_("Chưa rõ ngày"))
    if not links and not promise.inventoried_on:
        return Stop(_("Kiểm kê"), "ahead", "inv", _text(_("Chưa nêu nguồn")), stretch="ahead")
    return Stop(_("Kiểm kê"), "done", "inv", day, lines=links)


def _appointment(promise: Promise) -> Stop:
    name = _("Hẹn công bố")
    if promise.planned_on is None:
        return Stop(name, "ahead", "ring", _text(_("Không hẹn trước")), stretch="ahead")
    lines = (_moved(promise),) if promise.moves and promise.first_planned_on else ()
    made = Stop(name, "done", "ring", dated(promise.planned_on), lines=lines)
    match promise.state:
        case PublicState.PUBLISHED:
            return replace(made, stretch="late") if promise.days_late > 0 else made
        case PublicState.OVERDUE:
            return replace(made, stretch="late")
    return replace(made, stretch="ahead", verdict=_sentence_case(days_left(promise)))


def _moved(promise: Promise) -> Markup:
    first = (
        Markup("<del>{}</del>").format(dated(promise.first_planned_on))
        if promise.first_planned_on
        else Markup()
    )
    times = ngettext("dời %(n)s lần", "dời %(n)s lần", promise.moves)
    return fill(_("Hẹn đầu %(first)s, %(times)s"), first=first, times=times)


def _publication(promise: Promise) -> Stop:
    name = _("Công bố")
    match promise.state:
        case PublicState.PUBLISHED:
            judged = _sentence_case(verdict(promise)) if promise.planned_on else ""
            day = dated(promise.published_on) if promise.published_on else _text("–")
            return Stop(name, "done", "kept", day, verdict=judged)
        case PublicState.OVERDUE:
            until = fill(_("tính đến %(day)s"), day=dated(promise.today))
            late = _sentence_case(days_over(promise))
            return Stop(
                name, "late", "late", _text(_("Chưa có")), stretch="ahead", verdict=late, lines=(until,)
            )
        case PublicState.IN_WORK:
            return Stop(name, "work", "work", _text(_("Đang làm")), stretch="ahead")
    return Stop(name, "ahead", "ahead", _text(_("Chưa có")), stretch="ahead")


def _freshness(promise: Promise) -> Stop:
    freshness = promise.freshness
    frequency = rhythm(freshness.frequency)
    if freshness.data_on is None:
        lines = (_text(_("Cam kết cập nhật %(rhythm)s", rhythm=frequency)),) if frequency else ()
        missing = _("Chưa ghi ngày") if promise.state is PublicState.PUBLISHED else _("Chưa có")
        return Stop(_("Dữ liệu"), "ahead", "pulse", _text(missing), lines=lines, tube=NO_TUBE)
    tone = TONES.get(freshness.state, "done")
    return Stop(
        _("Dữ liệu mới nhất"),
        tone,
        "pulse",
        dated(freshness.data_on),
        verdict=_fresh_verdict(promise),
        lines=_fresh_lines(promise),
        tube=large_tube(freshness),
    )


def _fresh_verdict(promise: Promise) -> str:
    match promise.freshness.state:
        case FreshnessState.ON_TIME:
            return _("Đúng kỳ")
        case FreshnessState.SOON:
            return _("Sắp đến hạn")
        case FreshnessState.LATE:
            return ngettext("Chậm %(n)s ngày", "Chậm %(n)s ngày", promise.freshness.days)
    return ""


def _fresh_lines(promise: Promise) -> tuple[Markup, ...]:
    freshness = promise.freshness
    if freshness.frequency is None:
        return ()
    label = freshness.frequency.label
    if freshness.due_on is None:
        return (_text(label),)
    day = dated(freshness.due_on)
    if freshness.state is FreshnessState.LATE:
        return (fill(_("%(rhythm)s, đến hạn %(day)s"), rhythm=label, day=day),)
    if freshness.days == 0:
        return (fill(_("%(rhythm)s, hôm nay đến kỳ"), rhythm=label),)
    left = ngettext("còn %(n)s ngày", "còn %(n)s ngày", freshness.days)
    return (fill(_("%(rhythm)s, kỳ sau %(day)s, %(left)s"), rhythm=label, day=day, left=left),)


def _withdrawn(promise: Promise, first: Stop, second: Stop) -> tuple[Stop, ...]:
    past = [replace(s, tone="void", stretch="void", verdict="") for s in (first, second)]
    if promise.published_on:
        past.append(Stop(_("Công bố"), "void", "kept", dated(promise.published_on), stretch="void"))
    day = dated(promise.withdrawn_on) if promise.withdrawn_on else Markup()
    return *past, Stop(_("Đã rút"), "void", "void", day)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
