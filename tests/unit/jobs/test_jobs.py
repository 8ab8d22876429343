"""Jobs: written with their change, done at least once, given up visibly."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from portal.db import Base, open_engine
from portal.jobs import Handlers, JobRunner, Outbox, OutboxJob, RunReport, backlog, revive
from portal.jobs.huey_queue import HueyQueue
from portal.jobs.runner import MAX_ATTEMPTS, delay_after
from portal.jobs.worker import Worker
from portal.lock import try_lock

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = datetime.now(UTC) + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, delta: timedelta) -> None:
        self.moment += delta


class Desk:
    """A database with an outbox, handlers that note what they were given, and a runner on a made-up clock."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.sessions = sessionmaker(engine)
        self.handlers = Handlers()
        self.clock = Clock()
        self.folder = folder
        self.runner = JobRunner(self.sessions, self.handlers, folder / "jobs", self.clock)
        self.seen: list[list[dict[str, Any]]] = []

    def add(self, name: str, *payloads: dict[str, Any]) -> None:
        with self.sessions.begin() as session:
            for payload in payloads:
                Outbox(session).add(name, payload)

    def jobs(self) -> list[OutboxJob]:
        with self.sessions() as session:
            return list(session.scalars(select(OutboxJob).order_by(OutboxJob.id)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'test.db'}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables["outbox_job"]])
    yield Desk(engine, tmp_path)
    engine.dispose()


def test_a_batch_handler_gets_all_pending_payloads_in_order(desk: Desk) -> None:
    desk.handlers.add("index", desk.seen.append, batch_size=100)
    desk.add("index", {"id": 1}, {"id": 2}, {"id": 3})
    assert desk.runner.run_pending() == RunReport(done=3)
    assert desk.seen == [[{"id": 1}, {"id": 2}, {"id": 3}]]
    assert desk.runner.run_pending() == RunReport()


def test_a_plain_handler_gets_one_payload_at_a_time(desk: Desk) -> None:
    desk.handlers.on("mail")(desk.seen.append)
    desk.add("mail", {"to": "a"}, {"to": "b"})
    desk.runner.run_pending()
    assert desk.seen == [[{"to": "a"}], [{"to": "b"}]]


def test_jobs_added_by_a_job_run_in_the_same_call(desk: Desk) -> None:
    desk.handlers.add("ingest", lambda payloads: desk.add("index", *payloads))
    desk.handlers.add("index", desk.seen.append)
    desk.add("ingest", {"id": 7})
    assert desk.runner.run_pending() == RunReport(done=2)
    assert desk.seen == [[{"id": 7}]]


def test_a_rolled_back_change_leaves_no_job(desk: Desk) -> None:
    with desk.sessions() as session:
        Outbox(session).add("index", {"id": 1})
        session.flush()
        session.rollback()
    assert desk.jobs() == []


def test_a_job_nobody_handles_stays(desk: Desk) -> None:
    desk.add("unknown", {})
    assert desk.runner.run_pending() == RunReport()
    assert desk.jobs()[0].done_at is None


def test_a_failed_job_waits_longer_each_time(desk: Desk) -> None:
    desk.handlers.add("mail", _fail)
    desk.add("mail", {})
    assert desk.runner.run_pending() == RunReport(failed=1)
    assert desk.runner.run_pending() == RunReport()
    desk.clock.advance(delay_after(1))
    assert desk.runner.run_pending() == RunReport(failed=1)
    job = desk.jobs()[0]
    assert (job.attempts, job.last_error) == (2, "RuntimeError: no")
    assert job.run_after == desk.clock.moment + delay_after(2)


def test_a_job_that_never_works_is_given_up_and_can_be_revived(desk: Desk) -> None:
    desk.handlers.add("mail", _fail)
    desk.add("mail", {})
    for _ in range(MAX_ATTEMPTS + 2):
        desk.runner.run_pending()
        desk.clock.advance(timedelta(hours=2))
    assert desk.jobs()[0].attempts == MAX_ATTEMPTS
    with desk.sessions.begin() as session:
        assert backlog(session).dead == 1
        assert "no" in backlog(session).last_error
        assert revive(session) == 1
        assert backlog(session).dead == 0
    assert desk.runner.run_pending() == RunReport(failed=1)


