"""Taking in a table of a million rows, against DuckDB's own unchecked `read_csv` → `COPY` of the same file.

    python -m benchmarks.tabular.ingest [--quick]

Each in a process of its own with one thread, in turns; each figure is the median. Ours checks every value, folds all
text for searches, profiles every column and looks for personal data; the peer does none of it. `--quick` takes a tenth
of the rows. The file is kept in the folder named by PORTAL_BENCH_FOLDER (else the temporary folder).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.report import Figure, print_figure
from benchmarks.tabular.rows import table_file

_ROWS, _QUICK_ROWS, _FEW_ROWS = 1_000_000, 100_000, 1_000
_ROUNDS = 3
_RATIO_BAR = 4
_RESIDENT_LIMIT_MB = 500
_GROWTH_LIMIT_MB = 5


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    if arguments[:1] in (["--ours"], ["--peer"]):
        run = {"--ours": _take, "--peer": _copy}[arguments[0]]
        print(json.dumps(run(Path(arguments[1]))))
        return 0
    rows = _QUICK_ROWS if "--quick" in arguments else _ROWS
    file = table_file(rows)
    table_file(_FEW_ROWS)
    ours: list[dict[str, float]] = []
    peer: list[dict[str, float]] = []
    for _ in range(_ROUNDS):
        ours.append(_measured("--ours", file))
        peer.append(_measured("--peer", file))
    figures = _figures(f"ingest: {rows:,} rows, {file.stat().st_size / 1e6:.0f} MB", ours, peer)
    for figure in figures:
        print_figure(figure)
    return 0 if all(figure.holds for figure in figures) else 1


def _figures(name: str, ours: list[dict[str, float]], peer: list[dict[str, float]]) -> list[Figure]:
    def middle(runs: list[dict[str, float]], key: str) -> float:
        return median(run[key] for run in runs)

    return [
        Figure(name, middle(ours, "seconds"), middle(peer, "seconds"), _RATIO_BAR, "s"),
        Figure(
            f"{name}, processor time",
            middle(ours, "processor"),
            middle(peer, "processor"),
            _RATIO_BAR,
            "s",
        ),
        Figure(f"{name}, resident in the child", middle(ours, "resident"), _RESIDENT_LIMIT_MB, unit="MB"),
        Figure(f"{name}, rise in the parent", middle(ours, "rise"), _GROWTH_LIMIT_MB, unit="MB"),
    ]


def _measured(which: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.tabular.ingest", which, str(file)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict[str, float] = json.loads(output.splitlines()[-1])
    return measured


def _take(file: Path) -> dict[str, float]:
    """Take `file` in as the portal does, in the child process; this one stands for the server."""
    from portal.settings import Settings
    from portal.tabular.ingest.result import Limits
    from portal.tabular.ingest.sandbox import ingest
    from portal.tabular.options import ReadingOptions

    limits = Limits(Settings.ingest_memory_bytes, Settings.ingest_seconds)

    def take(source: Path) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            return ingest(source, source.name, Path(folder), ReadingOptions(), limits)

    take(table_file(_FEW_ROWS))  # loads what the parent loads once
    before = _resident_mb()
    measured = _timed(lambda: take(file))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return measured | {"rise": _resident_mb() - before, "resident": children.ru_maxrss / 1024}


def _copy(file: Path) -> dict[str, float]:
    """What DuckDB does alone; the start of a process is part of it, as it is of ours."""
    script = (
        "import duckdb, sys; duckdb.connect(config={'threads': '1'}).execute("
        "f\"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)\")"
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", script, str(file), f"{folder}/table.parquet"]
        return _timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _timed(work: Callable[[], Any]) -> dict[str, float]:
    """Seconds on the clock and of the processor in the child processes."""
    before, started = _processor_seconds(), time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - started, "processor": _processor_seconds() - before}


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
