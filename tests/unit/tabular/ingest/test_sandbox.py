"""Files made to hurt: whatever they do to the process that reads them, the caller gets a sentence."""

from __future__ import annotations

import io
import resource
import sys
import time
import zipfile
from pathlib import Path

import pytest

from portal.errors import Invalid
from portal.i18n import use_language
from portal.tabular.ingest.result import IngestResult, Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions
from tests.unit.tabular.tables import workbook

MIB = 1024 * 1024


def run(
    folder: Path, content: bytes, filename: str, *, memory_mib: int = 1024, seconds: int = 20
) -> IngestResult:
    source = folder / "source"
    source.write_bytes(content)
    output = folder / "work"
    output.mkdir()
    return ingest(source, filename, output, ReadingOptions(), Limits(memory_mib * MIB, seconds))


def refusal(folder: Path, content: bytes, filename: str, **limits: int) -> str:
    with pytest.raises(Invalid) as refused:
        run(folder, content, filename, **limits)
    return refused.value.problems[0].code


def bomb(xml_bytes: int) -> bytes:
    """A workbook of a few kilobytes whose only sheet unpacks to that many bytes of rows."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b"<row><c><v>1</v></c></row>"
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A": [["x"]]}))) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if not name.endswith("sheet1.xml"):
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(head)
            for _ in range(xml_bytes // (len(row) * 10_000)):
                sheet.write(row * 10_000)
            sheet.write(b"</sheetData></worksheet>")
    return data.getvalue()


def test_a_table_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    result = run(tmp_path, "mã;tên\n001;Đà Nẵng\n".encode(), "a.csv")
    assert [column.example for column in result.columns] == ["001", "Đà Nẵng"]
    assert result.table.read_bytes()[:4] == b"PAR1"


def test_problems_are_told_in_the_language_of_the_caller(tmp_path: Path) -> None:
    with use_language("en"), pytest.raises(Invalid) as refused:
        run(tmp_path, b"", "a.csv")
    assert refused.value.problems[0].message.isascii()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"ma,ten\n1," + b"x" * 20_000_000, "field_too_long"),
        (b'ma,ten\n1,"' + b"x" * 20_000_000, "field_too_long"),
        (b'ma,ten\n1,"' + b"a,b\n" * 1_000_000, "unclosed_quote"),
        (b"," * 20_000_000, "field_too_long"),
        (b"ma\n" + b"," * 8_000_000 + b"x", "too_many_columns"),
        (bytes(range(256)) * 10_000, "unsupported_format"),
    ],
)
def test_a_hostile_text_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content, "a.csv") == code


def test_a_workbook_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, bomb(80 * MIB), "a.xlsx", memory_mib=256) == "too_much_memory"


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(bomb(80 * MIB))
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert refusal(tmp_path, bytes(content), "a.xlsx", memory_mib=256) in ("damaged", "too_much_memory")


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    content = b"ma,ten,gia\n" + b"1,a,2\n" * 5_000_000
    started = time.monotonic()
    assert refusal(tmp_path, content, "a.csv", seconds=1) == "too_slow"
    assert time.monotonic() - started < 5


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"ma,ten\n" + b"1,a\n" * 500_000)
    (tmp_path / "work").mkdir()
    limits = Limits(1024 * MIB, 20, output_bytes=100_000)
    with pytest.raises(Invalid) as refused:
        ingest(source, "a.csv", tmp_path / "work", ReadingOptions(), limits)
    assert refused.value.problems[0].code == "not_written"


def test_the_process_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment is shown by a stand-in for the interpreter."""
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\nexit 3\n")
    spy.chmod(0o755)
    monkeypatch.setenv("PORTAL_SECRET_KEY", "very secret")
    monkeypatch.setattr(sys, "executable", str(spy))
    with pytest.raises(Invalid) as refused:
        run(tmp_path, b"a,b\n", "a.csv")
    assert refused.value.problems[0].code == "unreadable"
    assert "secret" not in (tmp_path / "environment").read_text()


def test_the_caller_keeps_its_own_limits(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    run(tmp_path, b"ma,ten\n1,a\n", "a.csv")
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    line = "001,Trường tiểu học số 1,phố Huế - Hà Nội,20.98,105.84\n"
    content = ("mã,tên,địa chỉ,vĩ độ,kinh độ\n" + line * (50_000_000 // len(line.encode()))).encode()
    result = run(tmp_path, content, "a.csv")
    assert result.report.row_count > 700_000
