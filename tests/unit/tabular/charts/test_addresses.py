"""Charts in addresses: read, written, refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid, Problem
from portal.tabular.charts.chart import PARAMETERS, Chart, ChartKind, Measure, parse_chart
from tests.unit.tabular.charts.samples import COLUMNS, TABLE


@pytest.mark.parametrize(
    "chart",
    [
        Chart(ChartKind.BAR, "phuong"),
        Chart(ChartKind.LINE, "ngay", Measure("avg", "so_lop"), series="phuong", step="month"),
        Chart(ChartKind.SCATTER, "so_lop", Measure("avg", "vi_do")),
        Chart(ChartKind.BAR, "phuong", Measure("sum", "so_lop"), sort="label", top=50),
    ],
)
def test_an_address_leads_back_to_its_chart(chart: Chart) -> None:
    assert parse_chart(dict(chart.arguments()), TABLE) == chart


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"x": "khong_co"}, "x"),
        ({"x": "phuong", "chart": "pie"}, "chart"),
        ({"x": "phuong", "y": "sum(phuong)"}, "y"),
        ({"x": "phuong", "y": "sum(*)"}, "y"),
        ({"x": "phuong", "y": "drop table"}, "y"),
        ({"x": "phuong", "step": "week"}, "step"),
        ({"x": "phuong", "sort": "x"}, "sort"),
        ({"x": "phuong", "top": "100000000000"}, "top"),
        ({"x": "phuong", "top": "²"}, "top"),
        ({"x": "phuong", "chart": "histogram"}, "x"),
        ({"x": "so_lop", "chart": "scatter"}, "y"),
        ({"x": "phuong", "series": "khong_co"}, "series"),
        ({"x": "hinh"}, "x"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments: dict[str, str], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_chart(arguments, TABLE)
    assert refused.value.problems[0].path == path


def test_a_form_may_send_what_the_chart_has_no_use_for() -> None:
    asked = {
        "chart": "bar",
        "x": "phuong",
        "y": "",
        "step": "month",
        "series": "phuong",
        "sort": "",
        "top": "",
    }
    assert parse_chart(asked, TABLE) == Chart(ChartKind.BAR, "phuong")
    assert parse_chart({"chart": "histogram", "x": "so_lop", "series": "loai"}, TABLE) == Chart(
        ChartKind.HISTOGRAM, "so_lop"
    )


def test_an_address_without_a_chart_asks_for_none() -> None:
    assert parse_chart({"chart": "line", "top": "5"}, TABLE) is None


_WORDS = st.one_of(
    st.sampled_from(
        ["bar", "line", "histogram", "scatter", "sum(so_lop)", "count(*)", "month", "label", "7", "0"]
    ),
    st.sampled_from([c.key for c in COLUMNS]),
    st.text(max_size=12),
)


@given(st.dictionaries(st.sampled_from(PARAMETERS), _WORDS))
def test_any_address_is_a_chart_or_is_refused_by_name(arguments: dict[str, str]) -> None:
    chart, refused = _read(arguments)
    if chart is not None:
        assert parse_chart(dict(chart.arguments()), TABLE) == chart
    assert all(p.path in PARAMETERS and p.message for p in refused)


def _read(arguments: dict[str, str]) -> tuple[Chart | None, list[Problem]]:
    try:
        return parse_chart(arguments, TABLE), []
    except Invalid as refusal:
        return None, list(refusal.problems)