def test_jobs_are_late_only_when_nobody_is_at_work(desk: Desk) -> None:
    desk.add("ingest", {"id": 1}, {"id": 2})
    desk.clock.advance(timedelta(minutes=2))
    with desk.sessions.begin() as session:
        assert backlog(session, desk.clock.moment).is_late
        session.get_one(OutboxJob, 1).handed_at = desk.clock.moment
    desk.clock.advance(timedelta(minutes=10))
    with desk.sessions.begin() as session:
        found = backlog(session, desk.clock.moment)
        assert (found.waiting, found.is_late) == (2, False)
        assert found.oldest_seconds == pytest.approx(720, abs=30)
    desk.clock.advance(timedelta(minutes=10))
    with desk.sessions.begin() as session:
        assert backlog(session, desk.clock.moment).is_late


def test_one_bad_payload_does_not_hold_up_the_batch_for_ever(desk: Desk) -> None:
    def refuse_two(payloads: list[dict[str, Any]]) -> None:
        if {"id": 2} in payloads:
            raise RuntimeError("two")
        desk.seen.append(payloads)

    desk.handlers.add("index", refuse_two, batch_size=100)
    desk.add("index", {"id": 1}, {"id": 2}, {"id": 3})
    for _ in range(3):
        desk.runner.run_pending()
        desk.clock.advance(timedelta(hours=2))
    assert desk.seen == [[{"id": 1}], [{"id": 3}]]
    assert [job.done_at is not None for job in desk.jobs()] == [True, False, True]


def test_a_job_that_was_running_when_its_worker_died_runs_again(desk: Desk) -> None:
    class Killed(BaseException):
        """Stands for the end of the process: nothing below catches it."""

    def die(_payloads: list[dict[str, Any]]) -> None:
        raise Killed

    desk.handlers.add("index", die)
    desk.add("index", {"id": 1})
    with pytest.raises(Killed):
        desk.runner.run_pending()
    handlers = Handlers()
    handlers.add("index", desk.seen.append)
    assert JobRunner(desk.sessions, handlers, desk.folder / "jobs", desk.clock).run_pending().done == 1
    assert desk.seen == [[{"id": 1}]]


def test_a_job_that_kills_every_worker_is_given_up(desk: Desk) -> None:
    def die(_payloads: list[dict[str, Any]]) -> None:
        raise KeyboardInterrupt

    desk.handlers.add("index", die)
    desk.add("index", {"id": 1})
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            desk.runner.run_pending()
    assert desk.runner.run_pending() == RunReport()
    assert "worker ended" in desk.jobs()[0].last_error


def test_jobs_of_one_name_run_in_one_place_at_a_time(desk: Desk) -> None:
    desk.handlers.add("index", desk.seen.append)
    desk.add("index", {"id": 1})
    with try_lock(desk.folder / "jobs" / "index.lock") as is_held:
        assert is_held
        assert desk.runner.run_pending() == RunReport()
    assert desk.runner.run_pending() == RunReport(done=1)


def test_a_periodic_job_has_one_open_row_and_makes_up_for_a_missed_time(desk: Desk) -> None:
    desk.handlers.add("calendar", desk.seen.append)
    desk.handlers.schedule("calendar", every=timedelta(hours=1))
    desk.runner.plan_periodic()
    desk.runner.plan_periodic()
    assert len(desk.jobs()) == 1
    assert desk.runner.run_pending() == RunReport()
    desk.clock.advance(timedelta(hours=30))
    assert desk.runner.run_pending() == RunReport(done=1)
    desk.runner.plan_periodic()
    assert desk.jobs()[1].run_after == desk.clock.moment + timedelta(hours=1)


