"""The files of a record once they are there: new versions, descriptions, order, removal."""

from __future__ import annotations

import html
import re

from portal.settings import Settings
from tests.uploading import CSV, PATH, resource_id, stored_files, upload, versions
from tests.visitors import Visitor


def test_new_version_replaces_the_file_and_keeps_the_old_one(editor: Visitor, settings: Settings) -> None:
    upload(editor, CSV)
    id = resource_id(settings)
    newer = CSV + "003,Nhổn\n".encode()

    answer = upload(
        editor, newer, path=f"{PATH}/resource/{id}/replace", note="thêm một điểm", data_date="20/11/2026"
    )

    assert answer.status_code == 303
    assert [v.number for v in versions(settings)] == [1, 2]
    assert versions(settings)[1].note == "thêm một điểm"
    assert len(stored_files(settings)) == 2


def test_refused_version_keeps_words_and_the_old_file(editor: Visitor, settings: Settings) -> None:
    upload(editor, CSV)
    id = resource_id(settings)

    answer = upload(editor, b"%PDF-1.7", path=f"{PATH}/resource/{id}/replace", note="thêm một điểm")

    assert answer.status_code == 422
    assert "thêm một điểm" in html.unescape(answer.text)
    assert len(versions(settings)) == 1
    assert len(stored_files(settings)) == 1


def test_description_of_a_file_is_revised(editor: Visitor, settings: Settings) -> None:
    upload(editor, CSV)
    id = resource_id(settings)
    page = editor.get(f"{PATH}/resource/{id}/edit").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version

    answer = editor.send(
        f"{PATH}/resource/{id}/edit", {"title": "Tên mới của tệp", "version": version.group(1)}
    )

    assert answer.status_code == 303
    assert "Tên mới của tệp" in editor.get(f"{PATH}/edit").text


def test_two_editors_of_a_file_see_both_sides(editor: Visitor, settings: Settings) -> None:
    upload(editor, CSV)
    id = resource_id(settings)
    path = f"{PATH}/resource/{id}/edit"
    version = re.search(r'name="version" value="(\d+)"', editor.get(path).text)
    assert version
    editor.send(path, {"title": "Tên của người thứ nhất", "version": version.group(1)})

    answer = editor.send(path, {"title": "Tên của người thứ hai", "version": version.group(1)})

    assert answer.status_code == 409
    assert "Tên của người thứ nhất" in answer.text
    assert "Tên của người thứ hai" in answer.text


def test_files_are_ordered_and_removed(editor: Visitor, settings: Settings) -> None:
    upload(editor, CSV, title="Tệp thứ nhất")
    first = resource_id(settings)
    upload(editor, CSV + b"x,y\n", title="Tệp thứ hai")

    editor.send(f"{PATH}/resource/{first}/move", {"to": "down"}, form=f"{PATH}/edit")
    page = editor.get(f"{PATH}/edit").text
    assert page.index("Tệp thứ hai") < page.index("Tệp thứ nhất")

    assert editor.send(f"{PATH}/resource/{first}/remove", {"reason": ""}).status_code == 303
    assert "Tệp thứ nhất" not in editor.get(f"{PATH}/edit").text
    assert len(stored_files(settings)) == 2
