"""The terms of the project's own vocabularies."""

from __future__ import annotations

import pytest

from portal.harvest.terms import Terms, load_synonyms
from portal.metadata.loading import load_schemas
from tests.live import ROOT


@pytest.fixture(scope="session")
def terms() -> Terms:
    """As an import looks them up."""
    folder = ROOT / "catalog_schemas"
    return Terms(load_schemas(folder), load_synonyms(folder / "synonyms.yaml"))
