"""A city in which every kind of thing that the public may not see is there and bears a mark."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from portal.app import create_app
from portal.cli.init import upgrade
from portal.db import open_engine
from portal.model import Dataset, Role
from portal.services import Services
from portal.settings import Settings
from tests.factories import (
    REASON,
    City,
    add_file,
    make_database,
    make_draft,
    make_organization,
    make_promise,
    make_published,
    upload,
)
from tests.live import ROOT
from tests.visitors import PASSWORD, Visitor

LURE = "zorvax"
"""Stands before every mark, so that a search may ask for what is hidden without naming it."""
MARK = "quimblee"
"""Part of every hidden text: where it is shown to somebody, something leaked."""


def hidden(where: str) -> str:
    """A text that nobody outside its agency may see."""
    return f"{LURE} {MARK} {where}"


def secret_file(where: str) -> str:
    """A table whose columns and cells are hidden."""
    return f"{hidden(where + ' cột')},số\n{hidden(where + ' ô')},1\n"


def people(where: str, heading: str = "Số CCCD") -> str:
    """A table of made-up people whose names, numbers and remarks are marked."""
    rows = (f"Nguyễn Thị {MARK.capitalize()} {where},00108501234{n},{hidden(where)}\n" for n in range(5))
    return f"Họ và tên,{heading},Ghi chú\n" + "".join(rows)


@dataclass
class Fortress:
    """The application and what it holds: record names, and resource ids by the name of their record.

    `people` are the ids of files that hold personal data, by title.
    """

    app: Flask
    settings: Settings
    names: list[str] = field(default_factory=list)
    resources: dict[str, list[str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def visitor(self, login: str = "") -> Visitor:
        """A new browser; with a login somebody has signed in there."""
        found = Visitor(self.app.test_client())
        if login:
            assert found.sign_in(login).status_code == 303
        return found


def new_city(folder: Path) -> City:
    """A city with two agencies, one listed database and five accounts."""
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    settings = Settings(data_dir=folder, secret_key="only for this test", **folders).resolved()
    limits = {"max_upload_bytes": 200_000, "api_requests_per_minute": 0, "sql_seconds_per_minute": 0}
    settings = replace(settings, **limits)
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    city = City(settings)
    with city.services() as services:
        make_organization(services.unit.session, "Sở Xây dựng")
        make_organization(services.unit.session, "Sở Giáo dục và Đào tạo")
        make_database(services)
        make_accounts(services)
    return city


def make_accounts(services: Services) -> None:
    """One account for each standing that somebody may have; all know `PASSWORD`."""
    for login, agency, role in (
        ("steward", "so-xay-dung", Role.EDITOR),
        ("reader", "so-xay-dung", Role.READER),
        ("teacher", "so-giao-duc-va-dao-tao", Role.EDITOR),
    ):
        services.accounts.create(login, PASSWORD, display_name=hidden(f"tên người {login}"))
        services.accounts.grant(login, agency, role)
    services.accounts.create("newcomer", PASSWORD)
    services.accounts.create("admin", PASSWORD, is_administrator=True)


def hide_everything(services: Services) -> None:
    """Drafts, given-up drafts, files of promises, of closed, withdrawn and removed data, names of people."""
    text = {
        "title": hidden("nhan đề"),
        "description": hidden("mô tả") + " và còn nhiều điều chưa công bố nữa. " * 3,
        "tags": [hidden("thẻ")],
        "contact": hidden("liên hệ"),
        "late_reason": hidden("lý do chậm"),
    }
    make_draft(services, "ban-nhap", **text)
    add_file(services, "ban-nhap", secret_file("nháp"), f"{MARK}-nhap.csv", title=hidden("tệp nháp"))
    make_draft(services, "da-bo", **text)
    services.records.discard("da-bo")

    make_promise(services, "da-hen", title="Danh sách bến xe đã hẹn")
    add_file(services, "da-hen", secret_file("hẹn"), f"{MARK}-hen.csv", title=hidden("tệp hẹn"))

    make_draft(services, "chia-se", title="Danh sách hồ sơ chia sẻ có điều kiện", access_level="shared")
    add_file(services, "chia-se", secret_file("kín"), f"{MARK}-kin.csv", title=hidden("tệp kín"))
    services.records.publish("chia-se", comment=hidden("lời bàn"))

    make_draft(services, "da-rut", title="Danh sách giấy phép đã rút")
    add_file(services, "da-rut", secret_file("rút"), f"{MARK}-rut.csv", title=hidden("tệp rút"))
    services.records.publish("da-rut")
    services.records.withdraw("da-rut", REASON, "ban-nhap")

    make_published(services, "cong-khai", title="Danh sách trường công khai")
    gone = add_file(services, "cong-khai", secret_file("bỏ"), f"{MARK}-bo.csv", title=hidden("tệp bỏ"))
    services.resources.remove("cong-khai", gone.id, REASON)
    kept = next(r for r in services.records.find("cong-khai").resources if r.removed_at is None)
    services.resources.replace_file("cong-khai", kept.id, upload(services))

    source = services.records.create(
        "city-databases",
        {"title": hidden("cơ sở dữ liệu nháp"), "organization": "so-xay-dung"},
        name="csdl-nhap",
    )
    services.records.find("cong-khai").sources.append(source)


def hide_people(services: Services) -> None:
    """Files of a public record that hold personal data, of which one is to be public without them."""
    add_file(services, "cong-khai", people("giữ"), f"{MARK}-giu.csv", title="Danh sách đang giữ")
    add_file(services, "cong-khai", people("che", f"Số CCCD {MARK}"), "da-che.csv", title="Danh sách đã che")
    replaced = add_file(services, "cong-khai", title="Danh sách có bản mới bị giữ")
    services.resources.replace_file("cong-khai", replaced.id, upload(services, people("mới"), f"{MARK}.csv"))
    add_file(
        services,
        "cong-khai",
        f"PAR1 {people('vỡ')} PAR1",
        f"{MARK}.parquet",
        title="Danh sách không đọc được",
    )
    add_file(services, "cong-khai", two_sheets(), "hai-trang.xlsx", title="Danh sách có trang tính kín")


def two_sheets() -> bytes:
    """A workbook with people on its second sheet."""
    book = Workbook()
    for row in (["ma", "ten"], ["1", "Kim Liên"], ["2", "Việt Đức"]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("Chi tiết")
    for line in people("trang").splitlines():
        sheet.append(line.split(","))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def mask_people(services: Services) -> None:
    """Decide about one of the files; another has just come and nobody has looked at it."""
    resources = services.records.find("cong-khai").resources
    masked = next(r for r in resources if r.title == "Danh sách đã che")
    for column, how in (("Họ và tên", "mask"), (f"Số CCCD {MARK}", "drop"), ("Ghi chú", "drop")):
        services.protection.protect("cong-khai", masked.id, column, how)
    services.unit.session.commit()


@pytest.fixture(scope="session")
def fortress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortress]:
    """The city with everything hidden in it, indexed and with its tables read: to be looked at only."""
    city = new_city(tmp_path_factory.mktemp("fortress"))
    with city.services() as services:
        hide_everything(services)
        hide_people(services)
    city.run_jobs()
    with city.services() as services:
        mask_people(services)
    city.run_jobs()
    with city.services() as services:
        add_file(services, "cong-khai", people("chờ"), f"{MARK}-cho.csv", title="Danh sách vừa tới")
    found = Fortress(create_app(city.settings), city.settings)
    with city.services() as services:
        for record in services.unit.session.scalars(select(Dataset)):
            found.names.append(record.name)
            found.resources[record.name] = [r.id for r in record.resources]
    with city.services() as services:
        found.people = {r.title: r.id for r in services.records.find("cong-khai").resources}
    yield found
    city.engine.dispose()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A small city of one's own, to change."""
    made = new_city(tmp_path / "city")
    yield made
    made.engine.dispose()


@pytest.fixture
def enter(city: City) -> Callable[[str], Visitor]:
    """A new browser in which an account has signed in; "" for a stranger."""
    app = create_app(city.settings)

    def browser(login: str = "") -> Visitor:
        return Fortress(app, city.settings).visitor(login)

    return browser
