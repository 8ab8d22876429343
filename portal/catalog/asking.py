"""SQL over public tables: which names mean which table, and which tables there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.access.visibility import known, may_see_files
from portal.catalog.pages.sql import OpenTable, SqlAnswer, SqlTable
from portal.catalog.searching import Searching, SearchRequest
from portal.catalog.tables import FoundTable, Tables
from portal.catalog.unit import Unit
from portal.errors import Gone, NotFound, Problem, Unavailable
from portal.model import Dataset, RecordState, Resource, ResourceTable
from portal.tabular.columns import Table
from portal.tabular.sql.pool import SqlPool
from portal.tabular.sql.refusals import UnknownTables, unknown_table

MOST_TABLES = 12
"""Tables that the page lists."""
_SEARCHED = "100"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ALIAS = re.compile(r"(.+?)(?:\.([1-9]\d{0,3}))?")


class Asking:
    """Runs statements. The unit is of nobody in particular, so that drafts do not exist here.

    A table is named by the id of its resource, by `<dataset>` for the first table of a dataset, or by
    `<dataset>.<n>` for its n-th. Underscores may stand for the hyphens of a dataset's name.
    """

    def __init__(self, unit: Unit, tables: Tables, searching: Searching, pool: SqlPool) -> None:
        self._unit = unit
        self._tables = tables
        self._searching = searching
        self._pool = pool

    def run(self, sql: str) -> SqlAnswer:
        """The first rows of `sql`.

        Raises `Invalid`, `UnknownTables` for those the public may not read, and `Unavailable`.
        """
        used: dict[str, FoundTable] = {}

        def tables_of(names: tuple[str, ...]) -> dict[str, Table]:
            used.update(self._found(names))
            return {name: found.table for name, found in used.items()}

        result = self._pool.run(sql, tables_of)
        opened = {found.resource.id: self._open(found) for found in used.values()}
        return SqlAnswer(result, tuple(opened.values()))

    def table(self, resource_id: str) -> OpenTable | None:
        """The table of a resource, None where there is none for everybody, or none yet."""
        try:
            return self._open(self._tables.find(resource_id))
        except (NotFound, Gone, Unavailable):
            return None

    def tables(self, text: str = "") -> tuple[SqlTable, ...]:
        """Tables of the datasets that a search for `text` finds; without a text, in the order of titles."""
        if not text.strip():
            return self._listed(None)
        request = SearchRequest.parse({"q": [text], "state": ["published"], "per_page": [_SEARCHED]})
        names = [card.name for card in self._searching.page(request).cards]
        places = {name: place for place, name in enumerate(names)}
        return tuple(sorted(self._listed(names), key=lambda table: places[table.dataset_name]))

    def _found(self, names: Sequence[str]) -> dict[str, FoundTable]:
        found: dict[str, FoundTable] = {}
        problems: list[Problem] = []
        for name in names:
            try:
                found[name] = self._tables.find(self._resource_id(name))
            except (NotFound, Gone):
                problems.append(unknown_table(name))
        if problems:
            raise UnknownTables(problems)
        return found

    def _resource_id(self, name: str) -> str:
        """The resource that `name` means. Raises `NotFound`."""
        name = name.lower()
        if _ID.fullmatch(name):
            return name
        match = _ALIAS.fullmatch(name)
        dataset, number = (match[1], int(match[2] or 1)) if match else (name, 1)
        for spelling in dict.fromkeys((dataset, dataset.replace("_", "-"))):
            query = self._with_table().where(Dataset.name == spelling).offset(number - 1).limit(1)
            resource: Resource | None = self._unit.session.scalar(query)
            if resource is not None:
                return resource.id
        raise NotFound(name)

    def _listed(self, names: list[str] | None) -> tuple[SqlTable, ...]:
        query = self._with_table().where(Dataset.state == RecordState.PUBLISHED)
        if names is not None:
            query = query.where(Dataset.name.in_(names))
        found = self._unit.session.scalars(query.limit(10 * MOST_TABLES))
        seen = [resource for resource in found if may_see_files(self._unit.identity, resource.dataset)]
        numbers: dict[str, int] = {}
        made = []
        for resource in seen[:MOST_TABLES]:
            number = numbers[resource.dataset_id] = numbers.get(resource.dataset_id, 0) + 1
            made.append(_table(resource, number))
        return tuple(made)

    def _open(self, found: FoundTable) -> OpenTable:
        of_record = self._with_table().where(Resource.dataset_id == found.dataset.id)
        ids = [resource.id for resource in self._unit.session.scalars(of_record)]
        number = ids.index(found.resource.id) + 1 if found.resource.id in ids else 0
        table = _table(found.resource, number)
        return OpenTable(table, found.table.columns, found.table.row_count, found.profile)

    def _with_table(self) -> Select[Any]:
        """SQL: resources that have a table, of one dataset after the other, in the order of their pages."""
        has_table = (
            Resource.removed_at.is_(None),
            Resource.table_version_id.in_(select(ResourceTable.version_id)),
        )
        query = select(Resource).join(Resource.dataset).options(joinedload(Resource.dataset))
        query = query.where(known(self._unit.identity), *has_table)
        return query.order_by(
            Dataset.title_key, Dataset.id, Resource.position, Resource.created_at, Resource.id
        )


def _table(resource: Resource, number: int) -> SqlTable:
    record = resource.dataset
    alias = resource.id if number == 0 else record.name if number == 1 else f"{record.name}.{number}"
    return SqlTable(resource.id, alias, resource.label, record.name, record.label)
