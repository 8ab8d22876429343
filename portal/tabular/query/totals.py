"""Exact totals, remembered: a version of a table never changes, so neither does a count over it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from portal.tabular.columns import Table
from portal.tabular.query.conditions import Sql

_MOST = 2000
_MAX_CHARS = 10_000


class Totals:
    """The last counts of this process, by version and condition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Any, ...], int] = OrderedDict()

    def get(self, table: Table, sql: Sql, count: Callable[[], int]) -> int:
        """The known total, or that of `count`, which is then known."""
        # 1, 1.0 and True are equal as keys, but not to SQL.
        key = (table.version, sql.text, repr(sql.parameters))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        total = count()
        if len(key[1]) + len(key[2]) <= _MAX_CHARS:
            with self._lock:
                self._known[key] = total
                while len(self._known) > _MOST:
                    self._known.popitem(last=False)
        return total
