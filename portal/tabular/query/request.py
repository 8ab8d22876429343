"""What can be asked of a table. Keys are those of `Column.key`, or `_id`."""

from __future__ import annotations

from dataclasses import dataclass

from portal.tabular.query.expression import Expression

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000

FUNCTIONS = ("count", "sum", "avg", "min", "max", "median", "count_distinct")
"""What an aggregate may compute; `count` of no column counts rows, of a column its filled cells."""

OPERATORS = (
    "exact",
    "not",
    "in",
    "contains",
    "startswith",
    "gt",
    "gte",
    "lt",
    "lte",
    "isnull",
    "notnull",
)
"""The filters that an argument `<key>__<operator>=value` may hold."""

FLAGS = ("isnull", "notnull")
"""The filters that need no value."""


@dataclass(frozen=True)
class Filter:
    """A simple filter, as a page shows it and a link removes it.

    `values` are canonical texts (ISO dates, `1234.5`, `true`): several for `in`, none for `isnull` and
    `notnull`, one for every other operator.
    """

    key: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aggregate:
    """A computed column of a grouped answer; `column` is empty for `count(*)`."""

    function: str
    column: str = ""
    alias: str = ""

    @property
    def key(self) -> str:
        """The key of the result column: the alias, or `count`, `sum_x`."""
        return self.alias or (f"{self.function}_{self.column}" if self.column else self.function)


@dataclass(frozen=True)
class Order:
    """Sort by a column, or by a column of the grouped answer. Empty cells stand last either way."""

    key: str
    descending: bool = False


@dataclass(frozen=True)
class TableQuery:
    """A question. Conditions of `where`, `filters` and `q` all hold.

    Without `group_by` and `aggregates` the answer is rows of the table: the columns of `select`, or all.
    With them it is a row per group. `group_by` holds keys, `year(key)`, `month(key)`, `day(key)` (the first
    day of each) and `bin(key,width)` (the lower bound of each bin).
    """

    select: tuple[str, ...] = ()
    where: Expression | None = None
    filters: tuple[Filter, ...] = ()
    q: str = ""
    group_by: tuple[str, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    order_by: tuple[Order, ...] = ()
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    cursor: str = ""

    @property
    def is_grouped(self) -> bool:
        """Whether the answer is a row per group rather than rows of the table."""
        return bool(self.group_by or self.aggregates)

    @property
    def is_filtered(self) -> bool:
        """Whether rows are left out."""
        return bool(self.where or self.filters or self.q.strip())
