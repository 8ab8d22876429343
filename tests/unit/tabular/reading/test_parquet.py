"""Parquet as rows of text: every type is written so that none of its values is lost."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.unit.tabular.tables import read, refusal_of, rows_of


def parquet(folder: Path, select: str) -> bytes:
    file = folder / "a.parquet"
    duckdb.execute(f"COPY (SELECT {select}) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("'001'", "001"),
        ("12345678901234567890123456789012345678::DECIMAL(38,0)", "12345678901234567890123456789012345678"),
        ("1.10::DECIMAL(10,2)", "1.10"),
        ("0.1::DOUBLE", "0.1"),
        ("DATE '2025-02-28'", "2025-02-28"),
        ("TIMESTAMP '2025-02-28 23:59:59.123456'", "2025-02-28 23:59:59.123456"),
        ("true", "true"),
        ("NULL::INTEGER", ""),
        ("[1, 2]", "[1,2]"),
        ("{'a': 'Đ', 'b': [1]}", '{"a":"Đ","b":[1]}'),
        ("'NaN'::DOUBLE", "nan"),
    ],
)
def test_a_value_as_text(tmp_path: Path, value: str, text: str) -> None:
    rows, report = read(parquet(tmp_path, f"{value} AS \"giá trị\", 'x' AS b"), "a.parquet")
    assert rows == [["giá trị", "b"], [text, "x"]]
    assert (report.source.format, report.source.header_row) == ("parquet", None)


def test_rows_keep_their_order(tmp_path: Path) -> None:
    rows = rows_of(parquet(tmp_path, "range AS n FROM range(5000)"), "a.parquet")
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(5000)]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    content = parquet(tmp_path, "range AS n FROM range(5000)")
    assert refusal_of(content[:200] + bytes(100) + content[300:], "a.parquet").code == "damaged"
