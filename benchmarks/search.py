"""Search: queries with six facets and exact totals, against tantivy on the same records.

    python -m benchmarks.search [--quick]

Both engines are warm (one untimed pass, which also checks that they agree) and take turns in one process. The
peer looks up the required words only; ours also scores neighbouring words and counts a facet without its own
filter. Indexes are kept in the folder named by PORTAL_BENCH_FOLDER (else the temporary folder), so that only
the first run builds them: about 8 minutes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import corpus
from benchmarks.peer_tantivy import TantivyIndex
from benchmarks.queries import mixed_queries
from benchmarks.report import Figure, print_figure
from portal.search.analysis import Analyzer, load_abbreviations
from portal.search.protocol import SearchQuery
from portal.search.schema import document_fields
from portal.search.whoosh_index import WhooshIndex

_SMALL, _LARGE = 10_000, 100_000
_ROUNDS = 3
_SAMPLE = 200
_RESIDENT_LIMIT_MEGABYTES = 150
_ABBREVIATIONS = Path(__file__).parent.parent / "catalog_schemas" / "abbreviations.yaml"


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    if arguments[:1] == ["--resident"]:
        print(_resident_megabytes(int(arguments[1])))
        return 0
    figures = _compare(_SMALL)
    resident = [sys.executable, "-W", "ignore", "-m", "benchmarks.search", "--resident", str(_SMALL)]
    megabytes = float(subprocess.run(resident, check=True, capture_output=True, text=True).stdout)
    name = "search: resident memory of a reader, 10,000 records"
    figures.append(Figure(name, megabytes, _RESIDENT_LIMIT_MEGABYTES, unit="MB"))
    print_figure(figures[-1])
    if "--quick" not in arguments:
        figures += _compare(_LARGE)
    return 0 if all(figure.holds for figure in figures) else 1


def _compare(size: int) -> list[Figure]:
    ours, peer = _built(size)
    queries = mixed_queries()
    _check_equal(ours, peer, queries)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for query in queries:
            times[0].append(_milliseconds(ours.search, query))
            times[1].append(_milliseconds(peer.search, query))
    figures = []
    for percentile in (50, 95):
        mine, theirs = (float(np.percentile(measured, percentile)) for measured in times)
        figures.append(Figure(f"search: p{percentile}, {size:,} records", mine, theirs))
        print_figure(figures[-1])
    return figures


def _check_equal(ours: WhooshIndex, peer: TantivyIndex, queries: list[SearchQuery]) -> None:
    """The untimed pass: both engines find as many records, so that the same work is compared."""
    for query in queries:
        mine, (_, total, facets) = ours.search(query), peer.search(query)
        assert mine.total == total, (query, mine.total, total)
        for name in set(query.facets) - set(query.filters):
            assert {count.value: count.count for count in mine.facets[name]} == facets[name], (query, name)


def _milliseconds(search: Callable[[SearchQuery], object], query: SearchQuery) -> float:
    start = time.perf_counter()
    search(query)
    return (time.perf_counter() - start) * 1000


def _built(size: int) -> tuple[WhooshIndex, TantivyIndex]:
    analyzer = Analyzer(load_abbreviations(_ABBREVIATIONS))
    folder = _folder() / str(size)
    ours, peer = WhooshIndex(folder / "ours", analyzer), TantivyIndex(folder / "peer", analyzer)
    if not (folder / "complete").exists():
        _build(folder, size, ours, peer)
    peer.open()
    return ours, peer


def _build(folder: Path, size: int, ours: WhooshIndex, peer: TantivyIndex) -> None:
    peer.build(corpus.documents(size))
    start = time.perf_counter()
    ours.rebuild(corpus.documents(size))
    print(f"# built {size:,} records in {time.perf_counter() - start:.0f} s", flush=True)
    (folder / "complete").touch()


def _folder() -> Path:
    """Where indexes are kept: a folder that changes when the records or the way they are indexed do."""
    analyzer = Analyzer(load_abbreviations(_ABBREVIATIONS))
    sample = [document_fields(document, analyzer) for document in corpus.documents(_SAMPLE)]
    version = hashlib.sha256(repr(sample).encode()).hexdigest()[:12]
    return (
        Path(os.environ.get("PORTAL_BENCH_FOLDER", tempfile.gettempdir())) / f"portal-bench-search-{version}"
    )


def _resident_megabytes(size: int) -> float:
    """What this process holds after the warm queries; it has opened nothing else."""
    analyzer = Analyzer(load_abbreviations(_ABBREVIATIONS))
    index = WhooshIndex(_folder() / str(size) / "ours", analyzer)
    for query in mixed_queries():
        index.search(query)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
