"""How much an address may ask, counted over all processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.access.rates import Allowance, Rates

NOW = 1_800_000_000.0


@pytest.fixture
def rates(tmp_path: Path) -> Rates:
    return Rates(tmp_path / "cache" / "rates", 6, "secret")


def spend_all(rates: Rates, address: str = "192.0.2.1", moment: float = NOW) -> list[Allowance]:
    return [rates.spend(address, 1, moment) for _ in range(rates.per_minute)]


def test_as_many_questions_as_are_allowed_pass_at_once(rates: Rates) -> None:
    assert [(a.remaining, a.wait_seconds) for a in spend_all(rates)] == [(n, 0) for n in (5, 4, 3, 2, 1, 0)]


def test_the_next_one_is_told_how_long_to_wait_and_then_passes(rates: Rates) -> None:
    spend_all(rates)

    refused = rates.spend("192.0.2.1", 1, NOW)

    assert refused == Allowance(limit=6, remaining=0, reset_seconds=60, wait_seconds=10)
    assert rates.spend("192.0.2.1", 1, NOW + 9).wait_seconds == 1
    assert rates.spend("192.0.2.1", 1, NOW + 10).wait_seconds == 0


def test_after_a_minute_of_silence_everything_is_allowed_again(rates: Rates) -> None:
    spend_all(rates)
    assert [a.wait_seconds for a in spend_all(rates, moment=NOW + 60)] == [0] * 6


def test_a_dear_question_counts_more_but_never_more_than_all(rates: Rates) -> None:
    assert rates.spend("192.0.2.1", 4, NOW).remaining == 2
    assert rates.spend("192.0.2.1", 4, NOW).wait_seconds == 20
    assert rates.spend("192.0.2.2", 100, NOW).remaining == 0


def test_addresses_do_not_count_for_each_other(rates: Rates) -> None:
    spend_all(rates)
    assert rates.spend("192.0.2.2", 1, NOW).remaining == 5


def test_a_line_of_ipv6_counts_as_one_address(rates: Rates) -> None:
    spend_all(rates, "2001:db8:1:2::1")
    assert rates.spend("2001:db8:1:2:ffff::9", 1, NOW).wait_seconds > 0
    assert rates.spend("2001:db8:1:3::1", 1, NOW).wait_seconds == 0


def test_processes_share_one_count(rates: Rates, tmp_path: Path) -> None:
    spend_all(rates)
    another_process = Rates(tmp_path / "cache" / "rates", 6, "secret")
    assert another_process.spend("192.0.2.1", 1, NOW).wait_seconds > 0


def test_a_clock_set_back_by_a_day_shuts_nobody_out_for_long(rates: Rates) -> None:
    spend_all(rates)
    assert rates.spend("192.0.2.1", 1, NOW - 86_400).wait_seconds <= 10


def test_the_file_tells_nobody_s_address_and_is_for_its_owner_only(rates: Rates, tmp_path: Path) -> None:
    rates.spend("192.0.2.1", 1, NOW)
    path = tmp_path / "cache" / "rates"
    assert b"192.0.2.1" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_without_room_for_the_file_each_process_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    rates = Rates(tmp_path / "file" / "rates", 2, "secret")
    spend_all(rates)
    assert rates.spend("192.0.2.1", 1, NOW).wait_seconds > 0
    assert os.listdir(tmp_path) == ["file"]


def test_what_was_paid_too_much_comes_back(tmp_path: Path) -> None:
    rates = Rates(tmp_path / "rates", 6, "secret")
    rates.spend("192.0.2.1", 6, 1000.0)
    assert rates.spend("192.0.2.1", 1, 1000.0).wait_seconds == 10
    rates.give_back("192.0.2.1", 4, 1000.0)
    assert rates.spend("192.0.2.1", 4, 1000.0).wait_seconds == 0
    rates.give_back("192.0.2.1", 100, 1000.0)
    assert rates.spend("192.0.2.1", 1, 1000.0).remaining == 5
