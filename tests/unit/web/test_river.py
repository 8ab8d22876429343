"""The city's river: widths are numbers of datasets."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.pages import Totals
from portal.web import samples
from portal.web.river import river

counts = st.integers(0, 400)


def numbers(path: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_branches_and_bar_follow_the_counts() -> None:
    picture = river(samples.TOTALS)

    assert [b.symbol for b in picture.branches if b.symbol] == ["late", "work", "ahead", "late"]
    assert picture.bar == (
        ("published", 0, 97),
        ("work", 97, 31),
        ("promised", 128, 35),
        ("overdue", 163, 23),
    )
    assert picture.kept == 81


def test_without_promises_there_is_no_river() -> None:
    assert river(Totals(databases=5)).branches == ()


@given(counts, counts, counts, counts, counts)
def test_the_river_stays_within_its_banks(
    published: int, work: int, ahead: int, overdue: int, late: int
) -> None:
    promised = published + work + ahead + overdue
    totals = Totals(
        promised=promised, published=published, in_work=work, ahead=ahead, overdue=overdue,
        data_late=min(late, published),
    )  # fmt: skip

    for branch in river(totals).branches:
        assert all(-1 <= n <= 1200 for n in numbers(branch.path))
        assert branch.y <= 137
    assert sum(width for _, _, width in river(totals).bar) == promised
