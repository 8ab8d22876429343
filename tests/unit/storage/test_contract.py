"""What every storage adapter promises. A new adapter joins `ADAPTERS` and must pass all of it."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import NotFound, TooLarge
from portal.storage.local import LocalStorage
from portal.storage.protocol import Storage

ADAPTERS: dict[str, Callable[[Path], Storage]] = {"local": LocalStorage}
NO_KEYS = ["", "abc", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "/" + "0" * 63]


@pytest.fixture(params=ADAPTERS)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return ADAPTERS[request.param](tmp_path / "files")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_put_returns_hash_and_size(storage: Storage) -> None:
    stored = storage.put(io.BytesIO(b"xin ch\xc3\xa0o"))
    assert stored.key == sha256(b"xin ch\xc3\xa0o")
    assert stored.size_bytes == 9


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=5000))
def test_what_was_put_can_be_read_back(storage: Storage, data: bytes) -> None:
    key = storage.put(io.BytesIO(data)).key
    with storage.open(key) as file:
        assert file.read() == data


def test_put_takes_what_the_stream_still_holds(storage: Storage) -> None:
    stream = io.BytesIO(b"headbody")
    stream.seek(4)
    assert storage.put(stream).key == sha256(b"body")


def test_reader_can_seek(storage: Storage) -> None:
    key = storage.put(io.BytesIO(b"0123456789")).key
    with storage.open(key) as file:
        file.seek(7)
        assert file.read() == b"789"


def test_same_bytes_are_kept_once(storage: Storage) -> None:
    first, second = storage.put(io.BytesIO(b"same")), storage.put(io.BytesIO(b"same"))
    assert first == second
    assert list(storage.keys()) == [first.key]


def test_same_bytes_may_arrive_from_many_threads_at_once(storage: Storage) -> None:
    data = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        keys = {stored.key for stored in pool.map(lambda _: storage.put(io.BytesIO(data)), range(24))}
    assert keys == {sha256(data)}
    with storage.open(sha256(data)) as file:
        assert file.read() == data


def test_a_file_as_large_as_the_limit_is_kept(storage: Storage) -> None:
    assert storage.put(io.BytesIO(b"12345"), limit_bytes=5).size_bytes == 5


def test_a_file_past_the_limit_is_refused_and_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as refusal:
        storage.put(io.BytesIO(b"x" * 3_000_000), limit_bytes=2_000_000)
    assert refusal.value.limit_bytes == 2_000_000
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_stream_that_breaks_off_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        storage.put(Broken())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("key", [*NO_KEYS, "0" * 64])
def test_unknown_and_malformed_keys_are_not_found(storage: Storage, key: str) -> None:
    assert not storage.exists(key)
    with pytest.raises(NotFound):
        storage.open(key)
    with pytest.raises(NotFound):
        storage.path(key)
    storage.delete(key)


def test_path_is_where_the_bytes_lie(storage: Storage) -> None:
    path = storage.path(storage.put(io.BytesIO(b"here")).key)
    assert path is None or path.read_bytes() == b"here"


def test_deleted_file_is_gone(storage: Storage) -> None:
    key = storage.put(io.BytesIO(b"gone")).key
    assert storage.exists(key)
    storage.delete(key)
    assert not storage.exists(key)
    assert list(storage.keys()) == []


def test_keys_of_an_empty_store(storage: Storage) -> None:
    assert list(storage.keys()) == []


def test_incoming_file_is_kept_by_commit(storage: Storage) -> None:
    file = storage.incoming()
    file.write(b"first ")
    file.write(bytearray(b"second"))
    file.seek(0)
    assert file.read(5) == b"first"
    stored = file.commit()
    assert stored == file.commit()
    assert stored.key == sha256(b"first second")
    assert file.closed


def test_uncommitted_file_is_not_in_the_store(storage: Storage) -> None:
    with storage.incoming() as file:
        file.write(b"half")
        file.flush()
        assert not storage.exists(sha256(b"half"))
        assert list(storage.keys()) == []


@pytest.mark.parametrize("end", ["close", "discard"])
def test_closing_uncommitted_leaves_nothing(storage: Storage, tmp_path: Path, end: str) -> None:
    file = storage.incoming()
    file.write(b"half")
    getattr(file, end)()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_discard_after_commit_keeps_the_file(storage: Storage) -> None:
    file = storage.incoming()
    file.write(b"kept")
    key = file.commit().key
    file.discard()
    assert storage.exists(key)


def test_incoming_file_is_written_at_its_end_only(storage: Storage) -> None:
    with storage.incoming() as file:
        file.write(b"hashed")
        file.seek(2)
        with pytest.raises(io.UnsupportedOperation):
            file.write(b"changed")
        with pytest.raises(io.UnsupportedOperation):
            file.truncate(0)
        file.seek(0, io.SEEK_END)
        file.write(b"!")
        assert file.commit().key == sha256(b"hashed!")


def test_clean_removes_only_what_is_old(storage: Storage) -> None:
    file = storage.incoming()
    file.write(b"still coming")
    file.flush()
    kept = storage.put(io.BytesIO(b"kept"))
    assert storage.clean() == 0
    assert storage.clean(timedelta(seconds=-5)) == 1
    assert storage.exists(kept.key)
    file.discard()


def test_clean_of_an_empty_store(storage: Storage) -> None:
    assert storage.clean() == 0
