"""Addresses of views of a table: the whole state is in the query, in the grammar of the API."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from portal.catalog.exploring import question_of
from portal.tabular.query.arguments import to_arguments
from portal.tabular.query.request import FLAGS, Filter, Order, TableQuery
from portal.web.links import link, pairs_url

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableAddress:
    """The page of a resource with a question: every link of the explorer is one change of it.

    `path` is that of the page without language, `resource_id` the one the API knows it by.
    """

    path: str
    resource_id: str
    query: TableQuery

    def to(self, query: TableQuery | None = None, /, **more: str | int) -> str:
        """The first page of a question, of this one if none is given; `more` are arguments of the page."""
        return pairs_url(self.path, [*self.arguments(query), *((k, str(v)) for k, v in more.items())])

    def arguments(self, query: TableQuery | None = None) -> Pairs:
        """The question as arguments: hidden fields of a form."""
        return tuple(to_arguments(question_of(query or self.query)))

    def sorted_by(self, key: str, *, descending: bool) -> str:
        """The same rows in another order."""
        return self.to(replace(self.query, order_by=(Order(key, descending),)))

    def unsorted(self) -> str:
        """The same rows in the order of the file."""
        return self.to(replace(self.query, order_by=()))

    def without(self, keys: Collection[str], operators: Collection[str] = ()) -> TableQuery:
        """The question without the filters of some columns, or without some of these."""
        kept = (
            f for f in self.query.filters if f.key not in keys or (operators and f.operator not in operators)
        )
        return replace(self.query, filters=tuple(kept))

    def only(self, key: str, value: str) -> str:
        """Only rows with this value in the column."""
        rest = self.without([key])
        return self.to(replace(rest, filters=(*rest.filters, Filter(key, "in", (value,)))))

    def flagged(self, key: str, flag: str) -> str:
        """Only rows where the column is empty (`isnull`) or filled (`notnull`)."""
        rest = self.without([key], FLAGS)
        return self.to(replace(rest, filters=(*rest.filters, Filter(key, flag))))

    def hidden(self, key: str, shown: Collection[str]) -> str:
        """The same without one column."""
        return self.to(replace(self.query, select=tuple(each for each in shown if each != key)))

    def cleared(self) -> str:
        """All rows, the same columns in the same order."""
        return self.to(replace(self.query, filters=(), where=None, q=""))

    def api(self, page: int, per_page: int) -> str:
        """The same page of rows for a program."""
        paged = replace(question_of(self.query), limit=per_page, offset=(page - 1) * per_page)
        return api_path(self.resource_id, "rows", to_arguments(paged))

    def export(self, code: str) -> str:
        """All rows of the question as a file."""
        return link(api_path(self.resource_id, f"export.{code}", self.arguments()))


def api_path(resource_id: str, name: str, pairs: Collection[tuple[str, str]]) -> str:
    """The path of a call with its query, without language."""
    query = "?" + urlencode(list(pairs), errors="replace") if pairs else ""
    return f"/api/v1/resources/{resource_id}/{name}{query}"
