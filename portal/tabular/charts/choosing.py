"""The chart a table is first shown as: what a reader would most likely ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.tabular.charts.chart import TIMES, Chart, ChartKind, Measure, is_time
from portal.tabular.charts.headings import is_level, names_order, names_period
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.profile import ColumnProfile

_NOT_MEASURED = {"code", "year", "month", "latitude", "longitude", "phone", "percent", "order", "id"}
_FEWEST, _MOST = 2, 60


def choose_chart(table: Table, profiles: Mapping[str, ColumnProfile]) -> Chart | None:
    """Along time where there is time, else by a column with few values, else how numbers spread; or nothing."""
    measure = _measure(table, profiles)
    if time := _time(table, profiles):
        return Chart(ChartKind.LINE, time.key, measure, step=_step(time, profiles))
    if group := _group(table, profiles):
        return Chart(ChartKind.BAR, group.key, measure)
    if measure.column:
        return Chart(ChartKind.HISTOGRAM, measure.column)
    return None


def measured_columns(columns: Iterable[Column]) -> list[Column]:
    """The columns whose sum or mean says something: no codes, years or coordinates."""
    return [
        c
        for c in columns
        if c.type.is_numeric and c.semantic not in _NOT_MEASURED and not (names_period(c) or names_order(c))
    ]


def _measure(table: Table, profiles: Mapping[str, ColumnProfile]) -> Measure:
    """The sum of the first column that adds up, else the mean of the first that does not, else a count."""
    varied = [c for c in measured_columns(table.columns) if _varies(profiles.get(c.key))]
    adding = next((c for c in varied if not is_level(c)), None)
    if adding or varied:
        return Measure("sum", adding.key) if adding else Measure("avg", varied[0].key)
    return Measure()


def _varies(profile: ColumnProfile | None) -> bool:
    return profile is None or profile.distinct > 1


def _time(table: Table, profiles: Mapping[str, ColumnProfile]) -> Column | None:
    for column in table.columns:
        profile = profiles.get(column.key)
        if is_time(column) and (profile is None or profile.distinct > _FEWEST):
            return column
    return None


def _step(column: Column, profiles: Mapping[str, ColumnProfile]) -> str:
    profile = profiles.get(column.key)
    if column.type not in TIMES or profile is None or profile.distinct <= _MOST:
        return ""
    least, most = str(profile.least or "")[:4], str(profile.most or "")[:4]
    is_long = least.isdigit() and most.isdigit() and int(most) - int(least) > 5
    return "year" if is_long else "month"


def _group(table: Table, profiles: Mapping[str, ColumnProfile]) -> Column | None:
    """The first column of few values, best one that most rows share."""
    found = []
    for column in table.columns:
        profile = profiles.get(column.key)
        if profile is None or column.type not in (ColumnType.TEXT, ColumnType.BOOLEAN):
            continue
        if _FEWEST <= profile.distinct <= _MOST and profile.filled:
            found.append((profile.distinct > profile.filled / 2, column.semantic == "code", column))
    return min(found, key=lambda entry: entry[:2])[2] if found else None
