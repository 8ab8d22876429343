"""A table inside a ZIP: which one, how much it may hold, and what is refused before it is unpacked."""

from __future__ import annotations

import io
import warnings
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
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


def with_names(*names: str, mode: int = 0o100644) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as file:
        warnings.simplefilter("ignore")  # a name that comes twice
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            file.writestr(entry, "mã\n001\n")
    return data.getvalue()


@pytest.mark.parametrize(
    "names",
    [
        ["../a.csv"],
        ["x/../../a.csv"],
        ["/etc/a.csv"],
        ["C:/a.csv"],
        ["..\\a.csv"],
        ["a.csv", "a.csv"],
        ["a.csv", "../../etc/passwd"],
    ],
)
def test_paths_that_lead_astray_are_refused(names: list[str]) -> None:
    assert refusal_of(with_names(*names), "a.zip").code == "unsafe_archive"


def test_a_link_is_refused() -> None:
    assert refusal_of(with_names("a.csv", mode=0o120777), "a.zip").code == "unsafe_archive"


def test_names_in_unmarked_utf_8_are_shown_as_they_are_meant() -> None:
    content = bytearray(with_names("dữ liệu/trường học.csv"))
    for at in (6, content.rfind(b"PK\x01\x02") + 8):
        assert content[at : at + 2] == b"\x00\x08"
        content[at : at + 2] = b"\0\0"
    rows, report = read(bytes(content), "a.zip")
    assert rows == [["mã"], ["001"]]
    assert report.source.member == "dữ liệu/trường học.csv"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@given(data=st.data())
def test_no_damage_makes_more_than_a_sentence(method: int, data: st.DataObject) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        file.writestr("a.csv", "mã,tên\n" + "001,A\n" * 50)
    content = bytearray(packed.getvalue())
    for _time in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Invalid):
        read(bytes(content), "a.zip")


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zipped(a__csv="x\n" * 100_000))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert refusal_of(bytes(content), "a.zip").code == "damaged"


def test_a_password_is_told() -> None:
    content = bytearray(zipped(a__csv="x\n1\n"))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal_of(bytes(content), "a.zip").code == "password"


def test_what_is_inside_is_held_against_its_name() -> None:
    assert refusal_of(zipped(a__csv="<html></html>"), "a.zip").code == "is_web_page"
    assert refusal_of(zipped(a__csv=""), "a.zip").code == "empty"
    assert refusal_of(zipped(a__csv=zipped(b__csv="x")), "a.zip").code == "misnamed"
