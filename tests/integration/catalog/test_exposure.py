"""Personal data keep a file from the public until they are left out, masked, or allowed with a legal basis."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from portal.access.identity import ANONYMOUS, SYSTEM, Identity
from portal.catalog.downloads import ConvertedDownload, Download
from portal.errors import Invalid, NotFound, NotPermitted, Unavailable
from portal.model import Activity, Exposure, Role
from tests.factories import City, add_file, make_draft, make_published, upload

NAME = "truong-thpt"
PEOPLE = (
    "Họ và tên,Số CCCD,Xã\n"
    "Nguyễn Thị Mẫu,001085012345,Láng\n"
    "Trần Văn Thử,079190054321,Láng\n"
    "Lê Minh Giả,036202001122,Hà Đông\n"
)
BASIS = "Khoản 3 Điều 12 Quyết định số 18/2026/QĐ-UBND"


@dataclass
class Files:
    """A published record of the city and its first file."""

    city: City
    id: str

    def exposure(self) -> str:
        with self.city.services() as services:
            version = services.resources.find(NAME, self.id).current_version
            assert version is not None
            return version.exposure

    def replace(self, content: str | bytes, filename: str = "nguoi.csv") -> None:
        with self.city.services() as services:
            services.resources.replace_file(NAME, self.id, upload(services, content, filename))
        self.city.run_jobs()

    def protect(self, **columns: str) -> None:
        with self.city.services() as services:
            for column, how in columns.items():
                services.protection.protect(NAME, self.id, column.replace("_", " "), how)
        self.city.run_jobs()

    def grant(self, *columns: str) -> None:
        with self.city.services() as services:
            for column in columns:
                services.protection.grant(NAME, self.id, column, BASIS)

    def columns(self) -> list[str]:
        """What the public sees of the table in service."""
        with self.city.services(ANONYMOUS) as services:
            return [column.name for column in services.tables.find(self.id).table.columns]

    def dictionary(self) -> list[tuple[str, str]]:
        """The columns that are described, with their examples."""
        with self.city.services() as services:
            return [(c.name, c.example) for c in services.resources.find(NAME, self.id).dictionary]

    def file(self, identity: Identity = ANONYMOUS, number: int | None = None) -> Download | ConvertedDownload:
        with self.city.services(identity) as services:
            return services.downloads.file(NAME, self.id, number)

    def text(self, identity: Identity = ANONYMOUS, number: int | None = None) -> str:
        """What the download address gives."""
        found = self.file(identity, number)
        if isinstance(found, Download):
            with found.open() as file:
                return file.read().decode()
        export = found.open()
        if export.path is not None:
            return export.path.read_text("utf-8")
        assert export.stream is not None
        return b"".join(export.stream).decode()


@pytest.fixture
def plain(city: City) -> Files:
    """A file without personal data, read."""
    with city.services() as services:
        record = make_published(services)
        files = Files(city, record.resources[0].id)
    city.run_jobs()
    return files


@pytest.fixture
def held(city: City) -> Files:
    """A file of people on a published record, read and held back."""
    with city.services() as services:
        make_published(services)
        files = Files(city, add_file(services, NAME, PEOPLE, "nguoi.csv").id)
    city.run_jobs()
    return files


def test_a_file_without_personal_data_becomes_public_when_it_has_been_read(city: City) -> None:
    with city.services() as services:
        files = Files(city, make_published(services).resources[0].id)
    assert files.exposure() == Exposure.PENDING
    with pytest.raises(Unavailable):
        files.file()
    city.run_jobs()
    assert files.exposure() == Exposure.OPEN
    assert "Trường Kim Liên" in files.text()


def test_a_file_that_is_no_table_is_public_at_once(city: City) -> None:
    with city.services() as services:
        make_published(services)
        files = Files(city, add_file(services, NAME, b"%PDF-1.4\n%\n" + b"x" * 200, "bieu.pdf").id)
    assert isinstance(files.file(), Download)


def test_a_file_with_personal_data_is_held_back_from_everybody_but_its_stewards(held: Files) -> None:
    reader = held.city.steward("so-xay-dung", role=Role.READER)
    editor = held.city.steward("so-xay-dung")
    teacher = held.city.steward("so-giao-duc-va-dao-tao")
    assert held.exposure() == Exposure.HELD
    for outsider in (ANONYMOUS, teacher, reader):
        for number in (None, 1):
            with pytest.raises(NotFound):
                held.file(outsider, number)
            with held.city.services(outsider) as services, pytest.raises(NotFound):
                services.tables.find(held.id, number)
    assert "001085012345" in held.text(editor)


def test_nothing_of_a_held_file_is_on_its_page_in_its_document_or_in_the_search(held: Files) -> None:
    with held.city.services(ANONYMOUS) as services:
        page = services.reading.resource(NAME, held.id)
        document = services.reading.record(NAME)
        found = [r for r in document["resources"] if r["id"] == held.id]
    assert (page.has_table, page.versions, page.resource.downloads) == (False, (), ())
    assert page.resource.filename == ""
    assert "chưa được công bố" in page.no_preview_reason
    assert found[0]["url"] is None
    assert "columns" not in found[0]
    with held.city.indexing() as indexing:
        assert not any("CCCD" in word for d in indexing.documents() for word in d.keywords)


def test_an_older_version_stays_in_service(plain: Files) -> None:
    plain.replace(PEOPLE)
    assert plain.exposure() == Exposure.HELD
    assert "Trường Kim Liên" in plain.text()
    with plain.city.services(ANONYMOUS) as services:
        assert services.tables.find(plain.id).version.number == 1
        page = services.reading.resource(NAME, plain.id)
        with pytest.raises(NotFound):
            services.downloads.file(NAME, plain.id, 2)
    assert page.has_table
    assert plain.columns() == ["mã", "tên trường", "số học sinh"]
    assert [name for name, _example in plain.dictionary()] == ["mã", "tên trường", "số học sinh"]
    assert [(v.number, v.is_current) for v in page.versions] == [(1, True)]


def test_while_a_new_version_is_looked_at_the_old_one_is_had(plain: Files) -> None:
    with plain.city.services() as services:
        services.resources.replace_file(NAME, plain.id, upload(services, PEOPLE))
    assert "Trường Kim Liên" in plain.text()
    with plain.city.services(ANONYMOUS) as services, pytest.raises(NotFound):
        services.downloads.original(NAME, plain.id, 2)


def test_with_its_columns_left_out_or_masked_the_table_is_public_and_the_original_is_not(held: Files) -> None:
    held.protect(Họ_và_tên="mask", Số_CCCD="drop")
    assert held.exposure() == Exposure.DERIVED
    for number in (None, 1):
        text = held.text(number=number)
        assert text.splitlines()[:2] == ["Họ và tên,Xã", "N. T. M.,Láng"]
        with held.city.services(ANONYMOUS) as services, pytest.raises(NotFound):
            services.downloads.original(NAME, held.id, number)
    with held.city.services(ANONYMOUS) as services:
        page = services.reading.resource(NAME, held.id)
        document = services.reading.record(NAME)
    assert held.columns() == ["Họ và tên", "Xã"]
    assert held.dictionary() == [("Họ và tên", "N. T. M."), ("Xã", "Láng")]
    (line,) = page.versions
    assert (line.filename, line.sha256, line.size_bytes) == ("nguoi.csv", "", None)
    assert "" not in [link.format for link in page.resource.downloads]
    (described,) = (r for r in document["resources"] if r["id"] == held.id)
    assert (described["sha256"], described["media_type"]) == (None, "text/csv; charset=utf-8")
    editor = held.city.steward("so-xay-dung")
    assert "001085012345" in held.text(editor)


def test_one_column_left_open_keeps_the_file_back(held: Files) -> None:
    held.protect(Số_CCCD="drop")
    assert held.exposure() == Exposure.HELD


def test_taking_a_mask_off_closes_the_file_again(held: Files) -> None:
    held.protect(Họ_và_tên="mask", Số_CCCD="mask")
    held.protect(Số_CCCD="")
    assert held.exposure() == Exposure.HELD
    with pytest.raises(NotFound):
        held.file()


def test_a_protected_column_stays_protected_in_the_next_version(held: Files) -> None:
    held.protect(Họ_và_tên="drop", Số_CCCD="drop")
    held.replace(PEOPLE.replace("Láng", "Nghĩa Đô"))
    assert held.exposure() == Exposure.DERIVED
    assert held.text().splitlines()[:2] == ["Xã", "Nghĩa Đô"]


def test_an_approver_opens_the_file_with_a_legal_basis(held: Files) -> None:
    approver = held.city.steward("so-xay-dung", role=Role.APPROVER)
    with held.city.services(approver) as services:
        for column in ("Họ và tên", "Số CCCD"):
            with pytest.raises(Invalid):
                services.protection.grant(NAME, held.id, column, "  ")
            services.protection.grant(NAME, held.id, column, BASIS)
    assert held.exposure() == Exposure.OPEN
    assert "001085012345" in held.text()
    assert held.columns() == ["Họ và tên", "Số CCCD", "Xã"]


def test_only_an_approver_may_open_it(held: Files) -> None:
    editor = held.city.steward("so-xay-dung")
    with held.city.services(editor) as services:
        services.protection.ask(NAME, held.id, "Số CCCD", "Danh sách người trúng đấu giá phải niêm yết")
        with pytest.raises(NotPermitted):
            services.protection.grant(NAME, held.id, "Số CCCD", BASIS)
        page = services.protection.page(NAME, held.id)
    assert held.exposure() == Exposure.HELD
    assert [(c.name, c.state) for c in page.columns] == [("Họ và tên", "open"), ("Số CCCD", "asked")]
    assert (page.may_decide, page.undecided) == (False, 2)


def test_what_was_allowed_holds_for_the_next_version_and_for_no_other_kind(held: Files) -> None:
    held.grant("Họ và tên", "Số CCCD")
    held.replace(PEOPLE.replace("Láng", "Nghĩa Đô"))
    assert held.exposure() == Exposure.OPEN
    held.replace("Họ và tên,Số CCCD,Xã\n" + "Nguyễn Thị Mẫu,001085012345,gọi 0912345678\n" * 3)
    assert held.exposure() == Exposure.HELD


def test_what_was_allowed_can_be_taken_back(held: Files) -> None:
    held.grant("Họ và tên", "Số CCCD")
    with held.city.services() as services:
        services.protection.refuse(NAME, held.id, "Số CCCD", "Quyết định đã hết hiệu lực")
    assert held.exposure() == Exposure.HELD
    with pytest.raises(NotFound):
        held.file()
    assert held.dictionary() == []


def test_a_file_that_cannot_be_read_is_held_where_people_were_found_before(held: Files) -> None:
    broken = 'Họ và tên,Số CCCD\nMẫu,"001085012345 begins and never ends\n' + "x,y\n" * 50
    held.replace(broken)
    assert held.exposure() == Exposure.HELD


def test_a_draft_with_undecided_personal_data_cannot_be_published(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, NAME, PEOPLE, "nguoi.csv")
    city.run_jobs()
    with city.services() as services, pytest.raises(Invalid) as refused:
        services.records.publish(NAME)
    assert [p.code for p in refused.value.problems] == ["personal_data"]


def test_every_decision_is_in_the_history_with_who_and_why(held: Files) -> None:
    editor = held.city.steward("so-xay-dung")
    approver = held.city.steward("so-xay-dung", role=Role.APPROVER)
    with held.city.services(editor) as services:
        services.protection.protect(NAME, held.id, "Họ và tên", "mask")
        services.protection.ask(NAME, held.id, "Số CCCD", "Danh sách phải niêm yết công khai")
    held.city.run_jobs()
    with held.city.services(approver) as services:
        services.protection.grant(NAME, held.id, "Số CCCD", BASIS)
    with held.city.services(SYSTEM) as services:
        kinds = ("hold", "protect", "ask_disclosure", "disclose", "expose")
        entries = services.unit.session.scalars(
            select(Activity).where(Activity.action.in_(kinds)).order_by(Activity.at)
        ).all()
        by_action = {entry.action: entry for entry in entries}
    assert set(by_action) == set(kinds)
    assert by_action["protect"].changes == {"Họ và tên": ["", "mask"]}
    assert (by_action["disclose"].comment, by_action["disclose"].user_id) == (BASIS, approver.user_id)
    assert by_action["ask_disclosure"].user_id == editor.user_id
    assert by_action["hold"].changes == {"Họ và tên": ["", "person_name"], "Số CCCD": ["", "citizen_id"]}
