"""Every act needs a form of ours, sent by somebody who may; ids of other records open nothing."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from portal.errors import Invalid
from tests.factories import City, add_file, dataset_values, make_draft, make_published
from tests.integration.security.conftest import Fortress
from tests.integration.security.test_hidden_things import addresses
from tests.visitors import Visitor

Enter = Callable[[str], Visitor]
READS_ONLY = "/api/v1/"
"""What is asked there may be posted by anybody: it changes nothing."""


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("login", ["", "admin"])
def test_no_form_is_taken_without_a_token(fortress: Fortress, login: str, kind: str) -> None:
    """Not even from an administrator, whose browser another site may have used."""
    visitor = fortress.visitor(login)
    posts = [
        r
        for r in fortress.app.url_map.iter_rules()
        if "POST" in (r.methods or ()) and not r.rule.startswith(READS_ONLY)
    ]
    assert len(posts) > 10
    taken = []
    for rule in posts:
        for address in list(addresses(fortress, rule))[:40]:
            data = {"title": "Của kẻ lạ", "reason": "Một lý do đủ dài để được nhận", "do": "publish"}
            file = {"file": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")} if kind.startswith("multipart") else {}
            with visitor.client.post(address, data=data | file, content_type=kind) as answer:
                is_refused = answer.status_code in (400, 404) or "/account/sign-in" in (answer.location or "")
                if not is_refused:
                    taken.append(f"{answer.status_code} {address}")
    assert taken == []


def test_a_token_of_another_session_opens_nothing(city: City, enter: Enter) -> None:
    with city.services() as services:
        make_draft(services)
    steward, stranger = enter("steward"), enter("")
    answer = steward.client.post("/dataset/truong-thpt/discard", data={"csrf_token": stranger.token()})

    assert answer.status_code == 400
    assert steward.get("/dataset/truong-thpt").status_code == 200


@pytest.mark.parametrize(
    ("login", "status"), [("reader", 403), ("teacher", 404), ("newcomer", 404)], ids=lambda v: str(v)
)
def test_who_may_not_edit_can_send_every_form_in_vain(
    city: City, enter: Enter, login: str, status: int
) -> None:
    with city.services() as services:
        make_draft(services)
        file = add_file(services, "truong-thpt")
    visitor = enter(login)
    token = visitor.token("/account")
    data = {
        "csrf_token": token,
        "title": "Sửa trộm",
        "organization": "so-giao-duc-va-dao-tao",
        "version": "1",
    }
    resource = f"/dataset/truong-thpt/resource/{file.id}"
    for path in ("edit", "publish", "withdraw", "discard", "resource/new"):
        assert visitor.client.post(f"/dataset/truong-thpt/{path}", data=data).status_code == status, path
    for path in ("edit", "replace", "remove", "move"):
        assert visitor.client.post(f"{resource}/{path}", data=data).status_code == status, path
    assert visitor.get("/dataset/truong-thpt/history").status_code in (200, 404)
    with city.services() as services:
        record = services.records.find("truong-thpt")
        assert (record.state, record.version, record.title) == (
            "draft",
            record.version,
            dataset_values()["title"],
        )
        assert [r.removed_at for r in record.resources] == [None]


def test_a_file_is_reached_through_its_own_record_only(city: City, enter: Enter) -> None:
    with city.services() as services:
        make_draft(services, "cua-minh", organization="so-giao-duc-va-dao-tao")
        make_published(services, "cua-nguoi")
        theirs = services.records.find("cua-nguoi").resources[0].id
    teacher = enter("teacher")
    token = teacher.token("/account")
    for act in ("edit", "replace", "remove", "move"):
        path = f"/dataset/cua-minh/resource/{theirs}/{act}"
        data = {"csrf_token": token, "title": "Sửa trộm", "reason": "Một lý do đủ dài"}
        assert teacher.client.post(path, data=data).status_code == 404, act


def test_drafts_of_others_cannot_be_named_as_a_source(city: City) -> None:
    with city.services() as services:
        values = {"title": "Cơ sở dữ liệu còn giữ kín", "organization": "so-xay-dung"}
        services.records.create("city-databases", values, name="csdl-kin")
    teacher = city.steward("so-giao-duc-va-dao-tao")
    messages = []
    for name in ("csdl-kin", "csdl-khong-co"):
        with pytest.raises(Invalid) as refused, city.services(teacher) as services:
            make_draft(services, organization="so-giao-duc-va-dao-tao", databases=[name])
        messages.append(str(refused.value).replace(name, "…"))
    assert messages[0] == messages[1]


@pytest.mark.parametrize("count", [100_000])
def test_a_form_of_very_many_fields_is_read_in_no_time(enter: Enter, count: int) -> None:
    steward = enter("steward")
    token = steward.token("/steward/new/city-databases")
    fields = "".join(f"&data_items.name=x&data_items.{n}.name=y" for n in range(count // 5))
    fields += "&data_items.999999999.name=z&themes=" + "&themes=".join(str(n) for n in range(60_000))
    body = f"csrf_token={token}&title=Tên+đủ+dài{fields}".encode()[: 2 * 1024 * 1024 - 1]
    answer = steward.client.post(
        "/steward/new/city-databases", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (413, 422)
    assert len(answer.data) < 3_000_000
