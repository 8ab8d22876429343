"""The life of an installation: first start, second start, crashes, a broken index, commands."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.live import (
    PASSWORD,
    ROOT,
    descendants,
    environment,
    free_port,
    processes,
    run_portal,
    status_of,
    wait_until_live,
    wait_until_read,
)

RECORD = {
    "catalog": "open-data",
    "organization": "so-khoa-hoc-va-cong-nghe",
    "description": "Vị trí và tình trạng hoạt động của các trạm đo. "
    "Mỗi dòng là một trạm: mã, tên. Số liệu do đơn vị vận hành trạm ghi lại và gửi về vào cuối mỗi quý.",
    "themes": ["environment"],
    "contact": "Phòng Chuyển đổi số",
    "update_frequency": "quarterly",
    "licence": "open-city",
    "access_level": "open",
}


class Installation:
    """A data folder with the sample city and the portal that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "portal.log"
        self.environ = environment(folder / "data", self.port)
        self.start()

    def start(self) -> float:
        """Start it; returns the seconds until it answered."""
        began = time.monotonic()
        self.process = run_portal("start", environ=self.environ, log=self.log)
        wait_until_live(self.port, self.process, self.log)
        return time.monotonic() - began

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(20)

    def kill(self) -> None:
        """Kill the supervisor; returns when its children are gone too, some milliseconds later."""
        family = set(descendants(self.process.pid))
        self.process.kill()
        self.process.wait()
        while family & {pid for pid, _, _ in processes()}:
            time.sleep(0.02)

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "portal.cli", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, input=given, timeout=120
        )

    def json(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return json.load(answer)

    def found(self, text: str) -> int:
        return int(self.json(f"/dataset.json?q={quote(text)}")["total"])

    def add(self, title: str, *options: str) -> str:
        """Publish a record with one file; returns its path."""
        database = self.json("/dataset.json?catalog=city-databases")["results"][0]["name"]
        record, table = self.folder / "record.json", self.folder / "tram.csv"
        record.write_text(json.dumps({**RECORD, "title": title, "databases": [database]}), encoding="utf-8")
        table.write_text("mã,tên\n001,Trạm Một\n", encoding="utf-8")
        result = self.run("dataset", "add", str(record), str(table), "--publish", *options)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip().removeprefix(f"http://127.0.0.1:{self.port}")

    def wait_until_found(self, text: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self.found(text):
            assert time.monotonic() < deadline, f"“{text}” was not found within {seconds} s"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("operations"))
    yield installation
    installation.stop()


def test_the_first_start_prints_the_address_and_the_sample_accounts(city: Installation) -> None:
    time.sleep(0.5)
    said = city.log.read_text()
    assert f"http://127.0.0.1:{city.port}" in said
    assert all(login in said for login in ("admin", "approver", "steward", PASSWORD))
    assert "Traceback" not in said


def test_the_second_start_is_ready_within_five_seconds(city: Installation) -> None:
    times = []
    for _ in range(2):
        city.stop()
        times.append(city.start())
    # On a machine busy with other work: no more than four times a bare import of the application.
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import portal.app"], cwd=ROOT, check=True)
    assert min(times) < max(5, 4 * (time.monotonic() - began)), times
    assert city.log.read_text().count(PASSWORD) == 1


def test_a_published_record_is_found_within_two_seconds(city: Installation) -> None:
    assert city.found("trạm kiểm tra tức thì") == 0
    city.add("Trạm kiểm tra tức thì")
    city.wait_until_found('"trạm kiểm tra tức thì"', 2)


def test_a_record_that_was_saved_survives_the_death_of_every_process(city: Installation) -> None:
    path = city.add("Trạm sống sót sau sự cố")
    city.kill()
    assert status_of(city.port) == 0
    city.start()
    assert status_of(city.port, path) == 200
    city.wait_until_found('"sống sót sau sự cố"', 20)


def freeze(worker: int, database: Path) -> None:
    """Stop the process, not within a transaction: nobody else could write then."""
    deadline = time.monotonic() + 20
    while True:
        os.kill(worker, signal.SIGSTOP)
        with closing(sqlite3.connect(database, timeout=0.5)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                assert time.monotonic() < deadline
                os.kill(worker, signal.SIGCONT)
                time.sleep(0.05)


def test_a_job_left_by_a_dead_worker_is_done_by_the_next(city: Installation) -> None:
    wait_until_read(city.folder / "data")
    worker = min(pid for pid, line in descendants(city.process.pid).items() if "portal.cli worker" in line)
    freeze(worker, city.folder / "data" / "portal.db")
    city.add("Trạm bị bỏ dở giữa chừng")
    time.sleep(1)
    assert city.found('"bị bỏ dở giữa chừng"') == 0
    city.kill()
    city.start()
    city.wait_until_found('"bị bỏ dở giữa chừng"', 20)


def test_a_lost_index_is_rebuilt_while_the_site_answers(city: Installation) -> None:
    before = city.found("")
    city.stop()
    shutil.rmtree(city.folder / "data" / "index")
    assert city.run("doctor").returncode == 1
    city.start()
    assert city.found("") == before
    deadline = time.monotonic() + 60
    while city.run("index", "check", "--dry-run").returncode:
        assert time.monotonic() < deadline
    assert city.found("") == before


def test_a_damaged_index_is_rebuilt(city: Installation) -> None:
    before = city.found("")
    city.stop()
    for file in (city.folder / "data" / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"\0" * 100)
    city.start()
    assert city.found("") == before
    deadline = time.monotonic() + 60
    while city.run("index", "check", "--dry-run").returncode:
        assert time.monotonic() < deadline


def test_a_running_portal_is_well(city: Installation) -> None:
    wait_until_read(city.folder / "data")
    deadline = time.monotonic() + 30
    while (result := city.run("doctor")).returncode:
        assert time.monotonic() < deadline, result.stdout


def test_doctor_misses_an_upload_that_is_gone(city: Installation) -> None:
    files = city.folder / "data" / "files"
    lost = next(path for path in files.glob("??/??/*") if path.is_file())
    kept = lost.rename(city.folder / "lost")
    result = city.run("doctor")
    kept.rename(lost)
    assert result.returncode == 1
    assert lost.name in result.stdout


def test_sample_data_never_mixes_with_other_data(city: Installation) -> None:
    result = city.run("seed")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_accounts_are_made_by_the_operator(city: Installation) -> None:
    assert city.run("user", "create", "lan", "--password-stdin", given="ba con mèo 42\n").returncode == 0
    assert city.run("user", "create", "lan", "--generate").returncode == 1
    assert city.run("user", "create", "mai", "--password-stdin", given="ngắn\n").returncode == 1
    assert city.run("user", "grant", "lan", "so-xay-dung", "editor").returncode == 0
    assert city.run("user", "disable", "lan").returncode == 0
    line = next(li for li in city.run("user", "list").stdout.splitlines() if li.startswith("lan"))
    assert "so-xay-dung:editor" in line
    assert "đã khóa" in line


def test_a_record_may_describe_its_files_and_name_its_agency_as_people_do(city: Installation) -> None:
    (city.folder / "so-lieu.csv").write_text("ma,ten\n001,Trạm Láng\n", encoding="utf-8")
    described = {"title": "Trạm đo, quý III/2026", "file": "so-lieu.csv", "data_date": "2026-09-30"}
    values = {k: v for k, v in RECORD.items() if k != "catalog"}
    values |= {"title": "Trạm đo theo quý", "organization": "Sở KHCN", "resources": [described]}
    record = city.folder / "described.json"
    record.write_text(json.dumps(values), encoding="utf-8")
    assert city.run("dataset", "add", str(record), "--publish").returncode == 0
    stored = city.json("/dataset/tram-do-theo-quy.json")
    assert stored["organization"]["name"] == "so-khoa-hoc-va-cong-nghe"
    assert [(r["title"], r["data_date"]) for r in stored["resources"]] == [
        ("Trạm đo, quý III/2026", "2026-09-30")
    ]

    values["resources"] = [{**described, "file": "khong-co.csv"}]
    record.write_text(json.dumps(values), encoding="utf-8")
    assert city.run("dataset", "add", str(record)).returncode == 1


def test_a_record_that_breaks_a_rule_leaves_no_trace(city: Installation) -> None:
    record = city.folder / "bad.json"
    record.write_text(
        json.dumps({**RECORD, "title": "Thiếu tệp và đầu mối", "contact": ""}), encoding="utf-8"
    )
    result = city.run("dataset", "add", str(record), "--publish")
    assert result.returncode == 1
    assert "contact" in result.stderr
    record.write_text(json.dumps({**RECORD, "title": "Có trường lạ", "nonsense": 1}), encoding="utf-8")
    assert "nonsense" in city.run("dataset", "add", str(record)).stderr
    record.write_text("{", encoding="utf-8")
    assert city.run("dataset", "add", str(record)).returncode == 1
    assert status_of(city.port, "/dataset/thieu-tep-va-dau-moi") == 404


def test_a_wrong_command_line_is_status_two(city: Installation) -> None:
    assert city.run("nothing").returncode == 2
    assert city.run("user", "grant", "admin").returncode == 2


def test_an_unknown_setting_stops_the_start_with_its_name(tmp_path: Path) -> None:
    environ = environment(tmp_path, free_port(), PORTAL_COLOUR="blue")
    result = subprocess.run(
        [sys.executable, "-m", "portal.cli", "doctor"], env=environ, cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "PORTAL_COLOUR" in result.stderr
    assert "Traceback" not in result.stderr


def test_commands_speak_english_where_the_terminal_does(tmp_path: Path) -> None:
    environ = environment(tmp_path, free_port(), LC_ALL="en_US.UTF-8")
    result = subprocess.run(
        [sys.executable, "-m", "portal.cli", "--help"], env=environ, cwd=ROOT, capture_output=True, text=True
    )
    assert "Run the city data portal" in result.stdout
