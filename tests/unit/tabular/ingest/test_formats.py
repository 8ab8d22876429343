"""Every format becomes a stored table in the limited process, and what is made to hurt becomes a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from portal.errors import Invalid
from portal.tabular.ingest import pipeline
from portal.tabular.ingest.pipeline import Work, run
from portal.tabular.ingest.result import IngestResult, Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions
from tests.unit.tabular.tables import workbook

MIB = 1024 * 1024
POINT = '{"type":"Point","coordinates":[105.80,21.0]}'


def taken(
    folder: Path, content: bytes, name: str, *, memory_mib: int = 1024, seconds: int = 120, member: str = ""
) -> IngestResult:
    (folder / name).write_bytes(content)
    (folder / "work").mkdir()
    limits = Limits(memory_bytes=memory_mib * MIB, seconds=seconds)
    return ingest(folder / name, name, folder / "work", ReadingOptions(member=member), limits)


def refusal(folder: Path, content: bytes, name: str, **limits: int) -> str:
    with pytest.raises(Invalid) as refused:
        taken(folder, content, name, **limits)
    (problem,) = refused.value.problems
    return problem.code


def zipped(name: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(name, content)
    return data.getvalue()


def parquet(folder: Path, select: str) -> bytes:
    duckdb.execute(f"COPY (SELECT {select}) TO '{folder}/made.parquet' (FORMAT parquet)")
    return (folder / "made.parquet").read_bytes()


def test_a_plain_file_inside_an_archive_is_taken_in(tmp_path: Path) -> None:
    result = taken(tmp_path, zipped("nam/truong.csv", "mã,số\n001,5\n002,6\n".encode()), "a.zip")
    assert (result.report.row_count, result.report.source.member) == (2, "nam/truong.csv")
    assert result.first_page.rows == (("001", 5), ("002", 6))
    assert [path.name for path in (tmp_path / "work").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"data": [{"mã": "001", "số": 5}, {"mã": "002", "số": 6}]}'.encode()),
        ("a.ndjson", '{"mã": "001", "số": 5}\n{"mã": "002", "số": 6}\n'.encode()),
        ("a.xlsx", workbook({"A": [["mã", "số"], [1, 5], [2, 6]]}, {(1, 0): "000", (2, 0): "000"})),
    ],
)
def test_other_formats_make_the_same_table(tmp_path: Path, name: str, content: bytes) -> None:
    result = taken(tmp_path, content, name)
    assert [c.column.type for c in result.report.columns] == ["text", "integer"]
    assert result.first_page.rows == (("001", 5), ("002", 6))
    assert result.report.source.format == name.split(".")[1]


def test_parquet_makes_the_same_table(tmp_path: Path) -> None:
    result = taken(tmp_path, parquet(tmp_path, "'001' AS ma, DATE '2025-02-28' AS ngay"), "a[1]*.parquet")
    assert result.first_page.rows == (("001", "2025-02-28"),)
    assert [c.column.type for c in result.report.columns] == ["text", "date"]


def test_a_geojson_has_a_column_of_geometries(tmp_path: Path) -> None:
    feature = f'{{"type":"Feature","properties":{{"tên":"A"}},"geometry":{POINT}}}'
    result = taken(tmp_path, f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode(), "a.geojson")
    assert [(c.column.key, c.column.type) for c in result.report.columns] == [
        ("ten", "text"),
        ("geometry", "geometry"),
    ]
    assert result.first_page.rows[0][1] == POINT


def test_a_table_of_names_without_rows_is_empty(tmp_path: Path) -> None:
    result = taken(tmp_path, parquet(tmp_path, "1 AS a WHERE false"), "a.parquet")
    assert result.report.row_count == 0


def test_a_long_cell_is_kept(tmp_path: Path) -> None:
    text = "đ" * (8 * MIB - 10)
    result = taken(tmp_path, json.dumps([{"a": text}], ensure_ascii=False).encode(), "a.json")
    assert duckdb.execute(f"SELECT length(a) FROM '{result.table}'").fetchone() == (len(text),)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b"[" * 20_000_000, "nesting"),
        ("a.json", b'[{"a":' * 300_000, "nesting"),
        ("a.json", b'[{"a": "' + b"x" * 60_000_000, "field_too_long"),
        ("a.json", b"[" + b"{}," * 500_000, "broken_json"),
        ("a.json", b'{"a":' + b"1" * 40_000_000 + b"}", "field_too_long"),
        ("a.ndjson", b'{"a": 1}\n' + b"x" * 40_000_000, "field_too_long"),
        ("a.ndjson", b'{"a": 1}\n' * 300_000 + b'{"a": 1\n', "broken_json"),
        ("a.parquet", b"PAR1" + bytes(range(256)) * 400 + b"PAR1", "damaged"),
    ],
)
def test_what_is_made_to_hurt_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content, name) == code


def test_a_small_archive_of_a_huge_table_is_refused_unopened(tmp_path: Path) -> None:
    bomb = zipped("a.csv", b"ma,ten\n" + bytes(8 * MIB))
    content = bytearray(bomb)
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (4_000_000_000).to_bytes(4, "little")
    assert refusal(tmp_path, bytes(content), "a.zip") == "archive_too_large"


def test_a_plain_file_inside_an_archive_is_read_as_fast_as_outside(tmp_path: Path) -> None:
    """No row passes through Python: there is no copy of the table as text."""
    (tmp_path / "a.zip").write_bytes(zipped("truong.csv", "mã,số\n001,5\n002,6\n".encode()))
    work = Work(
        tmp_path / "a.zip",
        "a.zip",
        tmp_path / "work",
        ReadingOptions(),
        1024 * MIB,
        lambda _step, _share: None,
    )
    work.folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "read_table", None)
        result = run(work)
    assert (result.report.row_count, result.report.source.member) == (2, "truong.csv")


def test_a_table_of_many_columns_is_taken_in(tmp_path: Path) -> None:
    """The memory of the process does not have to grow with them."""
    rows = [[f"c{n}" for n in range(120)], *([str(n * row) for n in range(120)] for row in range(3))]
    result = taken(tmp_path, "\n".join(map(",".join, rows)).encode(), "a.csv")
    assert len(result.report.columns) == len(result.profile) == 120
    assert (result.profile[-1].least, result.profile[-1].most) == (0, 238)
