"""Uploads: streamed to where they stay, checked against their name, nothing left behind when refused."""

from __future__ import annotations

import hashlib
import html
import io
import tracemalloc
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.settings import Settings
from tests.uploading import CSV, PATH, stored_files, upload, versions
from tests.visitors import LIMIT_BYTES, Visitor


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
