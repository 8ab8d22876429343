"""How a table is read: a steward sees the report, tries another reading, decides, describes the columns."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from portal.cli.parts import Parts
from portal.settings import Settings
from tests.uploading import PATH, resource_id, upload
from tests.visitors import Visitor

DAYS = "ngày;tên\n03/04/2026;Nhổn\n05/06/2026;Láng\n".encode()


@pytest.fixture
def table(editor: Visitor, settings: Settings) -> str:
    """The address of the page of a table whose days may be months."""
    upload(editor, DAYS)
    work(settings)
    return f"{PATH}/resource/{resource_id(settings)}/reading"


def work(settings: Settings) -> None:
    """Do what the worker would."""
    parts = Parts(settings)
    parts.finish_jobs()
    parts.engine.dispose()


def form(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = html.unescape(chosen.group(1)) if chosen else ""
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" checked', page), "on")
    return {name: html.unescape(value) for name, value in found.items() if name != "csrf_token"}


def test_ambiguous_days_are_put_to_the_steward_who_decides(
    editor: Visitor, settings: Settings, table: str
) -> None:
    page = editor.get(table).text
    assert "cần bạn chọn" in page
    assert "dd/mm/yyyy" in page

    answer = editor.send(table, form(page) | {"c0-as": "date|dd/mm/yyyy", "do": "save"})
    assert answer.status_code == 303
    work(settings)

    page = editor.get(table).text
    assert "cần bạn chọn" not in page
    assert "2026-04-03" in page


def test_trial_shows_the_effect_and_keeps_nothing(editor: Visitor, table: str) -> None:
    page = editor.get(table).text
    tried = editor.send(table, form(page) | {"delimiter": ",", "do": "try", "c0-label": "Ngày đo"})

    assert tried.status_code == 200
    assert "chưa lưu" in tried.text
    assert "03/04/2026;Nhổn" in tried.text
    assert "03/04/2026;Nhổn" not in editor.get(table).text


def test_refused_reading_keeps_what_was_typed(editor: Visitor, table: str) -> None:
    page = editor.get(table).text
    typed = form(page) | {"header_row": "ba", "do": "save"}
    assert editor.send(table, typed).status_code == 422

    far = editor.send(table, form(page) | {"header_row": "900", "do": "try", "c1-label": "Tên ga"})
    assert far.status_code == 422
    assert 'value="Tên ga"' in far.text
    assert 'value="900"' in far.text


def test_words_about_columns_reach_the_data_dictionary(editor: Visitor, table: str) -> None:
    page = editor.get(table).text
    words = {"c1-label": "Tên ga", "c1-unit": "ga", "c1-description": "Theo biển tên ở cửa vào"}
    assert editor.send(table, form(page) | words | {"do": "save"}).status_code == 303

    again = editor.get(table).text
    assert all(f"{word}" in again for word in words.values())
    assert "Theo biển tên" in editor.get(table.replace("/reading", "?view=columns")).text


def test_words_typed_while_somebody_else_saved_are_kept(editor: Visitor, table: str) -> None:
    page = editor.get(table).text
    editor.send(table, form(page) | {"c0-label": "Ngày đo", "do": "save"})
    late = editor.send(table, form(page) | {"c1-label": "Tên ga", "do": "save"})

    assert late.status_code == 409
    assert 'value="Tên ga"' in late.text


def test_only_stewards_of_the_agency_see_it(
    visitor: Visitor, table: str, sign_in: Callable[[str], Visitor]
) -> None:
    assert visitor.get(table).status_code == 302
    assert sign_in("teacher").get(table).status_code in (403, 404)


def test_the_page_of_the_file_tells_its_steward_how_reading_went(
    editor: Visitor, settings: Settings, sign_in: Callable[[str], Visitor]
) -> None:
    upload(editor, DAYS)
    own = f"{PATH}/resource/{resource_id(settings)}"
    assert "Tệp đang chờ được đọc" in html.unescape(editor.get(own).text)
    work(settings)
    page = html.unescape(editor.get(own).text)
    assert "Đã đọc bảng, 1 điều cần xem" in page
    assert f'href="{own}/reading"' in page
    assert "/reading" not in sign_in("reader").get(own).text


def test_the_page_of_the_file_says_why_its_table_could_not_be_read(
    editor: Visitor, settings: Settings
) -> None:
    upload(editor, b'a,b\n1,"begins and never ends\n' + b"x,y\n" * 50)
    work(settings)
    own = f"{PATH}/resource/{resource_id(settings)}"
    page = html.unescape(editor.get(own).text)
    found = re.search(r"Chưa đọc được bảng: ([^<]{20,})<", page)
    assert found, page
