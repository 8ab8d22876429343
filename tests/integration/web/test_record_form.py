"""The form of a record, from the first word to publication: nothing is lost, nothing unfinished gets out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.visitors import CONSTRUCTION, DATABASE, DATASET, SCHOOLS, Visitor

NEW_DATASET = "/steward/new/open-data"
NEW_DATABASE = "/steward/new/city-databases"
STOPS = "/dataset/diem-dung-xe-buyt-tren-dia-ban-thanh-pho"
PERMITS = "co-so-du-lieu-cap-giay-phep-xay-dung"


def describe(visitor: Visitor, **changes: Any) -> str:
    """Save the bus stops as a draft, return its path."""
    answer = visitor.send(NEW_DATASET, {**DATASET, **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.location).removesuffix("/edit")


def list_database(visitor: Visitor) -> str:
    answer = visitor.send(NEW_DATABASE, {**DATABASE, "do": "publish"})
    assert answer.status_code == 303, answer.text
    return PERMITS


def revise(visitor: Visitor, path: str, **changes: Any) -> Any:
    page = visitor.get(f"{path}/edit").text
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return visitor.send(f"{path}/edit", {**DATASET, "version": found.group(1), **changes})


def test_draft_is_saved_and_comes_back_as_typed(steward: Visitor) -> None:
    path = describe(steward)

    page = html.unescape(steward.get(f"{path}/edit").text)
    assert path == STOPS
    for typed in (DATASET["title"], DATASET["description"], "xe buýt, điểm dừng", "31/12/2026", "01/01/2026"):
        assert typed in page
    assert re.search(r'value="transport" checked', page)


def test_draft_needs_no_more_than_title_and_agency(steward: Visitor) -> None:
    answer = steward.send(NEW_DATASET, {"title": "Điểm dừng xe buýt", "organization": CONSTRUCTION})

    assert answer.status_code == 303


def test_draft_is_hidden_from_everybody_else(
    steward: Visitor, visitor: Visitor, sign_in: Callable[[str], Visitor]
) -> None:
    path = describe(steward)

    assert visitor.get(path).status_code == 404
    assert sign_in("teacher").get(path).status_code == 404
    assert sign_in("colleague").get(path).status_code == 200


def test_nothing_typed_is_lost_on_an_error(steward: Visitor) -> None:
    typed = {**DATASET, "title": "", "planned_on": "32/13/2026", "contact_email": "không phải thư"}

    answer = steward.send(NEW_DATASET, typed)
    page = html.unescape(answer.text)

    assert answer.status_code == 422
    for kept in (DATASET["description"], "32/13/2026", "không phải thư", "xe buýt, điểm dừng"):
        assert kept in page
    assert re.search(r'value="transport" checked', page)
    assert re.search(r'value="cc-by-4.0" selected', page)


def test_errors_stand_beside_the_fields_and_in_a_summary_that_leads_there(steward: Visitor) -> None:
    page = steward.send(NEW_DATASET, {**DATASET, "title": "ngắn", "planned_on": "mai"}).text

    summary = page[page.index('class="errors') : page.index("</ul>", page.index('class="errors'))]
    assert 'href="#f-title"' in summary
    assert 'href="#f-planned_on"' in summary
    for field in ("title", "planned_on"):
        assert f'id="f-{field}-error"' in page
        control = re.search(rf'<input[^>]*id="f-{field}"[^>]*>', page)
        assert control
        assert 'aria-invalid="true"' in control.group()
        assert f"f-{field}-error" in control.group()


def test_publishing_too_early_saves_the_draft_and_says_what_is_missing(steward: Visitor) -> None:
    path = describe(steward)
    answer = revise(steward, path, contact="", do="publish")

    assert answer.status_code == 422
    assert "Những gì bạn nhập đã được lưu" in answer.text
    assert "Đầu mối liên hệ: chưa điền." in answer.text
    assert 'href="#f-contact"' in answer.text


def test_promise_becomes_public(steward: Visitor, visitor: Visitor) -> None:
    database = list_database(steward)
    answer = steward.send(NEW_DATASET, {**DATASET, "databases": database, "do": "promise"})

    assert answer.location == STOPS
    page = visitor.get(STOPS)
    assert page.status_code == 200
    assert "31/12/2026" in page.text


def test_moving_a_public_promise_needs_a_reason(steward: Visitor, visitor: Visitor) -> None:
    database = list_database(steward)
    steward.send(NEW_DATASET, {**DATASET, "databases": database, "do": "promise"})

    refused = revise(steward, STOPS, databases=database, planned_on="31/03/2027")
    assert refused.status_code == 422
    assert 'id="f-plan_reason-error"' in refused.text

    reason = "Nhà thầu bàn giao chậm số liệu tuyến."
    accepted = revise(steward, STOPS, databases=database, planned_on="31/03/2027", plan_reason=reason)
    assert accepted.status_code == 303
    assert reason in html.unescape(visitor.get(STOPS).text)


def test_dataset_is_not_published_without_a_file(steward: Visitor) -> None:
    path = describe(steward, databases=list_database(steward))

    answer = steward.send(f"{path}/publish", {"do": "publish"})

    assert answer.status_code == 422
    assert 'href="#files"' in answer.text


def test_dataset_with_a_link_is_published_and_seen_by_everyone(steward: Visitor, visitor: Visitor) -> None:
    path = describe(steward, databases=list_database(steward))
    link = {"title": "Dịch vụ tra cứu", "url": "https://example.vn/api", "kind": "api"}
    assert steward.send(f"{path}/resource/new", link).status_code == 303

    answer = steward.send(f"{path}/publish", {"do": "publish", "comment": "đủ rồi"})

    assert answer.location == path
    assert "https://example.vn/api" in visitor.get(path).text


def test_table_of_data_items_grows_without_javascript(steward: Visitor) -> None:
    before = steward.get(NEW_DATABASE).text.count('name="data_items.name"')

    answer = steward.send(NEW_DATABASE, {**DATABASE, "do": "rows"})

    assert answer.status_code == 200
    assert answer.text.count('name="data_items.name"') == before + 2 + 5
    assert 'value="Số giấy phép"' in html.unescape(answer.text)


def test_error_in_a_row_stands_in_its_cell(steward: Visitor) -> None:
    typed = {**DATABASE, "data_items.sharing_class": ["open", ""]}

    answer = steward.send(NEW_DATABASE, typed)

    assert answer.status_code == 422
    assert 'href="#f-data_items-1-sharing_class"' in answer.text
    assert re.search(r'<select[^>]*id="f-data_items-1-sharing_class"[^>]*aria-invalid="true"', answer.text)


def test_database_is_entered_in_the_list_and_offered_as_a_source(steward: Visitor, visitor: Visitor) -> None:
    name = list_database(steward)

    assert visitor.get(f"/dataset/{name}").status_code == 200
    assert f'name="databases" value="{name}"' in steward.get(NEW_DATASET).text


def test_withdrawal_needs_a_reason_and_leaves_a_tombstone(steward: Visitor, visitor: Visitor) -> None:
    name = list_database(steward)
    assert steward.send(f"/dataset/{name}/withdraw", {"reason": "cũ"}).status_code == 422

    reason = "Đã nhập vào cơ sở dữ liệu quốc gia về xây dựng."
    answer = steward.send(f"/dataset/{name}/withdraw", {"reason": reason, "replaced_by": ""})

    assert answer.status_code == 303
    tombstone = visitor.get(f"/dataset/{name}")
    assert tombstone.status_code == 410
    assert reason in html.unescape(tombstone.text)


def test_refused_withdrawal_keeps_what_was_typed(steward: Visitor) -> None:
    name = list_database(steward)

    answer = steward.send(f"/dataset/{name}/withdraw", {"reason": "cũ quá", "replaced_by": "khong-co"})

    assert 'id="f-reason-error"' in answer.text
    assert 'id="f-replaced_by-error"' in answer.text
    assert "cũ quá" in html.unescape(answer.text)
    assert 'value="khong-co"' in answer.text


def test_draft_is_discarded_for_good(steward: Visitor) -> None:
    path = describe(steward)

    assert steward.send(f"{path}/discard", {}).location == "/steward"
    assert steward.get(path).status_code == 404


def test_history_says_who_changed_what(steward: Visitor, sign_in: Callable[[str], Visitor]) -> None:
    path = describe(steward)
    revise(sign_in("colleague"), path, contact="Phòng Vận tải hành khách")

    page = html.unescape(steward.get(f"{path}/history").text)

    assert "colleague" in page
    assert "<del>Phòng Quản lý vận tải</del>" in page
    assert "<ins>Phòng Vận tải hành khách</ins>" in page


@pytest.mark.parametrize("action", ["edit", "publish", "withdraw", "discard", "history", "resource/new"])
def test_records_of_another_agency_are_out_of_reach(
    steward: Visitor, visitor: Visitor, sign_in: Callable[[str], Visitor], action: str
) -> None:
    name = list_database(steward)
    path = f"/dataset/{name}/{action}"

    assert visitor.get(path).status_code == 302
    assert sign_in("teacher").get(path).status_code == 403
    if action != "history":
        assert sign_in("reader").get(path).status_code == 403


def test_record_cannot_be_given_to_an_agency_one_does_not_work_for(steward: Visitor) -> None:
    answer = steward.send(NEW_DATASET, {**DATASET, "organization": SCHOOLS})

    assert answer.status_code == 403


def test_choices_are_refused_unless_offered(steward: Visitor) -> None:
    answer = steward.send(NEW_DATASET, {**DATASET, "licence": "không-có", "themes": ["x", "transport"]})

    assert answer.status_code == 422
    assert 'id="f-licence-error"' in answer.text


def test_unknown_list_has_no_form(steward: Visitor) -> None:
    assert steward.get("/steward/new/khong-co").status_code == 404


@pytest.mark.parametrize(
    "filter", ["", "overdue", "soon", "late", "failed", "draft", "published", "all", "x"]
)
def test_desk_shows_every_pile(steward: Visitor, filter: str) -> None:
    describe(steward)

    page = steward.get(f"/steward?filter={filter}&q=xe%20buyt")

    assert page.status_code == 200
    assert (STOPS in page.text) == (filter in ("", "draft", "all", "x"))


def test_forms_speak_english(steward: Visitor) -> None:
    page = steward.get(f"/en{NEW_DATASET}").text

    assert "Save draft" in page
    assert "Lưu nháp" not in page


def test_every_steward_route_asks_visitors_to_sign_in(app: Flask, visitor: Visitor) -> None:
    rules = [r for r in app.url_map.iter_rules() if r.endpoint.startswith("steward.")]
    assert len(rules) > 10
    for rule in rules:
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        if "GET" in (rule.methods or ()):
            assert visitor.get(path).location.startswith("/account/sign-in"), path
        if "POST" in (rule.methods or ()):
            headers = {"Sec-Fetch-Site": "same-origin"}
            assert visitor.client.post(path, data={"title": "x"}, headers=headers).status_code == 401, path


def test_garbage_in_every_field_never_breaks_the_form(steward: Visitor) -> None:
    page = steward.get(NEW_DATASET).text
    names = set(re.findall(r'name="([^"]+)"', page)) - {"csrf_token", "do"}
    for garbage in (
        "\x00",
        "\ud800".encode("utf-16", "surrogatepass"),
        "<script>",
        "9" * 500,
        "-1",
        "%",
        "🙂",
    ):
        answer = steward.send(NEW_DATASET, {**dict.fromkeys(names, garbage), "organization": CONSTRUCTION})
        assert answer.status_code in (303, 422)
        assert "<script>9" not in answer.text
