"""Questions at 1,000,000 rows: the engine, against the same statement in bare DuckDB on the same file, and SQLite.

    python -m benchmarks.tabular.queries [--quick]

One process on one core; the three take turns; each figure is the median of warm runs. SQLite holds the table as
Datasette lays it out. Each run asks another version of the table, so that no total is remembered. `--quick` takes
100,000 rows.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.report import Figure, print_figure
from benchmarks.tabular.records import FULL_ROWS, QUICK_ROWS, in_sqlite, stored
from portal.tabular.columns import Table
from portal.tabular.query.arguments import parse_query
from portal.tabular.query.engine import DuckDBEngine

_ROUNDS, _SLOW_ROUNDS = 15, 3
_AHEAD = 1 / 3
_WARDS = (
    "Ba Đình",
    "Hoàn Kiếm",
    "Đống Đa",
    "Giảng Võ",
    "Ô Chợ Dừa",
    "Bạch Mai",
    "Cửa Nam",
    "Tây Hồ",
    "Nghĩa Đô",
)
_WORKERS = [str(number) for number in range(42, 58)]
_OF_WARD = "FROM {table} WHERE phuong = '{}'"
_WITHIN = "contains(_search, '{}') AND contains(lower(strip_accents(translate(dia_chi, 'đĐ', 'dD'))), '{}')"
Run = Callable[[str], object]
"""Asks with one value."""


@dataclass(frozen=True)
class Question:
    """What is asked: as arguments, as SQL. `{}` stands for a value that changes.

    `sql` are statements over `{table}`; `bar` is what the engine may take as a multiple of bare DuckDB. With
    `is_ahead` it must take a third of SQLite's time.
    """

    name: str
    arguments: Sequence[tuple[str, str]]
    sql: Sequence[str]
    values: Sequence[str]
    bar: float
    is_ahead: bool = False
    sqlite: Sequence[str] = ()


def questions(rows: int) -> Iterator[Question]:
    """Every question."""
    far = rows // 10 * 9
    yield Question(
        f"page at offset {far:,}",
        [("offset", "{}")],
        ["SELECT {columns} FROM {table} LIMIT 100 OFFSET {}"],
        [str(far + step) for step in range(0, 2000, 100)],
        bar=2,
        is_ahead=True,
    )
    yield Question(
        "page of an equality, with its total",
        [("phuong__exact", "{}"), ("offset", "5000")],
        [f"SELECT {{columns}} {_OF_WARD} LIMIT 100 OFFSET 5000", f"SELECT count(*) {_OF_WARD}"],
        _WARDS,
        bar=2,
    )
    yield Question(
        "groups of two columns",
        [
            ("group_by", "phuong,nganh_nghe"),
            ("aggregate", "count(*),avg(so_lao_dong)"),
            ("so_lao_dong__lt", "{}"),
        ],
        [
            "SELECT phuong, nganh_nghe, count(*), avg(so_lao_dong) FROM {table} "
            "WHERE so_lao_dong < {} GROUP BY phuong, nganh_nghe LIMIT 100"
        ],
        _WORKERS,
        bar=2,
        is_ahead=True,
    )
    yield Question(
        "contains without diacritics, with its total",
        [("dia_chi__contains", "{}")],
        [
            f"SELECT {{columns}} FROM {{table}} WHERE {_WITHIN} LIMIT 100",
            f"SELECT count(*) FROM {{table}} WHERE {_WITHIN}",
        ],
        [f"{number} le loi" for number in range(21, 37)],
        bar=3,
        is_ahead=True,
        sqlite=[
            "SELECT {columns} FROM t WHERE instr(fold(dia_chi), '{}') LIMIT 100",
            "SELECT count(*) FROM t WHERE instr(fold(dia_chi), '{}')",
        ],
    )
    yield Question(
        "number of different values",
        [("aggregate", "count_distinct(dia_chi)"), ("so_lao_dong__lt", "{}")],
        ["SELECT count(DISTINCT dia_chi) FROM {table} WHERE so_lao_dong < {}"],
        _WORKERS,
        bar=2,
        is_ahead=True,
    )
    yield Question(
        "sorted by a text, with its total",
        [("order_by", "-ten_co_so"), ("phuong__exact", "{}")],
        [
            f"SELECT {{columns}} {_OF_WARD} ORDER BY ten_co_so COLLATE vi DESC LIMIT 100",
            f"SELECT count(*) {_OF_WARD}",
        ],
        _WARDS,
        bar=2,
    )


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    row_count = QUICK_ROWS if "--quick" in arguments else FULL_ROWS
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(dir=os.environ.get("PORTAL_BENCH_FOLDER")) as name:
        folder = Path(name)
        table = stored(folder / "stored", row_count)
        figures = list(compare(table, in_sqlite(table, folder / "table.sqlite")))
    return 0 if all(figure.holds for figure in figures) else 1


def compare(table: Table, sqlite: sqlite3.Connection) -> Iterator[Figure]:
    """Ask each question of all three; figures are printed as they come."""
    engine = DuckDBEngine((table.path.parent,))
    bare = duckdb.connect(config={"threads": 1})
    bare.execute("SET parquet_metadata_cache = true")
    for question in questions(table.row_count):
        ours = _ours(engine, table, question)
        theirs = bare_runs(question.sql, table, bare.execute, f"read_parquet('{table.path}')")
        mine, other = medians(question, ours, theirs, _ROUNDS)
        yield _printed(f"tables: {question.name}, beside bare DuckDB", mine, other, question.bar)
        if question.is_ahead:
            slow = bare_runs(question.sqlite or question.sql, table, sqlite.execute, "t")
            mine, other = medians(question, ours, slow, _SLOW_ROUNDS)
            yield _printed(f"tables: {question.name}, beside SQLite", mine, other, _AHEAD)
    bare.close()


def _ours(engine: DuckDBEngine, table: Table, question: Question) -> Run:
    versions = count()

    def run(value: str) -> object:
        asked = [(name, text.replace("{}", value)) for name, text in question.arguments]
        version = replace(table, version=str(next(versions)))
        return engine.rows(version, parse_query(asked, version))

    return run


def bare_runs(sql: Sequence[str], table: Table, execute: Callable[..., object], relation: str) -> Run:
    """Runs the statements over the relation and fetches all rows."""
    columns = ", ".join(column.key for column in table.columns)
    statements = [each.replace("{table}", relation).replace("{columns}", columns) for each in sql]

    def run(value: str) -> object:
        return [execute(statement.replace("{}", value)).fetchall() for statement in statements]  # type: ignore[attr-defined]

    return run


def medians(question: Question, ours: Run, theirs: Run, rounds: int) -> tuple[float, float]:
    """Milliseconds of both, taking turns. The first, untimed answers are thrown away."""
    ours(question.values[0])
    theirs(question.values[0])
    times = [
        (seconds(ours, value), seconds(theirs, value))
        for value, _round in zip(cycle(question.values[1:]), range(rounds), strict=False)
    ]
    mine, other = (median(column) * 1000 for column in zip(*times, strict=True))
    return mine, other


def seconds(run: Run, value: str) -> float:
    """How long it takes to ask with that value."""
    start = time.perf_counter()
    run(value)
    return time.perf_counter() - start


def _printed(name: str, ours: float, peer: float, bar: float) -> Figure:
    figure = Figure(name, ours, peer, bar)
    print_figure(figure)
    return figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
