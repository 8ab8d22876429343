"""A web upload written straight into the store by Werkzeug's form parser."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import IO

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from portal.errors import TooLarge
from portal.storage.local import LocalStorage
from portal.storage.protocol import Incoming

DATA = os.urandom(300_000)


def upload(storage: LocalStorage, *, limit_bytes: int | None = None) -> Request:
    class Upload(Request):
        def _get_file_stream(self, *args: object, **kwargs: object) -> IO[bytes]:
            return storage.incoming(limit_bytes=limit_bytes)

    builder = EnvironBuilder(method="POST", data={"title": "Trường học", "file": (io.BytesIO(DATA), "a.csv")})
    return Upload(builder.get_environ())


def test_uploaded_bytes_can_be_read_then_committed(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    with upload(storage) as request:
        file = request.files["file"]
        assert file.read(10) == DATA[:10]
        assert isinstance(file.stream, Incoming)
        stored = file.stream.commit()
    assert stored.key == hashlib.sha256(DATA).hexdigest()
    assert storage.exists(stored.key)


def test_upload_nobody_committed_is_gone_when_the_request_ends(tmp_path: Path) -> None:
    with upload(LocalStorage(tmp_path)) as request:
        assert request.files["file"].filename == "a.csv"
        assert len(list(tmp_path.rglob("incoming/*"))) == 1
    assert not list(tmp_path.rglob("incoming/*"))


def test_upload_past_the_limit_stops_while_it_arrives(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        _ = upload(LocalStorage(tmp_path), limit_bytes=100_000).files
    assert not list(tmp_path.rglob("incoming/*"))
