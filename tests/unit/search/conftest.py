"""An index in a fresh folder, and a short way to fill one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from portal.search.analysis import Analyzer, load_abbreviations
from portal.search.protocol import SearchDocument
from portal.search.whoosh_index import WhooshIndex

ABBREVIATIONS = Path(__file__).parents[3] / "catalog_schemas" / "abbreviations.yaml"
Indexed = Callable[..., WhooshIndex]


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """The analyser with the abbreviations of the portal."""
    return Analyzer(load_abbreviations(ABBREVIATIONS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index goes; does not exist yet."""
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path, analyzer: Analyzer) -> WhooshIndex:
    """An index nothing was written to yet."""
    return WhooshIndex(folder, analyzer)


@pytest.fixture
def indexed(index: WhooshIndex) -> Indexed:
    """Index records: `indexed(first, second, …)`; a bare text is a title, and its own id."""

    def fill(*records: SearchDocument | str) -> WhooshIndex:
        index.index(
            [SearchDocument(record, record) if isinstance(record, str) else record for record in records]
        )
        return index

    return fill


@pytest.fixture
def found(index: WhooshIndex) -> Callable[[str], Sequence[str]]:
    """The ids that a text finds, best first: `found("bản đồ")`."""
    from portal.search.protocol import SearchQuery

    return lambda text: list(index.search(SearchQuery(text)).ids)
