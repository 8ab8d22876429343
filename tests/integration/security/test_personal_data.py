"""The page about personal data in a file: what stewards and approvers see and do, and that nothing else gets there."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from portal.model import Exposure, Role
from tests.factories import City, add_file, make_published
from tests.visitors import PASSWORD, Visitor

Enter = Callable[[str], Visitor]
PEOPLE = (
    "Họ và tên,Số CCCD,Xã\n"
    "Nguyễn Thị Mẫu,001085012345,Láng\n"
    "Trần Văn Thử,079190054321,Láng\n"
    "Lê Minh Giả,036202001122,Hà Đông\n"
)
BASIS = "Khoản 3 Điều 12 Quyết định số 18/2026/QĐ-UBND"
WHY = "Danh sách người trúng đấu giá phải niêm yết"


@pytest.fixture
def path(city: City) -> str:
    """The address of a file that is held back, on a published record; `boss` may allow its publication."""
    with city.services() as services:
        services.accounts.create("boss", PASSWORD)
        services.accounts.grant("boss", "so-xay-dung", Role.APPROVER)
        make_published(services)
        id = add_file(services, "truong-thpt", PEOPLE, "nguoi.csv", title="Người trúng đấu giá").id
    city.run_jobs()
    return f"/dataset/truong-thpt/resource/{id}"


def decide(visitor: Visitor, path: str, act: str, column: str, **words: str) -> int:
    return visitor.send(f"{path}/personal", {"do": act, "column": column, **words}).status_code


def download(visitor: Visitor, path: str) -> str:
    with visitor.get(f"{path}/download/nguoi.csv") as answer:
        return answer.get_data(as_text=True)


def exposure(city: City, path: str) -> str:
    with city.services() as services:
        version = services.resources.find("truong-thpt", path.rpartition("/")[2]).current_version
        assert version is not None
        return version.exposure


def test_the_steward_reads_what_was_found_with_masked_examples(path: str, enter: Enter) -> None:
    text = html.unescape(enter("steward").get(f"{path}/personal").text)
    assert "Cột “Số CCCD”" in text
    assert "Số định danh cá nhân (căn cước)" in text
    assert "001*********" in text
    assert "001085012345" not in text
    assert "Còn 2 cột chờ quyết định" in text
    assert "Căn cứ pháp lý" not in text


def test_the_desk_and_the_file_lead_there(path: str, enter: Enter) -> None:
    steward = enter("steward")
    assert "nguoi.csv có dữ liệu cá nhân, chờ quyết định" in html.unescape(steward.get("/steward").text)
    assert "truong-thpt" in steward.get("/steward?filter=personal").text
    assert f"{path}/personal" in steward.get("/dataset/truong-thpt/edit").text
    assert f"{path}/personal" in steward.get(path).text
    assert f"{path}/personal" not in enter("").get(path).text


@pytest.mark.parametrize(
    ("login", "status"), [("", 302), ("reader", 403), ("teacher", 403), ("newcomer", 403)], ids=str
)
def test_nobody_else_gets_there(path: str, enter: Enter, login: str, status: int) -> None:
    assert enter(login).get(f"{path}/personal").status_code == status


def test_columns_are_left_out_and_masked(path: str, city: City, enter: Enter) -> None:
    steward = enter("steward")
    assert decide(steward, path, "mask", "Họ và tên") == 303
    assert decide(steward, path, "drop", "Số CCCD") == 303
    city.run_jobs()
    assert exposure(city, path) == Exposure.DERIVED
    text = html.unescape(steward.get(f"{path}/personal").text)
    assert "Cột được bỏ khỏi bảng công bố" in text
    assert download(enter(""), path).splitlines()[:2] == ["Họ và tên,Xã", "N. T. M.,Láng"]
    assert "001085012345" in download(steward, path)


def test_a_steward_asks_and_an_approver_allows(path: str, city: City, enter: Enter) -> None:
    steward, boss = enter("steward"), enter("boss")
    assert decide(steward, path, "ask", "Số CCCD", reason="vì") == 422
    assert decide(steward, path, "ask", "Số CCCD", reason=WHY) == 303
    assert decide(steward, path, "grant", "Số CCCD", legal_basis=BASIS) == 403
    assert WHY in html.unescape(boss.get(f"{path}/personal").text)
    assert decide(boss, path, "grant", "Số CCCD", legal_basis="có") == 422
    for column in ("Số CCCD", "Họ và tên"):
        assert decide(boss, path, "grant", column, legal_basis=BASIS) == 303
    assert exposure(city, path) == Exposure.OPEN
    assert "001085012345" in download(enter(""), path)
    history = html.unescape(steward.get("/dataset/truong-thpt/history").text)
    assert BASIS in history
    assert "Cho phép công bố một cột có dữ liệu cá nhân." in history


def test_an_approver_takes_a_decision_back(path: str, city: City, enter: Enter) -> None:
    boss = enter("boss")
    for column in ("Số CCCD", "Họ và tên"):
        decide(boss, path, "grant", column, legal_basis=BASIS)
    assert decide(boss, path, "refuse", "Số CCCD", refusal="Quyết định đã hết hiệu lực") == 303
    assert exposure(city, path) == Exposure.HELD
    assert enter("").get(f"{path}/download/nguoi.csv").status_code == 404


def test_what_was_public_once_is_gone_from_caches_when_it_is_taken_back(path: str, enter: Enter) -> None:
    """Files kept ready and tags that a browser remembers open nothing."""
    boss, stranger = enter("boss"), enter("")
    for column in ("Số CCCD", "Họ và tên"):
        decide(boss, path, "grant", column, legal_basis=BASIS)
    table = f"/api/v1/resources/{path.rpartition('/')[2]}"
    doors = (
        f"{table}/rows",
        f"{table}/export.csv",
        f"{path}/download/nguoi.csv",
        f"{path}/version/1/nguoi.csv",
    )
    tags = {}
    for door in doors:
        with stranger.get(door) as answer:
            assert "001085012345" in answer.get_data(as_text=True), door
            tags[door] = answer.headers["ETag"]
    decide(boss, path, "refuse", "Số CCCD", refusal="Quyết định đã hết hiệu lực")
    for door in doors:
        for headers in ({}, {"If-None-Match": tags[door]}, {"Range": "bytes=0-9", "If-Range": tags[door]}):
            with stranger.client.get(door, headers=headers) as answer:
                assert answer.status_code == 404, (door, headers)
