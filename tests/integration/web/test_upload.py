"""Uploads: streamed to where they stay, checked against their name, nothing left behind when refused."""

from __future__ import annotations

import hashlib
import html
import io
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.db import open_engine
from portal.model import Resource, ResourceVersion
from portal.settings import Settings
from tests.visitors import DATASET, LIMIT_BYTES, Visitor

PATH = "/dataset/diem-dung-xe-buyt-tren-dia-ban-thanh-pho"
CSV = "mã,tên\n001,Bến xe Mỹ Đình\n002,Cầu Giấy\n".encode()


@pytest.fixture
def editor(steward: Visitor) -> Visitor:
    """The steward, with a draft to add files to."""
    assert steward.send("/steward/new/open-data", DATASET).status_code == 303
    return steward


class Unread(io.RawIOBase):
    """A body that nobody may look at."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("the body was read")


def send_raw(visitor: Visitor, parts: bytes, missing_bytes: int = 0) -> TestResponse:
    """Send a multipart body with the token before `parts`; the header may announce more than comes."""
    token = visitor.token(f"{PATH}/resource/new")
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'.encode() + parts
    )
    return visitor.client.post(
        f"{PATH}/resource/new",
        input_stream=io.BytesIO(body),
        content_type="multipart/form-data; boundary=x",
        content_length=len(body) + missing_bytes,
    )


def file_part(body: bytes) -> bytes:
    return b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + body


def upload(visitor: Visitor, body: bytes, filename: str = "điểm dừng.csv", **values: Any) -> TestResponse:
    """Add a file as a form without JavaScript does."""
    path = values.pop("path", f"{PATH}/resource/new")
    return visitor.send(
        path, {"title": "Danh sách điểm dừng", **values, "file": (io.BytesIO(body), filename)}
    )


def versions(settings: Settings) -> list[ResourceVersion]:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = list(session.scalars(select(ResourceVersion).order_by(ResourceVersion.number)))
        session.expunge_all()
    engine.dispose()
    return found


def resource_id(settings: Settings) -> str:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = session.scalar(select(Resource.id))
    engine.dispose()
    assert found
    return found


def stored_files(settings: Settings) -> list[Path]:
    return [p for p in (settings.data_dir / "files").rglob("*") if p.is_file()]


def test_file_is_kept_by_its_hash_with_its_name(editor: Visitor, settings: Settings) -> None:
    answer = upload(editor, CSV, note="bản đầu")

    assert answer.location == f"{PATH}/edit#files"
    (version,) = versions(settings)
    assert version.storage_key == hashlib.sha256(CSV).hexdigest()
    assert version.filename == "điểm dừng.csv"
    assert version.note == "bản đầu"
    assert [p.read_bytes() for p in stored_files(settings)] == [CSV]


def test_script_is_told_where_to_go(editor: Visitor, settings: Settings) -> None:
    token = editor.token(f"{PATH}/resource/new")
    data = {"title": "Danh sách", "file": (io.BytesIO(CSV), "a.csv"), "csrf_token": token}
    headers = {"X-CSRFToken": token, "X-Requested-With": "upload"}

    answer = editor.client.post(f"{PATH}/resource/new", data=data, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["X-Location"] == f"{PATH}/edit#files"
    assert len(versions(settings)) == 1


def test_title_may_come_from_the_file(editor: Visitor) -> None:
    upload(editor, CSV, "diem_dung_2026.csv", title="")

    assert "diem dung 2026" in editor.get(f"{PATH}/edit").text


@pytest.mark.parametrize(
    ("body", "filename"),
    [
        (b"%PDF-1.7 not a table", "bang.csv"),
        (b"\x7fELF\x02\x01\x01 program", "bang.csv"),
        (b"MZ\x90 program", "bang.xlsx"),
        (b"", "bang.csv"),
        (CSV, "bang.exe"),
    ],
)
def test_file_that_is_not_what_its_name_says_is_refused_and_gone(
    editor: Visitor, settings: Settings, body: bytes, filename: str
) -> None:
    answer = upload(editor, body, filename, description="Một mô tả đã gõ xong")

    assert answer.status_code == 422
    assert 'id="f-file-error"' in answer.text
    assert 'href="#f-file"' in answer.text
    assert "Một mô tả đã gõ xong" in html.unescape(answer.text)
    assert stored_files(settings) == []


def test_wrong_field_keeps_words_and_asks_for_the_file_again(editor: Visitor, settings: Settings) -> None:
    answer = upload(editor, CSV, data_date="32/13/2026", description="Một mô tả đã gõ xong")

    assert answer.status_code == 422
    assert "Chọn lại tệp" in html.unescape(answer.text)
    assert 'value="32/13/2026"' in answer.text
    assert stored_files(settings) == []


def test_missing_file_is_said_beside_the_input(editor: Visitor) -> None:
    answer = editor.send(f"{PATH}/resource/new", {"title": "Danh sách điểm dừng"})

    assert answer.status_code == 422
    assert "Chưa chọn tệp." in html.unescape(answer.text)


def test_announced_size_above_the_limit_is_refused_before_reading(
    editor: Visitor, settings: Settings
) -> None:
    answer = editor.client.post(
        f"{PATH}/resource/new",
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(LIMIT_BYTES * 10)},
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert "Tệp lớn hơn giới hạn 3,0 MB." in html.unescape(answer.text)
    assert stored_files(settings) == []


def test_file_above_the_limit_is_refused_and_gone(editor: Visitor, settings: Settings) -> None:
    body = b"a,b\n" + b"1,2\n" * (LIMIT_BYTES // 4 + 10)

    assert send_raw(editor, file_part(body) + b"\r\n--x--\r\n").status_code == 413
    assert stored_files(settings) == []


def test_file_at_the_limit_is_taken(editor: Visitor, settings: Settings) -> None:
    body = (b"a,b\n" + b"1,2\n" * LIMIT_BYTES)[:LIMIT_BYTES]

    assert send_raw(editor, file_part(body) + b"\r\n--x--\r\n").status_code == 303
    assert versions(settings)[0].size_bytes == LIMIT_BYTES


def test_memory_does_not_grow_with_the_file(editor: Visitor) -> None:
    part = file_part(b"a,b\n" + b"1,2\n" * (LIMIT_BYTES // 4 - 10) + b"\r\n--x--\r\n")
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    answer = send_raw(editor, part)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 303
    assert peak_bytes - before < 2 * LIMIT_BYTES  # one copy is the test's own


def test_upload_that_breaks_off_leaves_nothing(editor: Visitor, settings: Settings) -> None:
    assert send_raw(editor, file_part(CSV), missing_bytes=1000).status_code == 400
    assert stored_files(settings) == []
    assert versions(settings) == []


@pytest.mark.parametrize("headers", [{"X-CSRFToken": "forged"}, {"Sec-Fetch-Site": "cross-site"}])
def test_forged_upload_is_refused_before_its_body(
    editor: Visitor, settings: Settings, headers: dict[str, str]
) -> None:
    answer = editor.client.post(
        f"{PATH}/resource/new",
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(1000)},
        content_type="multipart/form-data; boundary=x",
        headers=headers,
    )

    assert answer.status_code == 400


def test_upload_without_any_token_is_refused_and_gone(editor: Visitor, settings: Settings) -> None:
    answer = editor.client.post(f"{PATH}/resource/new", data={"file": (io.BytesIO(CSV), "a.csv")})

    assert answer.status_code == 400
    assert stored_files(settings) == []


def test_upload_to_a_record_of_another_agency_is_refused(
    app: Flask, editor: Visitor, settings: Settings
) -> None:
    stranger = Visitor(app.test_client())
    stranger.sign_in("teacher")
    token = stranger.token("/account")
    data = {"file": (io.BytesIO(CSV), "a.csv"), "csrf_token": token}

    assert stranger.client.post(f"{PATH}/resource/new", data=data).status_code == 404
    assert stored_files(settings) == []


def test_visitor_cannot_upload(app: Flask, editor: Visitor, settings: Settings) -> None:
    data = {"file": (io.BytesIO(CSV), "a.csv")}

    answer = app.test_client().post(f"{PATH}/resource/new", data=data)

    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in")
    assert stored_files(settings) == []


def test_other_pages_take_no_large_body(visitor: Visitor) -> None:
    answer = visitor.client.post(
        "/account/sign-in",
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(2_900_000)},
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413


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
