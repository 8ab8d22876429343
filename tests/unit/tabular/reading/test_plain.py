"""Which text files a database may read itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.tabular.options import ReadingOptions
from portal.tabular.reading.plain import PlainDialect, plain_csv


def plain(folder: Path, content: str | bytes, filename: str = "a.csv") -> PlainDialect | None:
    source = folder / "source"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    return plain_csv(source, filename, ReadingOptions())


def test_a_clean_file_is_plain(tmp_path: Path) -> None:
    found = plain(tmp_path, "BẢNG A;;\nmã;tên;giá\n1;a;2\n2;b;3\n")
    assert found is not None
    assert (found.names, found.delimiter, found.skip_lines, found.line_end) == (
        ("mã", "tên", "giá"),
        ";",
        2,
        "\n",
    )
    assert (found.source.header_row, found.source.first_data_row) == (2, 3)
    assert [warning.code for warning in found.warnings] == ["title_rows"]


def test_cells_of_several_lines_below_the_header_do_no_harm(tmp_path: Path) -> None:
    found = plain(tmp_path, 'mã,tên\n1,"a\nb"\n2,c\n')
    assert found is not None
    assert found.skip_lines == 1


def test_windows_line_ends_are_named(tmp_path: Path) -> None:
    found = plain(tmp_path, "mã,tên\r\n1,a\r\n")
    assert found is not None
    assert found.line_end == "\r\n"


@pytest.mark.parametrize(
    "content",
    [
        "mã,tên\n1,a\n".encode("utf-16"),
        "tên,giá\nCà phê,1\n".encode("cp1252"),
        "mã,tên\n1,a\0b\n",
        "mã,tên\n1,a\u0300\n",
        "mã,tên\r\n1,a\n2,b\r\n",
        "mã,tên\r1,a\r",
        'mã,"tên\nđầy đủ"\n1,a\n',
        "mã,tên\n1,a\n,\n2,b\n",
        "mã,tên\n1,a\n,\n",
        "mã,tên\n1\n2,b\n",
        "mã,tên\n1,2,3\n2,b\n",
        "sep=;\nmã;tên\n1;a\n",
        "quận,số\nA,1\nB,2\nTổng cộng,3\n",
    ],
)
def test_what_needs_care_is_not(tmp_path: Path, content: str | bytes) -> None:
    assert plain(tmp_path, content) is None
