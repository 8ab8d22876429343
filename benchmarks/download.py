"""Downloads: an original of 1 GB from the real portal, against Flask's plain `send_file` of the same file.

    python -m benchmarks.download [--quick]

Both servers run at once, one gunicorn worker each with the same options, and take turns; each figure is the
median. `--quick` sends 100 MB. The data folder is made in a temporary folder: 2 GB of room.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.report import Figure, print_figure
from benchmarks.server import PeakMemory, Server, serving

_FULL_BYTES, _QUICK_BYTES = 1_000_000_000, 100_000_000
_ROUNDS = 5
_BLOCK_BYTES = 1024 * 1024
_FIRST_BYTE_LIMIT_MS = 100
_MEMORY_LIMIT_MB = 50
_DURATION_BAR = 1.1


@dataclass(frozen=True)
class Target:
    """One of the two that are compared: which server, and the path of the file on it."""

    server: Server
    path: str


@dataclass(frozen=True)
class Transfer:
    """One download: time to the first byte of the body and to the last, in seconds."""

    first_byte_seconds: float
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a figure falls short."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("PORTAL_BENCH_FOLDER")) as folder:
        file = Path(folder) / "nhat-ky-giao-thong.txt"
        digest = _write(file, _QUICK_BYTES if "--quick" in arguments else _FULL_BYTES)
        data_dir = Path(folder) / "data"
        path = _published(data_dir, file)
        environ = {"PORTAL_DATA_DIR": str(data_dir)}
        with (
            serving("wsgi:app", environ) as ours,
            serving("benchmarks.peer_send_file:app", {"PEER_FILE": str(file)}) as peer,
        ):
            figures = compare(Target(ours, path), Target(peer, "/file"), digest)
    for figure in figures:
        print_figure(figure)
    return 0 if all(figure.holds for figure in figures) else 1


def compare(ours: Target, peer: Target, digest: str) -> list[Figure]:
    """Figures of downloads that take turns. The first, untimed one of each must have this SHA-256."""
    for target in (ours, peer):
        hashed = hashlib.sha256()
        size = download(target, hashed.update)[1]
        if hashed.hexdigest() != digest:
            raise RuntimeError(f"{target.path} does not send the file")
    mine: list[Transfer] = []
    theirs: list[Transfer] = []
    with PeakMemory(ours.server) as memory:
        for _ in range(_ROUNDS):
            mine.append(download(ours)[0])
            theirs.append(download(peer)[0])
    name = f"download: {size / 1e6:,.0f} MB original"
    return [
        Figure(name, _median(mine), _median(theirs), bar=_DURATION_BAR, unit="s"),
        Figure(f"{name}, first byte", _first_byte_ms(mine), _FIRST_BYTE_LIMIT_MS),
        Figure(f"{name}, rise of server memory", memory.rise_bytes / 1e6, _MEMORY_LIMIT_MB, unit="MB"),
    ]


def download(target: Target, take: Callable[[bytes], object] = len) -> tuple[Transfer, int]:
    """Fetch the whole file and hand its blocks to `take`; returns the times and the number of bytes."""
    connection = HTTPConnection("127.0.0.1", target.server.port, timeout=120)
    started = time.perf_counter()
    connection.request("GET", target.path)
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{target.path} answers {response.status}")
    block = response.read(1)
    first_byte = time.perf_counter()
    size = 0
    while block:
        size += len(block)
        take(block)
        block = response.read(_BLOCK_BYTES)
    ended = time.perf_counter()
    connection.close()
    return Transfer(first_byte - started, ended - started), size


def _median(transfers: list[Transfer]) -> float:
    return median(transfer.seconds for transfer in transfers)


def _first_byte_ms(transfers: list[Transfer]) -> float:
    return median(transfer.first_byte_seconds * 1000 for transfer in transfers)


def _write(file: Path, size_bytes: int) -> str:
    """Write a text of numbered lines of that size; returns its SHA-256."""
    hashed = hashlib.sha256()
    with file.open("wb") as output:
        for number in range(size_bytes // 100_000):
            block = (
                f"{number:09d} 2026-11-20T07:00:00 nút giao số 17, 42 xe/phút".encode().ljust(99) + b"\n"
            ) * 1000
            hashed.update(block)
            output.write(block)
    return hashed.hexdigest()


def _published(data_dir: Path, file: Path) -> str:
    """Make a portal with the sample city in `data_dir`, add `file` to a record; returns its path."""
    from sqlalchemy import select

    from portal.catalog.addresses import download_path
    from portal.catalog.resources import Upload
    from portal.cli.init import initialize
    from portal.cli.parts import Parts
    from portal.cli.seed import load
    from portal.model import Catalog, Dataset, RecordState
    from portal.settings import Settings

    settings = Settings.load({"PORTAL_DATA_DIR": str(data_dir)})
    parts = Parts(settings)
    initialize(settings, parts.engine)
    load(parts)
    with parts.services() as services:
        is_open = (Dataset.catalog == Catalog.OPEN_DATA, Dataset.state == RecordState.PUBLISHED)
        name = services.unit.session.scalars(select(Dataset.name).where(*is_open).limit(1)).one()
        with file.open("rb") as stream:
            stored = services.ports.storage.put(stream)
        resource = services.resources.add_file(name, {}, Upload(file.name, stored))
        return download_path(name, resource.id, file.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
