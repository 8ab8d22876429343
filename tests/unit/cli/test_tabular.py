"""`portal tabular check` tells of any file what an upload of it would tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from portal.cli.tabular import command
from portal.settings import Settings

Check = Callable[..., Result]
TABLE = "Mã;Ngày;Số;Lớp\n01;25/12/2025;1.234;5\n02;03/04/2025;12.500;năm\n03;;-;7\n"


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Runs the command on files, given as name and bytes; other arguments are options."""

    def run(*options: str, **files: bytes) -> Result:
        paths = []
        for name, content in files.items():
            paths.append(tmp_path / name.replace("__", "."))
            paths[-1].write_bytes(content)
        arguments = ["check", *options, *map(str, paths)]
        return CliRunner().invoke(command, arguments, obj=Settings(data_dir=tmp_path / "data"))

    return run


def documents(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_people_read_how_the_file_was_read_and_what_each_column_is(check: Check) -> None:
    result = check(lop__csv=TABLE.encode())
    assert result.exit_code == 0
    assert "đọc được, 3 dòng, 4 cột" in result.output
    assert "CSV, utf-8, phân cách “;”, tiêu đề ở dòng 1, dữ liệu từ dòng 2" in result.output
    assert "Mã: văn bản" in result.output
    assert "Ngày: ngày (dd/mm/yyyy)" in result.output
    assert "“1.234” là 1.234 (1234.5) hay 1234 (1.234)?" in result.output


def test_programs_read_one_json_document_per_file(check: Check) -> None:
    (found,) = documents(check("--json", lop__csv=TABLE.encode()))
    assert found["accepted"] is True
    assert found["problems"] == []
    told = ("format", "encoding", "delimiter", "sheet", "header_row", "first_data_row", "row_count")
    assert [found[name] for name in told] == ["csv", "utf-8", ";", "", 1, 2, 3]
    assert [(c["key"], c["name"], c["type"], c["format"]) for c in found["columns"]] == [
        ("ma", "Mã", "text", ""),
        ("ngay", "Ngày", "date", "dd/mm/yyyy"),
        ("so", "Số", "text", ""),
        ("lop", "Lớp", "text", ""),
    ]
    assert found["columns"][2]["question"]["code"] == "thousands_or_decimal"


def test_what_kept_a_column_from_its_type_is_told_with_rows(check: Check) -> None:
    content = ("n;b\n" + "5;x\n" * 40 + "năm;x\n").encode()
    (found,) = documents(check("--json", so__csv=content))
    (failure,) = found["columns"][0]["failures"]
    assert (failure["type"], failure["count"], failure["examples"]) == ("integer", 1, [[41, "năm"]])
    assert "1 giá trị không phải số nguyên: dòng 41: “năm”" in check(so__csv=content).output


def test_warnings_and_rows_set_aside_are_told(check: Check) -> None:
    content = "Phường;Số\n" + "Ba Đình;5\n" * 30 + "Giảng Võ\n" + "Tổng cộng;150\n"
    result = check(phuong__csv=content.encode())
    assert "Cảnh báo: 1 dòng thiếu ô; đã thêm ô trống." in result.output
    assert "Để riêng: dòng 33: Tổng cộng | 150" in result.output


def test_a_refused_file_is_told_beside_the_others_and_in_the_exit_status(check: Check) -> None:
    page = b"<!DOCTYPE html><html><body>404</body></html>"
    result = check("--json", a__csv=page, b__csv=TABLE.encode())
    assert result.exit_code == 1
    refused, read = documents(result)
    assert (refused["accepted"], read["accepted"]) == (False, True)
    assert refused["problems"][0]["code"] == "is_web_page"
    assert "không nhận\n  Nội dung tệp là một trang web" in check(a__csv=page).output


def test_a_missing_file_is_refused_as_any_other(check: Check) -> None:
    result = check("--json", "khong-co.csv")
    assert result.exit_code == 1
    assert documents(result)[0]["problems"][0]["code"] == "not_found"


def test_the_table_is_kept_where_asked(check: Check, tmp_path: Path) -> None:
    assert check("--parquet", str(tmp_path / "lop.parquet"), lop__csv=TABLE.encode()).exit_code == 0
    query = f"SELECT _id, ma, lop FROM read_parquet('{tmp_path}/lop.parquet')"
    assert duckdb.execute(query).fetchall() == [(1, "01", "5"), (2, "02", "năm"), (3, "03", "7")]


def test_the_tables_of_several_files_are_kept_in_a_folder(check: Check, tmp_path: Path) -> None:
    check("--parquet", str(tmp_path / "bang"), a__csv=TABLE.encode(), b__csv=TABLE.encode())
    assert sorted(path.name for path in (tmp_path / "bang").iterdir()) == ["a.csv.parquet", "b.csv.parquet"]


def test_files_of_one_name_are_not_written_over_each_other(check: Check, tmp_path: Path) -> None:
    (tmp_path / "khac").mkdir()
    (tmp_path / "khac" / "a.csv").write_text(TABLE, encoding="utf-8")
    other = str(tmp_path / "khac" / "a.csv")
    assert check("--parquet", str(tmp_path / "bang"), other, a__csv=TABLE.encode()).exit_code == 2
    assert not (tmp_path / "bang").exists()


def test_personal_data_is_told_without_its_values(check: Check) -> None:
    people = "Họ và tên,SĐT\nNguyễn Thị Mẫu,0912345678\nTrần Văn Thử,0987654321\n".encode()
    output = check(nguoi__csv=people).output
    assert "Dữ liệu cá nhân: cột “SĐT”: Số điện thoại cá nhân" in output
    assert "0912345678" not in output
    (found,) = documents(check("--json", nguoi__csv=people))
    assert [finding["kind"] for finding in found["personal"]] == ["person_name", "phone"]
