"""Exports are made once, kept within bounds, and end with their readers."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb
import pytest

from portal.errors import Invalid, Unavailable
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.export.copying import CopyLimits, copied
from portal.tabular.export.exporter import MOST_AT_ONCE, Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.kept import PART_SECONDS, KeptFiles
from portal.tabular.export.plan import ExportOptions, Rows
from portal.tabular.export.spool import Reader, Spool
from tests.unit.tabular.export.conftest import content
from tests.unit.tabular.export.stored import large_table

CSV = EXPORTS["csv"]
PLAIN = ExportOptions()
NUMBER = Column("n", "n", ColumnType.INTEGER)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """Some megabytes as CSV."""
    return large_table(tmp_path_factory.mktemp("large"), 200_000)


def files(exporter_folder: Path) -> list[Path]:
    return sorted(path for path in exporter_folder.iterdir() if path.is_file())


def test_the_second_download_is_a_file_with_the_bytes_of_the_first(exporter: Exporter, table: Table) -> None:
    first = exporter.of_table(table, CSV, PLAIN)
    assert first.path is None
    data = content(first)
    second = exporter.of_table(table, CSV, PLAIN)
    assert second.path is not None
    assert second.path.read_bytes() == data


def test_another_version_format_or_option_is_another_file(exporter: Exporter, table: Table) -> None:
    content(exporter.of_table(table, CSV, PLAIN))
    renamed = replace(table, columns=(replace(table.columns[0], name="Tên mới"), table.columns[1]))
    for export in (
        exporter.of_table(replace(table, version="other"), CSV, PLAIN),
        exporter.of_table(table, EXPORTS["tsv"], PLAIN),
        exporter.of_table(table, CSV, ExportOptions(has_mark=True)),
        exporter.of_table(renamed, CSV, PLAIN),
    ):
        assert export.path is None
        content(export)


def test_a_query_is_not_kept(exporter: Exporter, table: Table, tmp_path: Path) -> None:
    content(exporter.of_query(Rows.of_table(table), CSV, PLAIN))
    exporter.wait()
    assert files(tmp_path / "exports") == []


def test_readers_at_the_same_time_share_one_export(exporter: Exporter, table: Table, tmp_path: Path) -> None:
    first, second = (exporter.of_table(table, CSV, PLAIN) for _ in range(2))
    assert len(files(tmp_path / "exports")) == 1
    assert content(second) == content(first)


def test_a_reader_who_leaves_halfway_still_leaves_a_whole_file(exporter: Exporter, table: Table) -> None:
    export = exporter.of_table(table, CSV, PLAIN)
    assert export.stream is not None
    next(export.stream)
    export.stream.close()
    exporter.wait()
    kept = exporter.of_table(table, CSV, PLAIN)
    assert kept.path is not None
    assert kept.path.read_bytes().count(b"\r\n") == table.row_count + 1


def test_one_who_joins_before_the_first_byte_hears_what_went_wrong(
    exporter: Exporter, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_begun, is_joined = threading.Event(), threading.Event()
    heard: list[str] = []

    class Joined(Spool):
        def join(self) -> Reader:
            if is_begun.is_set():
                is_joined.set()
            return super().join()

    def failing(*_given: object) -> Iterator[bytes]:
        is_begun.set()
        assert is_joined.wait(10)
        raise Unavailable("nothing came")
        yield b""

    def ask() -> None:
        try:
            exporter.of_table(table, CSV, PLAIN)
        except Unavailable as error:
            heard.append(str(error))

    monkeypatch.setattr("portal.tabular.export.exporter.Spool", Joined)
    monkeypatch.setattr("portal.tabular.export.exporter.copied", failing)
    askers = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    askers[0].start()
    assert is_begun.wait(10)
    askers[1].start()
    for asker in askers:
        asker.join(10)
    assert heard == ["nothing came", "nothing came"]


def test_a_file_that_cannot_be_kept_is_still_sent(
    exporter: Exporter, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_given: object) -> None:
        raise OSError

    monkeypatch.setattr(KeptFiles, "keep", lost)
    for _ in range(MOST_AT_ONCE + 1):
        assert content(exporter.of_table(table, CSV, PLAIN)).count(b"\r\n") == table.row_count + 1


def test_a_query_ends_with_its_reader(exporter: Exporter, tmp_path: Path) -> None:
    endless = Rows("SELECT range AS n FROM range(10_000_000_000_000)", (NUMBER,))
    export = exporter.of_query(endless, CSV, PLAIN)
    assert export.stream is not None
    assert len(b"".join(islice(export.stream, 3))) > 1000
    export.stream.close()
    exporter.wait()
    assert files(tmp_path / "exports") == []


def test_a_query_that_yields_nothing_ends_with_its_reader(tmp_path: Path) -> None:
    slow = Rows("SELECT sum(a.range * b.range) AS n FROM range(10_000_000) a, range(10_000_000) b", (NUMBER,))
    wanted = threading.Event()
    assert list(copied(slow, CSV.plan(slow, PLAIN), CopyLimits(tmp_path), wanted.is_set)) in ([], [b"n\r\n"])


def test_a_query_that_yields_nothing_is_given_up_in_time(tmp_path: Path) -> None:
    slow = Rows("SELECT sum(a.range * b.range) AS n FROM range(10_000_000) a, range(10_000_000) b", (NUMBER,))
    limits = CopyLimits(tmp_path, first_byte_seconds=0.1)
    with pytest.raises(Unavailable):
        list(copied(slow, CSV.plan(slow, PLAIN), limits))


def test_what_is_wrong_with_a_query_is_raised_before_anything_is_sent(
    exporter: Exporter, tmp_path: Path
) -> None:
    wrong = Rows("SELECT CAST(x AS INTEGER) AS n FROM (VALUES ('không')) v(x)", (NUMBER,))
    with pytest.raises(Invalid) as refused:
        exporter.of_query(wrong, CSV, PLAIN)
    assert "không" not in refused.value.problems[0].message
    exporter.wait()
    assert files(tmp_path / "exports") == []


def test_failures_take_no_slot(exporter: Exporter, table: Table) -> None:
    wrong = Rows("SELECT error('x')::INTEGER AS n", (NUMBER,))
    for _ in range(MOST_AT_ONCE + 1):
        with pytest.raises(duckdb.Error):
            exporter.of_query(wrong, CSV, PLAIN)
    assert content(exporter.of_query(Rows.of_table(table), CSV, PLAIN))


def test_too_many_at_once_are_asked_to_come_back(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.tabular.export.exporter.WAIT_SECONDS", 0.01)
    endless = Rows("SELECT range AS n FROM range(10_000_000_000_000)", (NUMBER,))
    running = [exporter.of_query(endless, CSV, PLAIN) for _ in range(MOST_AT_ONCE)]
    with pytest.raises(Unavailable):
        exporter.of_query(endless, CSV, PLAIN)
    for export in running:
        assert export.stream is not None
        export.stream.close()


def test_a_sort_larger_than_memory_goes_to_disk(tmp_path: Path, table: Table) -> None:
    whole = Rows.of_table(table)
    rows = Rows(f"{whole.sql} ORDER BY ten COLLATE vi DESC", whole.columns, whole.parameters)
    limits = CopyLimits(tmp_path / "sorting", memory_bytes=24 * 1024 * 1024)
    assert b"".join(copied(rows, CSV.plan(rows, PLAIN), limits)).count(b"\r\n") == table.row_count + 1


def test_what_was_longest_unused_goes_first(tmp_path: Path, table: Table) -> None:
    size = len(content(Exporter(tmp_path / "once", 10**9).of_table(table, CSV, PLAIN)))
    small = Exporter(tmp_path / "exports", int(size * 2.5))
    tables = [replace(table, version=f"version {n}") for n in range(3)]
    for at, each in enumerate(tables[:2]):
        content(small.of_table(each, CSV, PLAIN))
        small.wait()
        os.utime(files(tmp_path / "exports")[0], (at, at))
    content(small.of_table(tables[2], CSV, PLAIN))
    small.wait()
    assert len(files(tmp_path / "exports")) == 2
    assert small.of_table(tables[2], CSV, PLAIN).path is not None


def test_a_file_larger_than_all_room_is_not_kept(tmp_path: Path, table: Table) -> None:
    tiny = Exporter(tmp_path / "exports", 1000)
    assert len(content(tiny.of_table(table, CSV, PLAIN))) > 1000
    tiny.wait()
    assert files(tmp_path / "exports") == []


def test_what_a_crash_left_behind_is_cleaned(exporter: Exporter, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    old, young = folder / "a.part", folder / "b.part"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    long_ago = young.stat().st_mtime - PART_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    exporter.clean()
    assert files(folder) == [young]


def test_a_full_disk_is_said_before_it_is_full(
    exporter: Exporter, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.tabular.export.kept.LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(Unavailable):
        exporter.of_table(table, CSV, PLAIN)
