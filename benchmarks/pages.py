"""Pages: search, dataset and list page at 10,000 datasets, against an empty Flask view.

    python -m benchmarks.pages [--quick]

Both servers run at once, one gunicorn worker each with the same options, pinned to one core; requests take
turns on connections that stay open. The figure is the median. `--quick` makes 1,000 datasets.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

from benchmarks.city import build
from benchmarks.corpus import PHRASES
from benchmarks.report import Figure, print_figure
from benchmarks.server import Server, serving

_FULL, _QUICK = 10_000, 1_000
_ROUNDS, _WARM_UP = 200, 30


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    size = _QUICK if "--quick" in arguments else _FULL
    with tempfile.TemporaryDirectory(dir=os.environ.get("PORTAL_BENCH_FOLDER")) as folder:
        data_dir = Path(folder) / "data"
        start = time.perf_counter()
        names = build(data_dir, size)
        print(f"# made {size:,} datasets in {time.perf_counter() - start:.0f} s", flush=True)
        with (
            pinned(),
            serving("wsgi:app", {"PORTAL_DATA_DIR": str(data_dir)}) as ours,
            serving("benchmarks.peer_empty:app", {}) as peer,
            elsewhere(),
        ):
            figures = [_figure(size, ours, peer, *page) for page in _pages(names)]
    for figure in figures:
        print_figure(figure)
    return 0 if all(figure.holds for figure in figures) else 1


def _pages(names: Sequence[str]) -> Iterator[tuple[str, list[str], float]]:
    """Each page's name, addresses to ask for in turn, and bar."""
    random = Random(11)
    words = random.sample(PHRASES, 40)
    yield "search page", [f"/dataset?q={quote(word)}" for word in words], 15
    yield "dataset page", [f"/dataset/{name}" for name in random.sample(list(names), 100)], 10
    yield "list page", ["/catalog/open-data", "/catalog/city-databases"], 20


def _figure(size: int, ours: Server, peer: Server, name: str, paths: list[str], bar: float) -> Figure:
    mine, theirs = Client(ours.port), Client(peer.port)
    for number in range(_WARM_UP):
        mine.seconds(paths[number % len(paths)])
        theirs.seconds("/")
    times = [(mine.seconds(paths[n % len(paths)]), theirs.seconds("/")) for n in range(_ROUNDS)]
    ours_ms, peer_ms = (median(column) * 1000 for column in zip(*times, strict=True))
    return Figure(f"pages: {name}, {size:,} datasets, p50", ours_ms, peer_ms, bar)


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def seconds(self, path: str) -> float:
        """How long the whole answer takes. Raises `RuntimeError` unless it is a 200."""
        start = time.perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return time.perf_counter() - start


@contextmanager
def pinned() -> Iterator[None]:
    """What is started within the block runs on the first core only."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


@contextmanager
def elsewhere() -> Iterator[None]:
    """This process leaves the servers' core to them, where there is another."""
    first = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - first or first)
    try:
        yield
    finally:
        os.sched_setaffinity(0, first)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
