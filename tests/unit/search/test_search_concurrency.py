"""Several threads and processes at one index, some of them dying."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.errors import Unavailable
from portal.search.analysis import Analyzer
from portal.search.protocol import SearchDocument, SearchQuery
from portal.search.whoosh_index import WhooshIndex

WRITE_ON_AND_ON = """
import sys
from pathlib import Path
from portal.search.analysis import Analyzer
from portal.search.protocol import SearchDocument
from portal.search.whoosh_index import WhooshIndex

index = WhooshIndex(Path(sys.argv[1]), Analyzer())
for turn in range(int(sys.argv[2])):
    records = [SearchDocument(str(n), f"Bản đồ giao thông {turn}", stamp=str(turn)) for n in range(40)]
    index.rebuild(records) if turn % 5 == 4 else index.index(records[turn % 7 :: 3])
    print(turn, flush=True)
"""


def _writer(folder: Path, turns: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-c", WRITE_ON_AND_ON, str(folder), str(turns)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


@pytest.fixture
def shared(folder: Path) -> WhooshIndex:
    """An index with forty records."""
    index = WhooshIndex(folder, Analyzer())
    index.rebuild(SearchDocument(str(n), "Bản đồ giao thông", facets={"f": (str(n),)}) for n in range(40))
    return index


def test_threads_read_rightly_while_another_process_writes_and_rebuilds(
    shared: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.search.views._CHECK_SECONDS", 0.01)
    process = _writer(folder, 20)

    def read(number: int) -> int:
        reads = 0
        while process.poll() is None:
            text = ("bản đồ", "giao thong", "", '"giao thông"', "bản dồ")[reads % 5]
            result = shared.search(SearchQuery(text, facets=("f",), sort=("relevance", "title")[number % 2]))
            assert (result.total, len(set(result.ids))) == (40, 20)
            reads += 1
        return reads

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(read, range(4))) > 100
    assert process.wait() == 0
    assert set(shared.stamps().values()) == {"19"}
    process.communicate()


def test_a_killed_writer_leaves_an_index_that_opens_and_can_be_written(
    shared: WhooshIndex, folder: Path
) -> None:
    for pause in (0.0, 0.011, 0.023, 0.037, 0.05):
        process = _writer(folder, 1000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        reopened = WhooshIndex(folder, Analyzer())
        assert reopened.is_ready()
        assert reopened.search(SearchQuery("bản đồ")).total == 40
        reopened.index([SearchDocument("0", "Bản đồ mới")])
        assert reopened.search(SearchQuery("mới")).ids == ("0",)


def test_writers_wait_for_each_other(folder: Path) -> None:
    def write(number: int) -> None:
        WhooshIndex(folder, Analyzer()).index([SearchDocument(str(number), "Bản đồ")])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(12)))
    assert WhooshIndex(folder, Analyzer()).search(SearchQuery()).total == 12


def test_an_update_during_a_rebuild_is_applied_to_the_new_index(shared: WhooshIndex, folder: Path) -> None:
    with ThreadPoolExecutor(1) as thread:

        def documents():  # type: ignore[no-untyped-def]
            yield SearchDocument("1", "Cũ")
            update = SearchDocument("1", "Mới")
            waiting.append(thread.submit(WhooshIndex(folder, Analyzer()).index, [update]))
            yield SearchDocument("2", "Khác")

        waiting: list[object] = []
        shared.rebuild(documents())
    assert set(shared.search(SearchQuery()).ids) == {"1", "2"}
    assert shared.search(SearchQuery("mới")).ids == ("1",)


def test_waiting_for_the_lock_ends(shared: WhooshIndex, folder: Path) -> None:
    impatient = WhooshIndex(folder, Analyzer(), lock_timeout_seconds=0.05)

    def documents():  # type: ignore[no-untyped-def]
        with pytest.raises(Unavailable):
            impatient.delete(["1"])
        yield SearchDocument("1", "Cũ")

    shared.rebuild(documents())
    assert shared.search(SearchQuery()).total == 1
