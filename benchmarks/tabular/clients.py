"""Tables over HTTP at 1,000,000 rows: single questions, downloads, and eight clients at once.

    python -m benchmarks.tabular.clients [--quick]

The portal and an empty Flask view run at once, one gunicorn worker each, on one core; bare DuckDB runs in this
process. Requests take turns; figures are medians. `--quick` takes 100,000 rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import duckdb

from benchmarks.city import build
from benchmarks.pages import Client, elsewhere, pinned
from benchmarks.report import Figure, print_figure
from benchmarks.server import PeakMemory, Server, serving
from benchmarks.tabular.queries import Question, Run, bare_runs, medians, questions, seconds
from benchmarks.tabular.records import FULL_ROWS, QUICK_ROWS
from benchmarks.tabular.rows import table_file
from portal.tabular.columns import Table

CLIENTS = 8
_ROUNDS, _LONE_ROUNDS, _EACH = 15, 5, 12
_BLOCK_BYTES = 256 * 1024
_MOST_WAIT = 20


@dataclass(frozen=True)
class Served:
    """A table in a portal that runs. `path` is that of the resource in the API."""

    server: Server
    path: str
    table: Table

    def address(self, arguments: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}/rows?{urlencode(arguments)}"


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    row_count = QUICK_ROWS if "--quick" in arguments else FULL_ROWS
    with tempfile.TemporaryDirectory(dir=os.environ.get("PORTAL_BENCH_FOLDER")) as folder:
        data_dir = Path(folder) / "data"
        path, table = published(data_dir, table_file(row_count))
        environ = {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_API_REQUESTS_PER_MINUTE": "0"}
        with (
            pinned(),
            serving("wsgi:app", environ) as ours,
            serving("benchmarks.peer_empty:app", {}) as empty,
            elsewhere(),
        ):
            figures = list(measure(Served(ours, path, table), empty))
    return 0 if all(figure.holds for figure in figures) else 1


def measure(served: Served, empty: Server) -> Iterator[Figure]:
    """All figures, printed as they come."""
    for figures in (_first_page(served, empty), _questions(served), _download(served), _together(served)):
        for figure in figures:
            print_figure(figure)
            yield figure


def _first_page(served: Served, empty: Server) -> Iterator[Figure]:
    mine, theirs = Client(served.server.port), Client(empty.port)
    path = served.address([("limit", "50")])
    for _ in range(10):
        mine.seconds(path)
        theirs.seconds("/")
    times = [(mine.seconds(path), theirs.seconds("/")) for _ in range(100)]
    ours, peer = (median(column) * 1000 for column in zip(*times, strict=True))
    yield Figure("tables over HTTP: first page, beside an empty view", ours, peer, 3)


def _questions(served: Served) -> Iterator[Figure]:
    bare = duckdb.connect(config={"threads": 1})
    bare.execute("SET parquet_metadata_cache = true")
    for question in questions(served.table.row_count):
        relation = f"read_parquet('{served.table.path}')"
        theirs = bare_runs(question.sql, served.table, bare.execute, relation)
        mine, other = medians(question, _asking(served, question), theirs, _ROUNDS)
        yield Figure(f"tables over HTTP: {question.name}, beside bare DuckDB", mine, other, question.bar)
    bare.close()


def _asking(served: Served, question: Question) -> Run:
    # A connection each time: gunicorn closes one that is idle for longer than a peer may take.
    return lambda value: Client(served.server.port).seconds(
        served.address([(name, text.replace("{}", value)) for name, text in question.arguments])
    )


def _download(served: Served) -> Iterator[Figure]:
    """Of the whole table as CSV: made while it is sent, then sent as the file it was kept as."""
    with PeakMemory(served.server) as memory:
        first, made, size = _fetched(served.server.port, f"{served.path}/export.csv")
    name = f"tables over HTTP: CSV of {size / 1e6:,.0f} MB"
    _first, kept, again = _fetched(served.server.port, f"{served.path}/export.csv")
    if again != size:
        raise RuntimeError("the second download is another file")
    yield Figure(f"{name}, first byte", first * 1000, 500)
    yield Figure(f"{name}, rise of server memory", memory.rise_bytes / 1e6, 250, unit="MB")
    yield Figure(f"{name}, second download beside the first", kept, made, 0.5, unit="s")


def _fetched(port: int, path: str) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and how many there are."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    size = len(answer.read(1))
    first = time.perf_counter() - started
    while block := answer.read(_BLOCK_BYTES):
        size += len(block)
    connection.close()
    return first, time.perf_counter() - started, size


def _together(served: Served) -> Iterator[Figure]:
    """Each client asks every question in turn, each beginning with another; a failure ends the benchmark."""
    asked = list(questions(served.table.row_count))
    lone = {q.name: median(_times(served, q, 0, _LONE_ROUNDS)) for q in asked}
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(lambda number: _client(served, asked, number), range(CLIENTS)))
    worst = {q.name: max(times[q.name] for times in found) for q in asked}
    for name in lone:
        yield Figure(
            f"tables over HTTP: {CLIENTS} clients, longest wait for {name}",
            worst[name] * 1000,
            lone[name] * 1000,
            _MOST_WAIT,
        )


def _client(served: Served, asked: Sequence[Question], number: int) -> dict[str, float]:
    """The longest wait for each question."""
    worst = dict.fromkeys((question.name for question in asked), 0.0)
    turns = islice(cycle(asked), number % len(asked), number % len(asked) + _EACH)
    for turn, question in enumerate(turns):
        (seconds_waited,) = _times(served, question, number + turn, 1)
        worst[question.name] = max(worst[question.name], seconds_waited)
    return worst


def _times(served: Served, question: Question, start: int, rounds: int) -> list[float]:
    run = _asking(served, question)
    values = islice(cycle(question.values), start, start + rounds)
    return [seconds(run, value) for value in values]


def published(data_dir: Path, csv: Path) -> tuple[str, Table]:
    """Make a portal in `data_dir`, add the file to a record and read it; returns its path in the API."""
    from sqlalchemy import select

    from portal.catalog.resources import Upload
    from portal.cli.parts import Parts
    from portal.model import Catalog, Dataset, RecordState
    from portal.settings import Settings

    build(data_dir, 40)
    parts = Parts(Settings(data_dir=data_dir).resolved())
    is_open = (Dataset.catalog == Catalog.OPEN_DATA, Dataset.state == RecordState.PUBLISHED)
    with parts.services() as services, csv.open("rb") as stream:
        name = services.unit.session.scalars(select(Dataset.name).where(*is_open).limit(1)).one()
        stored = services.ports.storage.put(stream)
        resource = services.resources.add_file(name, {}, Upload(csv.name, stored)).id
    parts.job_runner.run_pending()
    with parts.services() as services:
        table = services.tables.find(resource).table
    return f"/api/v1/resources/{resource}", table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
