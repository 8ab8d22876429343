"""What the page of a chart needs beside its figures: the choices of its form, addresses, the still picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request

from portal.catalog.charting import ChartPage
from portal.catalog.pages import ResourcePage
from portal.http.context import services
from portal.i18n import gettext as _
from portal.tabular.charts.chart import DEFAULT_TOP, TIMES, ChartKind, Measure
from portal.tabular.charts.choosing import measured_columns
from portal.tabular.charts.words import function_words, kind_words, step_words
from portal.tabular.columns import Column, ColumnType
from portal.web.chart_picture import ChartPicture, picture
from portal.web.embedding import View, frame
from portal.web.shared_filters import shared_chips

_DIVIDING = (ColumnType.TEXT, ColumnType.BOOLEAN)


@dataclass(frozen=True)
class Choice:
    """One option of a list."""

    value: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True)
class ChoiceList:
    """A list of the form: the argument it gives, what it chooses, its options."""

    name: str
    label: str
    options: tuple[Choice, ...]


@dataclass(frozen=True)
class ChartFacts:
    """A chart for its template. `view` knows its addresses."""

    page: ChartPage
    view: View

    @cached_property
    def picture(self) -> ChartPicture | None:
        """The chart where no script runs."""
        return picture(self.page)

    @property
    def frame(self) -> str:
        """The code that shows the chart on another site."""
        return frame(self.view, self.page.title)

    @cached_property
    def lists(self) -> tuple[ChoiceList, ...]:
        """The lists of the form that have something to choose."""
        page = self.page
        dividing = [c for c in page.columns if c.type in _DIVIDING]
        found = (
            ChoiceList("chart", _("Kiểu"), self._choices("chart", kind_words())),
            ChoiceList("x", _("Nhóm theo, trục ngang"), self._choices("x", _names(page, _groupable(page)))),
            ChoiceList("y", _("Tính, trục đứng"), self._choices("y", _measures(page))),
            ChoiceList(
                "series",
                _("Chia màu theo"),
                self._choices("series", {"": _("không"), **_names(page, dividing)}),
            ),
            ChoiceList("step", _("Gộp ngày"), self._choices("step", _steps(page))),
            ChoiceList("sort", _("Xếp"), self._choices("sort", _sorts())),
        )
        return tuple(each for each in found if len(each.options) > 1)

    @property
    def top(self) -> str:
        """The number of groups as asked."""
        return self.page.asked.get("top") or str(self.page.chart.top if self.page.chart else DEFAULT_TOP)

    def _choices(self, name: str, texts: Mapping[str, str]) -> tuple[Choice, ...]:
        chosen = self._chosen.get(name, "")
        return tuple(Choice(value, text, value == chosen) for value, text in texts.items())

    @cached_property
    def _chosen(self) -> Mapping[str, str]:
        """What the chart is made of; what was asked for where it could not be drawn."""
        chart = self.page.chart
        return dict(chart.arguments()) if chart else {"chart": ChartKind.BAR.value, **self.page.asked}


def chart(page: ResourcePage) -> Mapping[str, Any]:
    """The facts of the view `chart` of a resource."""
    found = services().tables.find(page.resource.id)
    drawn = services().charting.page(found, asked())
    view = chart_view(page.dataset.name, page.resource.id, drawn)
    return {"chart": ChartFacts(drawn, view), "chips": shared_chips(found, drawn.query, view)}


def asked() -> tuple[tuple[str, str], ...]:
    """The arguments of the request."""
    return tuple(request.args.items(multi=True))


def chart_view(dataset: str, resource_id: str, page: ChartPage) -> View:
    """The address of a chart: whole, so that it draws the same when another chart would suit the table."""
    own = tuple(page.chart.arguments()) if page.chart else ()
    return View(dataset, resource_id, "chart", page.filters, own)


def _groupable(page: ChartPage) -> list[Column]:
    return [c for c in page.columns if c.type != ColumnType.GEOMETRY]


def _names(page: ChartPage, columns: list[Column]) -> dict[str, str]:
    return {c.key: page.labels.get(c.key) or c.name for c in columns}


def _measures(page: ChartPage) -> dict[str, str]:
    """Counting, then sums and means of what can be added, then of every other number."""
    words, found = function_words(), {"count(*)": function_words()["count"]}
    addable = {c.key for c in measured_columns(page.columns)}
    numeric = [c for c in page.columns if c.type.is_numeric]
    for column in sorted(numeric, key=lambda c: c.key not in addable):
        names = ("sum", "avg", "median", "min", "max") if column.key in addable else ("avg", "min", "max")
        for name in names:
            label = page.labels.get(column.key) or column.name
            found[Measure(name, column.key).text] = f"{words[name]}: {label}"
    return found


def _steps(page: ChartPage) -> dict[str, str]:
    return step_words() if any(c.type in TIMES for c in page.columns) else {}


def _sorts() -> dict[str, str]:
    return {"": _("tự chọn"), "value": _("lớn trước"), "label": _("theo tên")}