def test_a_job_for_the_start_is_due_when_a_worker_starts(desk: Desk) -> None:
    desk.handlers.add("repair", desk.seen.append)
    desk.handlers.schedule("repair", every=timedelta(hours=1), at_start=True)
    desk.runner.plan_start()
    assert desk.runner.run_pending() == RunReport(done=1)
    desk.runner.plan_start()
    assert desk.runner.run_pending() == RunReport(done=1)


def test_a_daily_job_follows_the_clock_of_viet_nam() -> None:
    handlers = Handlers()
    handlers.add("calendar", _fail)
    handlers.schedule("calendar", at=clock_time(0, 5))
    assert handlers.periodic["calendar"].next_after(START) == datetime(2026, 11, 20, 17, 5, tzinfo=UTC)


def test_jobs_done_long_ago_are_forgotten(desk: Desk) -> None:
    desk.handlers.add("index", desk.seen.append)
    desk.add("index", {"id": 1})
    desk.runner.run_pending()
    desk.clock.advance(timedelta(days=8))
    desk.runner.forget_old()
    assert desk.jobs() == []


def test_a_name_has_one_handler(desk: Desk) -> None:
    desk.handlers.add("index", _fail)
    with pytest.raises(ValueError, match="two handlers"):
        desk.handlers.add("index", _fail)
    with pytest.raises(ValueError, match="needs a handler"):
        desk.handlers.schedule("other", every=timedelta(hours=1))


def test_a_broken_queue_does_not_break_the_request(desk: Desk) -> None:
    class Broken:
        def wake(self, name: str) -> None:
            raise OSError("disk full")

        def listen(self, on_wake: object, stop: object) -> None: ...

    with desk.sessions() as session:
        Outbox(session).add("index", {"id": 1})
        session.commit()
        Outbox(session).hand_over(Broken())
    assert len(desk.jobs()) == 1


class RunningWorker:
    """A worker in a thread, on a real clock."""

    def __init__(self, desk: Desk, sweep_seconds: float) -> None:
        desk.clock.moment = datetime.now(UTC)
        runner = JobRunner(desk.sessions, desk.handlers, desk.folder / "jobs")
        self.queue = HueyQueue(desk.folder / "queue.db")
        self.worker = Worker(runner, HueyQueue(desk.folder / "queue.db"), sweep_seconds=sweep_seconds)
        self.thread = threading.Thread(target=self.worker.run)

    def __enter__(self) -> RunningWorker:
        self.thread.start()
        time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stop.set()
        self.thread.join()
        self.worker.queue.close()  # type: ignore[attr-defined]
        self.queue.close()


def _wait_for(desk: Desk, count: int, seconds: float = 5) -> float:
    start = time.monotonic()
    while len(desk.seen) < count and time.monotonic() < start + seconds:
        time.sleep(0.01)
    assert len(desk.seen) == count
    return time.monotonic() - start


def test_the_worker_does_a_committed_job_within_a_second(desk: Desk) -> None:
    desk.handlers.add("index", desk.seen.append)
    with RunningWorker(desk, sweep_seconds=60) as running, desk.sessions() as session:
        Outbox(session).add("index", {"id": 1})
        session.commit()
        Outbox(session).hand_over(running.queue)
        assert _wait_for(desk, 1) < 1


def test_the_sweeper_finds_what_was_never_handed_over(desk: Desk) -> None:
    desk.handlers.add("index", desk.seen.append)
    with RunningWorker(desk, sweep_seconds=0.2):
        desk.add("index", {"id": 1})
        _wait_for(desk, 1)


def test_a_worker_that_is_asked_to_stop_begins_no_other_job(desk: Desk) -> None:
    def stop_after_the_first(payloads: list[dict[str, Any]]) -> None:
        desk.seen.append(payloads)
        running.worker.stop.set()

    desk.handlers.add("ingest", stop_after_the_first, batch_size=1)
    desk.add("ingest", {"id": 1}, {"id": 2}, {"id": 3})
    running = RunningWorker(desk, sweep_seconds=0.05)
    with running:
        _wait_for(desk, 1)
    assert [job.done_at is None for job in desk.jobs()] == [False, True, True]


def _fail(_payloads: list[dict[str, Any]]) -> None:
    raise RuntimeError("no")
