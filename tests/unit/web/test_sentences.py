"""What the promise line says, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.catalog.promise import Freshness, FreshnessState, Promise
from portal.i18n import use_language
from portal.web import samples
from portal.web.sentences import sentence, short

SENTENCES = [
    (
        samples.KEPT,
        "Công bố sớm 19 ngày. Dữ liệu ngày 05/11/2026, hằng tháng, còn 15 ngày tới kỳ sau.",
        "Published 19 days early. Data of 05/11/2026, monthly, 15 days to the next update.",
    ),
    (
        replace(samples.KEPT, days_late=-1, freshness=replace(samples.FRESH, days=1)),
        "Công bố sớm 1 ngày. Dữ liệu ngày 05/11/2026, hằng tháng, còn 1 ngày tới kỳ sau.",
        "Published 1 day early. Data of 05/11/2026, monthly, 1 day to the next update.",
    ),
    (
        samples.KEPT_LATE,
        "Công bố chậm 12 ngày. Dữ liệu ngày 01/10/2026, hằng tháng, chậm 19 ngày.",
        "Published 12 days late. Data of 01/10/2026, monthly, 19 days late.",
    ),
    (
        samples.OVERDUE,
        "Hẹn 30/09/2026, quá hạn 51 ngày. Lý do: đường truyền 12 trạm đang nâng cấp.",
        "Promised for 30/09/2026, 51 days overdue. Reason: đường truyền 12 trạm đang nâng cấp.",
    ),
    (
        replace(samples.OVERDUE, late_reason=""),
        "Hẹn 30/09/2026, quá hạn 51 ngày. Cơ quan chưa nêu lý do.",
        "Promised for 30/09/2026, 51 days overdue. The agency has given no reason.",
    ),
    (
        samples.IN_WORK,
        "Hẹn 15/12/2026, còn 25 ngày. Đang làm.",
        "Promised for 15/12/2026, 25 days left. In work.",
    ),
    (samples.WITHDRAWN, "Đã rút ngày 15/09/2026.", "Withdrawn on 15/09/2026."),
    (
        samples.DATABASE,
        "4 bộ dữ liệu mở: 3 đã công bố, 1 đang làm.",
        "4 open datasets: 3 published, 1 in work.",
    ),
    (replace(samples.DATABASE, children=()), "Chưa có bộ dữ liệu mở.", "No open dataset yet."),
    (
        samples.BARE,
        "Công bố 01/11/2026. Chưa ghi ngày của dữ liệu.",
        "Published 01/11/2026. The day of the data is not given.",
    ),
]


@pytest.mark.parametrize(("promise", "vietnamese", "english"), SENTENCES)
def test_sentences_say_who_what_when(promise: Promise, vietnamese: str, english: str) -> None:
    assert sentence(promise).striptags() == vietnamese
    with use_language("en"):
        assert sentence(promise).striptags() == english


def test_a_reason_is_text_and_never_markup() -> None:
    told = sentence(replace(samples.OVERDUE, late_reason="<script>alert(1)</script>"))

    assert "<script>" not in told
    assert "&lt;script&gt;" in told


def test_a_long_reason_is_cut_at_a_word() -> None:
    told = sentence(replace(samples.OVERDUE, late_reason="chờ nghiệm thu phần mềm " * 30))

    assert told.endswith("…")
    assert len(told.striptags()) < 180


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (samples.KEPT, "công bố 12/12/2025, sớm 19 ngày"),
        (replace(samples.KEPT, days_late=0), "công bố 12/12/2025, đúng hẹn"),
        (samples.OVERDUE, "quá hạn 51 ngày, có lý do"),
        (samples.PROMISED, "còn 131 ngày"),
        (replace(samples.PROMISED, days_left=0), "hôm nay đến hẹn"),
        (samples.WITHDRAWN, "rút 15/09/2026"),
        (samples.DATABASE, "3 đã công bố, 1 đang làm"),
    ],
)
def test_a_row_of_a_list_says_it_in_one_line(promise: Promise, expected: str) -> None:
    assert short(promise) == expected


def test_data_due_today_is_not_late() -> None:
    due = Freshness(FreshnessState.SOON, samples.MONTHLY, samples.TODAY, samples.TODAY, 0, 1.0)

    assert "hôm nay đến kỳ" in sentence(replace(samples.KEPT, freshness=due))
