"""Exports of 1,000,000 rows: CSV and NDJSON as they are sent, against bare DuckDB's COPY to a file.

    python -m benchmarks.tabular.exports [--quick]

Each run has a process of its own on one core, so that its memory is its own; ours and the peer take turns, each
figure is the median. CSV is written for people, with the guard against formulas. `--quick` takes 100,000 rows.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.report import Figure, print_figure
from benchmarks.tabular.records import FULL_ROWS, QUICK_ROWS, stored
from portal.tabular.columns import Table
from portal.tabular.export.exporter import Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.plan import ExportOptions, Rows

_ROUNDS = 3
_BAR = 1 / 0.8
_FIRST_BYTE_LIMIT_MS = 500
_MEMORY_LIMIT_MB = 250
_COPY_OPTIONS = {"csv": "FORMAT csv, HEADER", "ndjson": "FORMAT json"}


@dataclass(frozen=True)
class Run:
    """One export. `ns_per_byte` is time by what was written."""

    seconds: float
    first_byte_seconds: float
    size_bytes: int
    resident_bytes: int

    @property
    def ns_per_byte(self) -> float:
        return self.seconds * 1e9 / self.size_bytes


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    if arguments[:1] == ["--run"]:
        _run(Path(arguments[1]), *arguments[2:])
        return 0
    row_count = QUICK_ROWS if "--quick" in arguments else FULL_ROWS
    with tempfile.TemporaryDirectory(dir=os.environ.get("PORTAL_BENCH_FOLDER")) as name:
        folder = Path(name)
        table = stored(folder / "stored", row_count)
        (folder / "table").write_bytes(pickle.dumps(table))
        figures = [figure for code in _COPY_OPTIONS for figure in compare(folder, code, row_count)]
    return 0 if all(figure.holds for figure in figures) else 1


def compare(folder: Path, code: str, row_count: int) -> list[Figure]:
    """The figures of one format; `folder` holds the table."""
    runs = [(_in_process(folder, code, "ours"), _in_process(folder, code, "copy")) for _ in range(_ROUNDS)]
    ours, peer = ([pair[at] for pair in runs] for at in (0, 1))
    name = f"tables: {code} of {row_count:,} rows"
    figures = [
        Figure(name, _rate(ours), _rate(peer), _BAR, unit="ns a byte"),
        Figure(
            f"{name}, first byte", median(r.first_byte_seconds for r in ours) * 1000, _FIRST_BYTE_LIMIT_MS
        ),
        Figure(f"{name}, resident", max(r.resident_bytes for r in ours) / 1e6, _MEMORY_LIMIT_MB, unit="MB"),
    ]
    for figure in figures:
        print_figure(figure)
    return figures


def _rate(runs: list[Run]) -> float:
    return median(run.ns_per_byte for run in runs)


def _in_process(folder: Path, code: str, who: str) -> Run:
    command = [sys.executable, "-m", "benchmarks.tabular.exports", "--run", str(folder), code, who]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    seconds, first, size, resident = answer.split()
    return Run(float(seconds), float(first), int(size), int(resident))


def _run(folder: Path, code: str, who: str) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    table: Table = pickle.loads((folder / "table").read_bytes())
    seconds, first, size = (_export if who == "ours" else _copy)(folder, table, code)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(seconds, first, size, resident)


def _export(folder: Path, table: Table, code: str) -> tuple[float, float, int]:
    exporter = Exporter(folder / "exports", 10**10)
    started = time.perf_counter()
    stream = exporter.of_query(Rows.of_table(table), EXPORTS[code], ExportOptions()).stream
    assert stream is not None
    size = len(next(stream))
    first = time.perf_counter()
    size += sum(map(len, stream))
    return time.perf_counter() - started, first - started, size


def _copy(folder: Path, table: Table, code: str) -> tuple[float, float, int]:
    output = folder / "copied"
    keys = ", ".join(column.key for column in table.columns)
    started = time.perf_counter()
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"COPY (SELECT {keys} FROM read_parquet('{table.path}')) TO '{output}' ({_COPY_OPTIONS[code]})"
        )
    return time.perf_counter() - started, 0.0, output.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
