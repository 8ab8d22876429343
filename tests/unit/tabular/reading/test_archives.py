"""A table inside a ZIP: which one, how much it may hold, and what is refused before it is unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest

from portal.tabular.reading import member as subject
from tests.unit.tabular.tables import read, refusal_of, rows_of, workbook


def zipped(**members: str | bytes) -> bytes:
    """An archive of these members; `__` in a name stands for a dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "."), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a__csv", "mã,tên\n001,A\n"),
        ("a__tsv", "mã\ttên\n001\tA\n"),
        ("a__json", '[{"mã": "001", "tên": "A"}]'),
        ("a__ndjson", '{"mã": "001", "tên": "A"}\n'),
        ("a__xlsx", workbook({"A": [["mã", "tên"], ["001", "A"]]})),
    ],
)
def test_the_one_table_of_an_archive_is_read(name: str, content: str | bytes) -> None:
    rows, report = read(
        zipped(**{name: content, "doc_toi__pdf": b"%PDF-1.7", "__MACOSX/._a__csv": b"x"}), "a.zip"
    )
    assert rows == [["mã", "tên"], ["001", "A"]]
    assert report.source.member == name.replace("__", ".")
    assert report.source.format == name.split("__")[1]


def test_of_several_tables_the_steward_chooses() -> None:
    content = zipped(a__csv="x\n1\n", b__csv="y\n2\n")
    problem = refusal_of(content, "a.zip")
    assert (problem.path, problem.code) == ("member", "several_tables")
    assert "a.csv, b.csv" in problem.message
    assert rows_of(content, "a.zip", member="b.csv") == [["y"], ["2"]]
    assert refusal_of(content, "a.zip", member="c.csv").code == "unknown_member"


def test_an_archive_without_a_table_is_refused() -> None:
    assert refusal_of(zipped(a__pdf=b"%PDF-1.7"), "a.zip").code == "not_tabular"


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MAX_UNPACKED_BYTES", 5_000)
    assert refusal_of(zipped(a__csv="x\n" * 100, b__txt="y" * 5_000), "a.zip").code == "archive_too_large"
