"""Personal data in a file: found on the way in; dropped or masked, no part of the result keeps it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest

from portal.tabular.ingest.result import IngestResult, Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ColumnOption, ReadingOptions
from portal.tabular.personal import Kind

LIMITS = Limits(memory_bytes=1536 * 1024**2, seconds=60)
PEOPLE = (
    "Họ và tên,Số CCCD,Ngày sinh,Xã\n"
    "Nguyễn Thị Mẫu,001085012345,02/09/1985,Láng\n"
    "Trần Văn Thử,079190054321,13/10/1990,Láng\n"
    "Lê Minh Giả,036202001122,30/04/2002,Hà Đông\n"
    "Cộng: 3 người,,,\n"
)
SECRETS = ("Mẫu", "mau", "Thử", "085012345", "054321", "02/09/1985", "1985-09-02", "1990-10-13", "Giả")


def taken(folder: Path, **protections: str) -> IngestResult:
    """The people, with columns protected by heading (`_` for a space)."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    work = folder / "work"
    work.mkdir()
    columns = {name.replace("_", " "): ColumnOption(protection=how) for name, how in protections.items()}
    return ingest(folder / "people.csv", "people.csv", work, ReadingOptions(columns=columns), LIMITS)


def everything(result: IngestResult) -> str:
    """All that is kept of the file: every cell, search text, profile, first page, report, terms, findings."""
    rows = duckdb.execute(f"SELECT * FROM read_parquet('{result.table}')").fetchall()
    kept = [
        rows,
        result.report.to_dict(),
        [asdict(each) for each in result.profile],
        asdict(result.first_page),
        dict(result.terms),
        [finding.to_dict() for finding in result.findings],
    ]
    return json.dumps(kept, ensure_ascii=False, default=str)


def test_personal_data_is_found_with_the_key_of_its_column(tmp_path: Path) -> None:
    result = taken(tmp_path)
    found = {finding.key: finding.kind for finding in result.findings}
    assert found == {
        "ho_va_ten": Kind.PERSON_NAME,
        "so_cccd": Kind.CITIZEN_ID,
        "ngay_sinh": Kind.BIRTH_DATE,
    }
    assert all(secret not in json.dumps([f.to_dict() for f in result.findings]) for secret in SECRETS)


def test_values_of_persons_are_no_frequent_values(tmp_path: Path) -> None:
    assert set(taken(tmp_path).terms) == {"xa"}


@pytest.mark.parametrize("how", ["drop", "mask"])
def test_nothing_of_a_protected_column_is_kept(tmp_path: Path, how: str) -> None:
    result = taken(tmp_path, Họ_và_tên=how, Số_CCCD=how, Ngày_sinh=how)
    kept = everything(result)
    assert [secret for secret in SECRETS if secret in kept] == []


def test_a_dropped_column_leaves_its_finding_without_a_key(tmp_path: Path) -> None:
    result = taken(tmp_path, Số_CCCD="drop")
    assert [column.name for column in result.columns] == ["Họ và tên", "Ngày sinh", "Xã"]
    assert [f.key for f in result.findings if f.kind == Kind.CITIZEN_ID] == [""]


def test_a_masked_column_keeps_its_form_as_text(tmp_path: Path) -> None:
    result = taken(tmp_path, Số_CCCD="mask", Ngày_sinh="mask", Xã="mask")
    assert result.first_page.rows[0] == ("Nguyễn Thị Mẫu", "001*********", "198*", "***")
    assert {column.type.value for column in result.columns} == {"text"}
