"""What a chart shows in sentences, computed from its figures: for those who cannot see it, and for titles."""

from __future__ import annotations

from typing import Any

from portal.i18n import format_number, ngettext
from portal.i18n import gettext as _
from portal.tabular.charts.chart import ChartKind
from portal.tabular.charts.figures import Mark
from portal.tabular.charts.values import group_text, number_text, value_text
from portal.tabular.charts.words import Drawn, kind_words, measure_words, omissions, title


def description(drawn: Drawn) -> str:
    """The chart in sentences: its form and subject, what was found, what was left out."""
    kind = kind_words()[drawn.chart.kind.value].lower()
    subject = _("Biểu đồ %(kind)s: %(title)s.", kind=kind, title=title(drawn))
    return " ".join(part for part in (subject, finding(drawn), *omissions(drawn)) if part)


def finding(drawn: Drawn) -> str:
    """What stands out: extremes, the course of time, where most rows lie. Empty where nothing can be said."""
    known = [mark for mark in drawn.figures.marks if _is_number(mark.y)]
    match drawn.chart.kind:
        case ChartKind.SCATTER:
            return _cloud(known)
        case ChartKind.HISTOGRAM:
            return _spread(known)
    if len(known) < 2:
        return ""
    if drawn.chart.series:
        return _peak(drawn, known)
    if drawn.chart.is_ordered(drawn.table):
        return _course(drawn, [mark for mark in known if mark.x is not None])
    return _extremes(drawn, known)


def _is_number(value: Any) -> bool:
    return value is not None and not isinstance(value, str)


def _extremes(drawn: Drawn, marks: list[Mark]) -> str:
    most, least = max(marks, key=lambda m: m.y), min(marks, key=lambda m: m.y)
    if most.y == least.y:
        return _("Các nhóm bằng nhau: %(value)s.", value=number_text(most.y))
    found = _("Cao nhất: %(group)s (%(value)s).", group=_group(drawn, most), value=number_text(most.y))
    if drawn.figures.left_out:
        return found  # the lowest of all may be among those not asked for
    lowest = _("Thấp nhất: %(group)s (%(value)s).", group=_group(drawn, least), value=number_text(least.y))
    return f"{found} {lowest}"


def _peak(drawn: Drawn, marks: list[Mark]) -> str:
    most = max(marks, key=lambda m: m.y)
    return _(
        "Cao nhất: %(group)s, %(series)s (%(value)s).",
        group=_group(drawn, most),
        series=value_text(most.series),
        value=number_text(most.y),
    )


def _course(drawn: Drawn, marks: list[Mark]) -> str:
    if len(marks) < 2:
        return ""
    first, last = marks[0], marks[-1]
    most, least = max(marks, key=lambda m: m.y), min(marks, key=lambda m: m.y)
    return _(
        "Từ %(first)s (%(start)s) đến %(last)s (%(end)s). "
        "Cao nhất %(high)s (%(most)s), thấp nhất %(low)s (%(least)s).",
        first=_group(drawn, first),
        start=number_text(first.y),
        last=_group(drawn, last),
        end=number_text(last.y),
        high=_group(drawn, most),
        most=number_text(most.y),
        low=_group(drawn, least),
        least=number_text(least.y),
    )


def _spread(marks: list[Mark]) -> str:
    if not marks:
        return ""
    most = max(marks, key=lambda m: m.y)
    return ngettext(
        "Nhiều nhất là khoảng từ %(low)s đến dưới %(high)s: %(n)s dòng.",
        "Nhiều nhất là khoảng từ %(low)s đến dưới %(high)s: %(n)s dòng.",
        most.y,
        low=number_text(most.x),
        high=_end(most),
    )


def _end(bar: Mark) -> str:
    return number_text(bar.x if bar.high is None else bar.high)


def _cloud(marks: list[Mark]) -> str:
    rows = sum(mark.count or 0 for mark in marks)
    if not rows:
        return ""
    if rows == len(marks):
        return _("%(n)s điểm, mỗi điểm một dòng.", n=format_number(rows))
    return _(
        "%(n)s dòng gom thành %(dots)s điểm; điểm to là nhiều dòng gần nhau.",
        n=format_number(rows),
        dots=format_number(len(marks)),
    )


def _group(drawn: Drawn, mark: Mark) -> str:
    return group_text(drawn.chart, drawn.table, mark.x)


def header(drawn: Drawn) -> tuple[str, ...]:
    """The headings of the figures as a table."""
    chart, x = drawn.chart, drawn.label(drawn.chart.x)
    if chart.kind == ChartKind.HISTOGRAM:
        return (_("Từ"), _("Đến dưới"), measure_words(drawn))
    if chart.kind == ChartKind.SCATTER:
        return (x, drawn.label(chart.measure.column), measure_words(drawn))
    return (x, *((drawn.label(chart.series),) if chart.series else ()), measure_words(drawn))


def cells(drawn: Drawn, mark: Mark) -> tuple[str, ...]:
    """One line of that table."""
    match drawn.chart.kind:
        case ChartKind.HISTOGRAM:
            return (number_text(mark.x), _end(mark), number_text(mark.y))
        case ChartKind.SCATTER:
            return (number_text(mark.x), number_text(mark.y), number_text(mark.count or 0))
    series = (value_text(mark.series),) if drawn.chart.series else ()
    return (_group(drawn, mark), *series, value_text(mark.y))
