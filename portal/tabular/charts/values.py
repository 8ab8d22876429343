"""Values of a chart as people read them."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.i18n import format_number, language
from portal.i18n import gettext as _
from portal.tabular.charts.chart import Chart, is_time
from portal.tabular.columns import Table

_LABELS = frozenset({"code", "year", "phone", "order", "month"})
"""Meanings whose numbers are names, not amounts: no thousands separator."""


def number_text(value: float | Decimal) -> str:
    """1.234,5: whole numbers in full, others with two decimals or four figures, whichever is more."""
    if isinstance(value, int):
        return format_number(value)
    number = float(value)
    if not math.isfinite(number) or abs(number) >= 1e15:
        return _in_language(f"{number:g}")
    figures = 3 - math.floor(math.log10(abs(number))) if number else 0
    text = f"{number:,.{min(max(2, figures), 12)}f}".rstrip("0").rstrip(".")
    return _in_language("0" if text == "-0" else text)


def _in_language(text: str) -> str:
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def value_text(value: Any, *, is_label: bool = False) -> str:
    """A value; “trống” for none. `is_label`: a number that names, as a year does."""
    match value:
        case None:
            return _("trống")
        case bool():
            return _("Có") if value else _("Không")
        case int() | float() | Decimal():
            return f"{value:.15g}" if is_label else number_text(value)
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def group_text(chart: Chart, table: Table, value: Any) -> str:
    """A group of the chart: 05/2026 where days are grouped by month, 2026 where by year."""
    if chart.step == "month" and isinstance(value, date):
        return f"{value:%m/%Y}"
    column = table.column(chart.x)
    is_label = chart.step == "year" or is_time(column) or (column is not None and column.semantic in _LABELS)
    return value_text(value, is_label=is_label)
