"""What the portal cannot look at for personal data is not public until an approver says so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace

import openpyxl
import pytest

from portal.access.identity import ANONYMOUS, SYSTEM
from portal.errors import Invalid, NotFound, NotPermitted
from portal.model import Activity, Exposure, Role
from tests.factories import City, add_file, make_draft, make_published
from tests.integration.catalog.test_exposure import NAME, PEOPLE, Files

BROKEN = b'PAR1 "001085012345" PAR1'
PDF = b"%PDF-1.4\n%\n" + b"x" * 200
SCHOOLS = [["ma", "ten"], ["1", "Kim Liên"], ["2", "Việt Đức"]]
PERSONS = [line.split(",") for line in PEOPLE.splitlines()]
WHY = "Ông trưởng phòng đã kiểm tra từng dòng theo Quyết định 18/2026"


@pytest.fixture
def files(city: City) -> Files:
    """A file without personal data, read and public."""
    with city.services() as services:
        found = Files(city, make_published(services).resources[0].id)
    city.run_jobs()
    return found


def workbook(**sheets: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def packed(members: Mapping[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def table(rows: Sequence[Sequence[str]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def original(files: Files, number: int) -> bytes:
    with (
        files.city.services(ANONYMOUS) as services,
        services.downloads.original(NAME, files.id, number).open() as file,
    ):
        return file.read()


def hidden(book: bytes) -> bytes:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    opened.worksheets[1].sheet_state = "veryHidden"
    output = io.BytesIO()
    opened.save(output)
    return output.getvalue()


def test_a_table_that_cannot_be_read_is_not_public_and_the_old_version_serves(files: Files) -> None:
    files.replace(BROKEN, "nguoi.parquet")
    assert files.exposure() == Exposure.HELD
    assert "Trường Kim Liên" in files.text()
    with pytest.raises(NotFound):
        original(files, 2)
    assert files.columns() == ["mã", "tên trường", "số học sinh"]


def test_a_draft_with_a_table_that_cannot_be_read_cannot_be_published(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, NAME, BROKEN, "nguoi.parquet")
    city.run_jobs()
    with city.services() as services, pytest.raises(Invalid) as refused:
        services.records.publish(NAME)
    assert [p.code for p in refused.value.problems] == ["unseen_file"]


def test_only_an_approver_lets_it_through_with_a_reason_that_is_kept(files: Files) -> None:
    files.replace(BROKEN, "nguoi.parquet")
    editor = files.city.steward("so-xay-dung")
    approver = files.city.steward("so-xay-dung", role=Role.APPROVER)
    with files.city.services(editor) as services, pytest.raises(NotPermitted):
        services.protection.allow_file(NAME, files.id, WHY)
    with files.city.services(approver) as services:
        with pytest.raises(Invalid):
            services.protection.allow_file(NAME, files.id, "được")
        services.protection.allow_file(NAME, files.id, WHY)
    assert original(files, 2) == BROKEN
    with files.city.services(SYSTEM) as services:
        entry = services.unit.session.query(Activity).filter_by(action="disclose_file").one()
        assert (entry.comment, entry.user_id) == (WHY, approver.user_id)
    with files.city.services(approver) as services:
        services.protection.close_file(NAME, files.id, "Kiểm tra lại thấy còn sót")
    with pytest.raises(NotFound):
        original(files, 2)


def test_the_permission_holds_for_no_other_version(files: Files) -> None:
    files.replace(BROKEN, "nguoi.parquet")
    with files.city.services() as services:
        services.protection.allow_file(NAME, files.id, WHY)
    files.replace(BROKEN + b" PAR1", "nguoi.parquet")
    assert files.exposure() == Exposure.HELD


def test_the_permission_does_not_open_a_table_in_which_people_are_found(files: Files) -> None:
    files.replace(PEOPLE)
    with files.city.services() as services, pytest.raises(Invalid):
        services.protection.allow_file(NAME, files.id, WHY)
    assert files.exposure() == Exposure.HELD


CLOSED = {
    "a second sheet": (workbook(a=SCHOOLS, b=PERSONS), "x.xlsx"),
    "a hidden sheet": (hidden(workbook(a=SCHOOLS, b=PERSONS)), "x.xlsx"),
    "a member that is a nested archive": (packed({"a.csv": table(SCHOOLS), "b.zip": b"PK"}), "x.zip"),
    "a member of an unknown kind": (packed({"a.csv": table(SCHOOLS), "nguoi.dbf": b"\3"}), "x.zip"),
    "a second list": (
        b'{"data": [{"ma": "1"}, {"ma": "2"}], "nguoi": [{"cccd": "001085012345"}, {"cccd": "079190054321"}]}',
        "x.json",
    ),
    "a sheet within an archive": (packed({"a.xlsx": workbook(a=SCHOOLS, b=PERSONS)}), "x.zip"),
}


@pytest.mark.parametrize("case", CLOSED)
def test_of_an_upload_with_people_beside_the_table_only_the_table_is_public(files: Files, case: str) -> None:
    content, filename = CLOSED[case]
    files.replace(content, filename)
    assert files.exposure() == Exposure.DERIVED
    with pytest.raises(NotFound):
        original(files, 2)
    assert "001085012345" not in files.text()
    assert files.columns()[0] == "ma"
    with files.city.services() as services:
        page = services.protection.page(NAME, files.id)
        assert len(page.unseen) == 1
        services.protection.allow_file(NAME, files.id, WHY)
    assert original(files, 2) == content


def test_of_an_archive_of_several_tables_all_are_looked_at(files: Files) -> None:
    content = packed({"a.csv": table(SCHOOLS), "b.csv": PEOPLE})
    files.replace(content, "x.zip")
    assert files.exposure() == Exposure.HELD
    with files.city.services() as services:
        options = services.table_reading.page(NAME, files.id)
        services.table_reading.save(
            NAME, files.id, replace(options.options, member="a.csv"), {}, version=options.version
        )
    files.city.run_jobs()
    assert files.exposure() == Exposure.DERIVED
    with pytest.raises(NotFound):
        original(files, 2)


OPEN = {
    "harmless and empty sheets": (workbook(a=SCHOOLS, b=[], c=[["Ghi chú"], ["Số liệu tháng 6"]]), "x.xlsx"),
    "a description beside the table": (packed({"a.csv": table(SCHOOLS), "README.txt": "Mô tả"}), "x.zip"),
}


@pytest.mark.parametrize("case", OPEN)
def test_an_upload_with_nothing_of_people_beside_its_table_is_public(files: Files, case: str) -> None:
    content, filename = OPEN[case]
    files.replace(content, filename)
    assert files.exposure() == Exposure.OPEN
    assert original(files, 2) == content


def test_a_file_that_is_no_table_is_held_where_people_were_found_before(files: Files) -> None:
    files.replace(PEOPLE)
    files.replace(PDF, "nguoi.pdf")
    assert files.exposure() == Exposure.HELD
    assert "Trường Kim Liên" in files.text()
    assert files.columns() == ["mã", "tên trường", "số học sinh"]
    with pytest.raises(NotFound):
        original(files, 3)
    with files.city.services() as services:
        services.protection.allow_file(NAME, files.id, WHY)
    assert original(files, 3) == PDF


def test_after_a_file_that_could_not_be_read_one_that_is_no_table_is_public(files: Files) -> None:
    files.replace(BROKEN, "nguoi.parquet")
    files.replace(PDF, "bieu.pdf")
    assert files.exposure() == Exposure.OPEN


def test_what_is_too_much_to_look_at_counts_as_unseen(files: Files) -> None:
    rows = "ma,ten\n" + "1,Kim Liên\n" * 6_000_000
    files.replace(packed({"a.csv": table(SCHOOLS), "b.csv": rows}), "x.zip")
    with files.city.services() as services:
        page = services.table_reading.page(NAME, files.id)
        chosen = replace(page.options, member="a.csv")
        services.table_reading.save(NAME, files.id, chosen, {}, version=page.version)
    files.city.run_jobs()
    assert files.exposure() == Exposure.DERIVED
