"""The stored table, its profile, its first page, and the process that makes them."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from portal.errors import Invalid
from portal.tabular.ingest.profiling import EXACT_ROWS
from portal.tabular.ingest.result import IngestResult, Limits, TableReport
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions

LIMITS = Limits(memory_bytes=1536 * 1024**2, seconds=60)
SCHOOLS = "Mã,Trường,Số lớp,Ngày\n" + "".join(
    f"{n:05d},Trường Đống Đa {n % 7},{n % 30},{n % 28 + 1:02d}/03/2025\n" for n in range(1, 201)
)


def taken(folder: Path, text: str, name: str = "truong.csv") -> IngestResult:
    (folder / name).write_text(text, encoding="utf-8")
    work = folder / "work"
    work.mkdir()
    return ingest(folder / name, name, work, ReadingOptions(), LIMITS)


def test_the_file_holds_numbered_rows_and_folded_text(tmp_path: Path) -> None:
    result = taken(tmp_path, SCHOOLS)
    rows = duckdb.execute(f"SELECT * FROM read_parquet('{result.table}') LIMIT 1")
    assert [c[0] for c in rows.description or ()] == ["_id", "ma", "truong", "so_lop", "ngay", "_search"]
    first = rows.fetchone()
    assert first is not None
    assert first[:4] == (1, "00001", "Trường Đống Đa 1", 1)
    assert first[-1] == "00001\ntruong dong da 1"


def test_the_profile_looks_at_the_whole_column(tmp_path: Path) -> None:
    profile = {p.key: p for p in taken(tmp_path, SCHOOLS).profile}
    assert (profile["ma"].filled, profile["ma"].distinct) == (200, 200)
    assert (profile["so_lop"].least, profile["so_lop"].most, profile["so_lop"].distinct) == (0, 29, 30)
    assert sum(b.count for b in profile["so_lop"].bins) == 200
    assert profile["ngay"].least == "2025-03-01"
    assert sum(b.count for b in profile["ngay"].bins) == 200
    assert profile["truong"].top[0].count == 29


def test_few_values_of_a_long_table_are_counted_and_many_estimated(tmp_path: Path) -> None:
    rows = "".join(f"a{n},b{n % 5000},{n % 25},{n * 7}\n" for n in range(EXACT_ROWS + 1))
    profile = {p.key: p for p in taken(tmp_path, f"Tên,Nhóm,Bậc,Số\n{rows}").profile}
    assert {key: p.distinct for key, p in profile.items() if not p.is_approximate} == {
        "nhom": 5000,
        "bac": 25,
    }
    assert len(profile["bac"].top) == 12
    for key in ("ten", "so"):
        assert profile[key].distinct == pytest.approx(EXACT_ROWS, rel=0.15)


def test_the_first_page_and_frequent_values_need_no_table(tmp_path: Path) -> None:
    result = taken(tmp_path, SCHOOLS)
    assert result.first_page.ids[:2] == (1, 2)
    assert result.first_page.rows[0] == ("00001", "Trường Đống Đa 1", 1, "2025-03-02")
    assert len(result.first_page.rows) == 100
    assert set(result.terms) == {"truong"}


def test_the_report_survives_json(tmp_path: Path) -> None:
    report = taken(tmp_path, "n,d\n1.234,01/02/2025\nx,y\n").report
    assert TableReport.from_dict(report.to_dict()) == report


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "work").mkdir()
    told: list[float] = []
    ingest(
        tmp_path / "a.csv",
        "a.csv",
        tmp_path / "work",
        ReadingOptions(),
        LIMITS,
        lambda _step, share: told.append(share),
    )
    assert told
    assert told == sorted(told)


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SCHOOLS, encoding="utf-8")
    (tmp_path / "work").mkdir()
    with pytest.raises(Invalid):
        ingest(tmp_path / "a.csv", "a.csv", tmp_path / "work", ReadingOptions(), Limits(96 * 1024**2, 60))


def test_a_picture_named_csv_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(200))
    (tmp_path / "work").mkdir()
    with pytest.raises(Invalid) as refused:
        ingest(tmp_path / "a.csv", "a.csv", tmp_path / "work", ReadingOptions(), LIMITS)
    assert refused.value.problems[0].code == "misnamed"
