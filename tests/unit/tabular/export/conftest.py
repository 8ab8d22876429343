"""An exporter with a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.tabular.columns import Table
from portal.tabular.export.exporter import Export, Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.plan import ExportOptions

Exported = Callable[..., bytes]


def content(export: Export) -> bytes:
    """All bytes of an export."""
    if export.path is not None:
        return export.path.read_bytes()
    assert export.stream is not None
    return b"".join(export.stream)


@pytest.fixture
def exporter(tmp_path: Path) -> Iterator[Exporter]:
    made = Exporter(tmp_path / "exports", 50_000_000)
    yield made
    made.wait()


@pytest.fixture
def exported(exporter: Exporter) -> Exported:
    """The bytes of a table in a format."""

    def export(table: Table, code: str, **options: bool) -> bytes:
        return content(exporter.of_table(table, EXPORTS[code], ExportOptions(**options)))

    return export
