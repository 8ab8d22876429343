"""Two people edit the same record: nobody overwrites the other unknowingly, and nobody's words are lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.visitors import DATASET, Visitor

PATH = "/dataset/diem-dung-xe-buyt-tren-dia-ban-thanh-pho"
EDIT = f"{PATH}/edit"


@pytest.fixture
def colleague(steward: Visitor, sign_in: Callable[[str], Visitor]) -> Visitor:
    """A second steward, once the first one has saved a draft."""
    assert steward.send("/steward/new/open-data", DATASET).status_code == 303
    return sign_in("colleague")


def opened(visitor: Visitor) -> dict[str, Any]:
    """The form as it stands, with what it remembers."""
    page = visitor.get(EDIT).text
    hidden = {n: _hidden(page, n) for n in ("version", "started", "csrf_token")}
    return {**DATASET, **hidden}


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found.group(1))


def carried(answer: TestResponse) -> dict[str, list[str]]:
    """What the conflict page would send if its button were pressed as it is."""
    page = answer.text
    form: dict[str, list[str]] = {}
    for name, value in re.findall(r'<textarea hidden name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S):
        form.setdefault(name, []).append(html.unescape(value))
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" checked', page):
        form[name] = [value]
    form |= {n: [_hidden(page, n)] for n in ("version", "csrf_token")}
    return form


def clash(
    steward: Visitor, colleague: Visitor, theirs: dict[str, str], yours: dict[str, str]
) -> TestResponse:
    """The colleague saves `theirs` while the steward has the form open; the steward then saves `yours`."""
    mine = opened(steward)
    assert colleague.client.post(EDIT, data={**opened(colleague), **theirs}).status_code == 303
    return steward.client.post(EDIT, data={**mine, **yours})


def stored(visitor: Visitor, name: str) -> str:
    page = visitor.get(EDIT).text
    found = re.search(rf'id="f-{name}" name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return html.unescape(found.group(1))


def test_second_save_shows_both_sides(steward: Visitor, colleague: Visitor) -> None:
    answer = clash(steward, colleague, {"contact": "Phòng Một"}, {"contact": "Phòng Hai"})

    assert answer.status_code == 409
    assert "Phòng Một" in answer.text
    assert "Phòng Hai" in answer.text
    assert "Cả hai cùng sửa mục này." in html.unescape(answer.text)
    assert stored(steward, "contact") == "Phòng Một"


def test_changes_of_different_fields_are_joined_unasked(steward: Visitor, colleague: Visitor) -> None:
    answer = clash(steward, colleague, {"contact": "Phòng Một"}, {"area": "Toàn thành phố"})

    saved = steward.client.post(EDIT, data=carried(answer))

    assert saved.status_code == 303
    assert stored(steward, "contact") == "Phòng Một"
    assert stored(steward, "area") == "Toàn thành phố"


def test_side_is_chosen_field_by_field(steward: Visitor, colleague: Visitor) -> None:
    theirs = {"contact": "Phòng Một", "area": "Nội thành"}
    answer = clash(steward, colleague, theirs, {"contact": "Phòng Hai", "area": "Ngoại thành"})

    saved = steward.client.post(
        EDIT, data={**carried(answer), "side.contact": "yours", "side.area": "theirs"}
    )

    assert saved.status_code == 303
    assert stored(steward, "contact") == "Phòng Hai"
    assert stored(steward, "area") == "Nội thành"


def test_every_kind_of_value_passes_the_conflict_page_unchanged(steward: Visitor, colleague: Visitor) -> None:
    before = opened(colleague)
    answer = clash(
        steward, colleague, {"contact": "Phòng Một"}, {"description": DATASET["description"] + "\n\nHai."}
    )
    steward.client.post(EDIT, data=carried(answer))

    page = html.unescape(steward.get(EDIT).text)
    assert "\n\nHai." in page
    assert "xe buýt, điểm dừng" in page
    assert 'value="01/01/2026"' in page
    assert re.search(r'value="transport" checked', page)
    assert before["version"] != _hidden(page, "version")


def test_form_can_be_opened_again_with_ones_own_words(steward: Visitor, colleague: Visitor) -> None:
    answer = clash(steward, colleague, {"contact": "Phòng Một"}, {"contact": "Phòng Hai"})

    form = steward.client.post(EDIT, data={**carried(answer), "side.contact": "yours", "do": "reopen"})

    assert form.status_code == 200
    assert 'value="Phòng Hai"' in html.unescape(form.text)
    assert stored(steward, "contact") == "Phòng Một"


def test_a_third_save_meanwhile_is_a_conflict_again(steward: Visitor, colleague: Visitor) -> None:
    answer = clash(steward, colleague, {"contact": "Phòng Một"}, {"contact": "Phòng Hai"})
    colleague.client.post(EDIT, data={**opened(colleague), "contact": "Phòng Ba"})

    again = steward.client.post(EDIT, data={**carried(answer), "side.contact": "yours"})

    assert again.status_code == 409
    assert "Phòng Ba" in html.unescape(again.text)


def test_saving_without_a_version_never_overwrites(steward: Visitor, colleague: Visitor) -> None:
    form = {**opened(steward), "version": "", "contact": "Phòng Hai"}

    assert steward.client.post(EDIT, data=form).status_code == 409
