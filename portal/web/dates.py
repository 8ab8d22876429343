"""Days and moments as markup that machines read too."""

from __future__ import annotations

from datetime import date, datetime

from markupsafe import Markup

from portal.i18n import TIME_ZONE, format_date, format_datetime


def dated(value: date | datetime | None) -> Markup:
    """A day in a `<time>` element; a moment is shown by its day in Vietnamese time."""
    if value is None:
        return Markup("–")
    day = value.astimezone(TIME_ZONE).date() if isinstance(value, datetime) else value
    return Markup(f'<time datetime="{day.isoformat()}">{format_date(day)}</time>')  # noqa: S704 - digits


def timed(value: datetime) -> Markup:
    """A moment in a `<time>` element, to the minute."""
    exact = value.astimezone(TIME_ZONE).isoformat(timespec="minutes")
    return Markup(f'<time datetime="{exact}">{format_datetime(value)}</time>')  # noqa: S704 - digits
