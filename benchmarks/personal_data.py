"""How well the scan tells personal data from the rest, on labelled columns it has never seen, and how fast it is.

    python -m benchmarks.personal_data [--quick] [--seed=N] [--wrong]

Per kind: columns that hold it, precision and recall. The bar is 0.95 each. `--wrong` lists the mistakes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pandas  # type: ignore[import-untyped]

from benchmarks.personal_tables import LabelledColumn, labelled_tables
from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal import Kind, scan

BAR = 0.95
TABLES = 400
WIDE_ROWS = 1_000_000
MOST_TIMES = 3.0
_WIDE = (
    ("Mã trường", "lpad((i % 100000)::VARCHAR, 7, '0')"),
    ("Tên trường", "'Trường Tiểu học Đống Đa ' || (i % 997)"),
    ("Số lớp", "(i % 40)::VARCHAR"),
    ("Điểm", "(i * 7.31 % 1000)::DECIMAL(10, 2)::VARCHAR"),
    ("Ngày", "strftime(DATE '2000-01-01' + (i % 8000)::INT, '%d/%m/%Y')"),
    ("Thời điểm", "'2024-05-0' || (i % 9 + 1) || 'T10:00:00'"),
    ("Vĩ độ", "'21.' || (i * 7919 % 1000000)"),
    ("Kinh độ", "'105.' || (i * 104729 % 1000000)"),
    ("Bán trú", "CASE WHEN i % 2 = 0 THEN 'Có' ELSE 'Không' END"),
    ("Địa chỉ", "'Số ' || (i % 300) || ' phố Kim Mã, phường Ba Đình'"),
    ("Mã giao dịch", "(i * 7919 % 900000000 + 100000000)::VARCHAR"),
    ("Ghi chú", "'Ghi chú dòng ' || i || ' đã nhận đủ hồ sơ'"),
    ("Điện thoại", "'09' || (i * 7919777 % 90000000 + 10000000)"),
)
"""Columns of a table of schools: heading, and SQL of the cell in row `i`."""


def found_in(
    connection: duckdb.DuckDBPyConnection, table: Sequence[LabelledColumn]
) -> dict[str, frozenset[Kind]]:
    """The kinds that block publication, by heading."""
    columns = [Column(f"c{n}", column.name, ColumnType.TEXT) for n, column in enumerate(table)]
    cells = {column.key: labelled.values for column, labelled in zip(columns, table, strict=True)}
    connection.register("labelled", pandas.DataFrame(cells, dtype="str"))
    findings = scan(connection, "labelled", columns, len(table[0].values))
    return {
        column.name: frozenset(f.kind for f in findings if f.name == column.name and f.is_blocking)
        for column in table
    }


def judge(seed: int, tables: int, is_telling: bool) -> bool:
    """Print a line per kind; whether all reach the bar."""
    right, missed, wrong = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    columns = personal = any_right = any_wrong = any_missed = 0
    connection = duckdb.connect(config={"threads": "1"})
    for table in labelled_tables(seed, tables):
        found = found_in(connection, table)
        for column in table:
            kinds = found[column.name]
            right.update(kinds & column.kinds)
            missed.update(column.kinds - kinds)
            wrong.update(kinds - column.kinds - column.also)
            columns, personal = columns + 1, personal + bool(column.kinds)
            any_right += bool(kinds and column.kinds)
            any_missed += bool(column.kinds and not kinds)
            any_wrong += bool(kinds and not column.kinds)
            if is_telling and (column.kinds - kinds or kinds - column.kinds - column.also):
                beside = [other.name for other in table if other is not column]
                print("   ", repr(column.name), sorted(column.kinds), sorted(kinds),
                      [c for c in column.values if c][:3], beside)  # fmt: skip
    print(f"# seed {seed}: {columns} columns, {personal} of them personal")
    print("# kind | columns | precision | recall | bar | verdict")
    scores = [
        _line(kind, right[kind], wrong[kind], missed[kind]) for kind in Kind if right[kind] + missed[kind]
    ]
    scores.append(_line("held back at all", any_right, any_wrong, any_missed))
    return all(scores)


def _line(name: str, right: int, wrong: int, missed: int) -> bool:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed)
    is_good = precision >= BAR and recall >= BAR
    verdict = "ok" if is_good else "SHORT"
    print(f"personal data: {name} | {right + missed} | {precision:.3f} | {recall:.3f} | {BAR} | {verdict}")
    return is_good


def is_fast(rows: int) -> bool:
    """Print how long the scan of a large table takes, beside DuckDB reading each of its cells once."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": "1"}) as connection:
        path = Path(folder, "rows.parquet")
        cells = ", ".join(f"{cell} AS c{at}" for at, (_name, cell) in enumerate(_WIDE))
        table = f"SELECT i AS _id, {cells} FROM range(1, {rows + 1}) t(i)"
        connection.execute(f"COPY ({table}) TO '{path}' (COMPRESSION lz4, ROW_GROUP_SIZE 40960)")
        relation = f"read_parquet('{path}')"
        columns = [Column(f"c{at}", name, ColumnType.TEXT) for at, (name, _cell) in enumerate(_WIDE)]
        lengths = ", ".join(f"sum(length({column.key}))" for column in columns)
        bare = _seconds(lambda: connection.execute(f"SELECT {lengths} FROM {relation}").fetchall())
        ours = _seconds(lambda: scan(connection, relation, columns, rows))
    verdict = "ok" if ours <= MOST_TIMES * bare else "SHORT"
    size = f"{rows:,} x {len(columns)}"
    print(
        f"personal data: scan {size} | {ours:.2f} s | {bare:.2f} s | {ours / bare:.2f} | {MOST_TIMES} | {verdict}"
    )
    return verdict == "ok"


def _seconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return sorted(times)[1]


def main(arguments: list[str]) -> int:
    """Judge the scan; exit status 1 when a figure falls short."""
    is_quick = "--quick" in arguments
    given = [int(a.partition("=")[2]) for a in arguments if a.startswith("--seed=")]
    seed = given[0] if given else time.time_ns() % 100_000
    is_good = judge(seed, 60 if is_quick else TABLES, "--wrong" in arguments)
    return 0 if is_fast(200_000 if is_quick else WIDE_ROWS) and is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
