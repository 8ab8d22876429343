"""No query per row: a page asks the database as often for 200 records as for few, and never often."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select

from benchmarks.city import fill
from portal.access.identity import ANONYMOUS, SYSTEM
from portal.catalog.lists import ListRequest
from portal.catalog.memo import Memo
from portal.catalog.searching import SearchRequest
from portal.model import Catalog, Dataset, Organization, RecordState
from portal.services import Services
from tests.factories import City
from tests.integration.catalog.conftest import settings_in


def dataset(services: Services) -> object:
    query = select(Dataset.name).where(
        Dataset.catalog == Catalog.OPEN_DATA, Dataset.state == RecordState.PUBLISHED
    )
    name = services.unit.session.scalars(query.order_by(Dataset.id)).first()
    assert name is not None
    return services.reading.dataset(name)


def agency(services: Services) -> object:
    busiest = services.unit.session.scalars(select(Organization.name).order_by(Organization.id)).first()
    assert busiest is not None
    return services.organizations.page(busiest)


PAGES: dict[str, tuple[Callable[[Services], object], int]] = {
    "search": (lambda s: s.searching.page(SearchRequest.parse({"q": [""]})), 12),
    "search in a list": (lambda s: s.searching.page(SearchRequest.parse({"catalog": ["open-data"]})), 12),
    "dataset": (dataset, 22),
    "open-data list": (lambda s: s.lists.page(ListRequest("open-data")), 14),
    "list with a filter": (lambda s: s.lists.page(ListRequest("open-data", state="published")), 14),
    "list with words": (lambda s: s.lists.page(ListRequest("open-data", text="a")), 16),
    "database list": (lambda s: s.lists.page(ListRequest("city-databases")), 14),
    "home": (lambda s: s.home.page(), 20),
    "agencies": (lambda s: s.organizations.all(), 10),
    "agency": (agency, 22),
    "desk": (lambda s: s.desk.page("all"), 14),
    "list document": (lambda s: list(s.lists.document(ListRequest("open-data"))), 20),
    "list table": (lambda s: list(s.lists.table(ListRequest("open-data"))[1]), 16),
}
"""Each page with the most statements it may send on cold caches."""


@contextmanager
def counted(city: City) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(city.engine, "before_cursor_execute", note)
    yield statements
    event.remove(city.engine, "before_cursor_execute", note)


def statements_of(city: City, page: Callable[[Services], object]) -> int:
    """How many statements a page sends on cold caches."""
    identity = SYSTEM if page is PAGES["desk"][0] else ANONYMOUS
    with city.sessions() as session, counted(city) as statements:
        page(Services(replace(city.ports, memo=Memo()), session, identity, city.clock))
    return len(statements)


def sent_by(database: Path, folder: Path, size: int) -> dict[str, int]:
    """The statements of every page in a city with `size` records."""
    shutil.copy(database, folder / "portal.db")
    city = City(settings_in(folder))
    with city.sessions.begin() as session:
        fill(session, city.ports.schemas, size)
    with city.indexing() as indexing:
        indexing.rebuild()
    sent = {name: statements_of(city, page) for name, (page, _) in PAGES.items()}
    city.engine.dispose()
    return sent


def test_pages_send_few_statements_and_as_many_for_more_records(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ten, few, many = (sent_by(empty_database, tmp_path_factory.mktemp("city"), n) for n in (10, 100, 200))

    # Among ten records none was used lately: an empty box asks for no cards.
    assert {name: (few[name], n) for name, n in many.items() if n > few[name]} == {}
    assert {name: (ten[name], n) for name, n in many.items() if n > ten[name]}.keys() <= {"home"}
    assert {name: n for name, n in many.items() if n > PAGES[name][1]} == {}
