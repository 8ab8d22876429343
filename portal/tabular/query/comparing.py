"""Compares two versions of a table: rows are told apart by 128 bits of their hash, then the first are fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from portal.tabular.columns import ROW_ID, Column, ColumnType, Table
from portal.tabular.query.comparison import CellChange, ColumnChange, Comparison, RowChange, RowExample
from portal.tabular.query.conditions import Ask, Sql
from portal.tabular.query.names import identifier
from portal.tabular.query.statements import relation
from portal.tabular.query.values import value_text

MOST_EXAMPLES = 50
_MOMENTS = (ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True)
class _Pair:
    """A column of both versions."""

    old: Column
    new: Column

    def values(self) -> tuple[str, str]:
        """SQL of the old and the new value in one type: their own, the wider of two alike, or text."""
        name, types = identifier(self.new.key), (self.old.type, self.new.type)
        if types[0] is types[1]:
            return name, name
        if all(type_.is_numeric for type_ in types):
            return (f"CAST({name} AS DOUBLE)",) * 2
        if all(type_ in _MOMENTS for type_ in types):
            return (f"CAST({name} AS TIMESTAMP)",) * 2
        return (f"CAST({name} AS VARCHAR)",) * 2

    def differ(self, old: Any, new: Any) -> bool:
        """Whether two cells differ, as `values` are compared."""
        types = (self.old.type, self.new.type)
        if old is None or new is None or types[0] is types[1] or all(t.is_numeric for t in types):
            return bool(old != new)
        if all(type_ in _MOMENTS for type_ in types):
            return bool(_moment(old) != _moment(new))
        return value_text(old) != value_text(new)


def compare(ask: Ask, old: Table, new: Table, key_columns: Sequence[str]) -> Comparison:
    """What changed from the old version to the new; see `Comparison`."""
    before = {column.key: column for column in old.columns}
    pairs = [_Pair(before[column.key], column) for column in new.columns if column.key in before]
    keys = tuple(dict.fromkeys(key_columns))
    shared = {pair.new.key: pair for pair in pairs}
    told = _Comparing(ask, old, new, pairs)
    if keys and all(key in shared for key in keys):
        compared = told.by_key([shared[key] for key in keys])
        if compared is not None:
            return compared
    return told.by_row()


class _Comparing:
    def __init__(self, ask: Ask, old: Table, new: Table, pairs: list[_Pair]) -> None:
        self._ask = ask
        self._old = old
        self._new = new
        self._pairs = pairs

    def by_key(self, keys: list[_Pair]) -> Comparison | None:
        """Rows with the same key are the same row; None where a key stands in two rows of a version."""
        rest = [pair for pair in self._pairs if pair not in keys]
        old, new = (self._hashed(side, keys, rest) for side in (0, 1))
        is_added, is_removed = "old_count = 0", "new_count = 0"
        is_changed = "old_count = 1 AND new_count = 1 AND (differs1 != 0 OR differs2 != 0)"
        ((most, *counts, added, removed, changed_old, changed_new),) = self._ask(
            Sql(f"""SELECT max(greatest(old_count, new_count)),
                count(*) FILTER ({is_added}), count(*) FILTER ({is_removed}), count(*) FILTER ({is_changed}),
                {_first("new_id", is_added)}, {_first("old_id", is_removed)},
                min_by(old_id, new_id, {MOST_EXAMPLES}) FILTER ({is_changed}), {_first("new_id", is_changed)}
            FROM (SELECT count(*) FILTER (is_new) AS new_count, count(*) FILTER (NOT is_new) AS old_count,
                    max(id) FILTER (is_new) AS new_id, max(id) FILTER (NOT is_new) AS old_id,
                    bit_xor(r1) AS differs1, bit_xor(r2) AS differs2
                FROM ({old} UNION ALL {new}) GROUP BY k1, k2)""")
        )
        if (most or 0) > 1:
            return None
        changed = self._changes(keys, changed_old or [], changed_new or [])
        return self._comparison(keys, counts, (added or [], removed or []), changed)

    def by_row(self) -> Comparison:
        """Rows with the same cells are the same row, as often as they stand in both."""
        old, new = (self._hashed(side, self._pairs, []) for side in (0, 1))
        ((added, removed, first_added, first_removed),) = self._ask(
            Sql(f"""SELECT coalesce(sum(more) FILTER (more > 0), 0), coalesce(-sum(more) FILTER (more < 0), 0),
                {_first("new_id", "more > 0")}, {_first("old_id", "more < 0")}
            FROM (SELECT sum(CASE WHEN is_new THEN 1 ELSE -1 END) AS more,
                    max(id) FILTER (is_new) AS new_id, max(id) FILTER (NOT is_new) AS old_id
                FROM ({old} UNION ALL {new}) GROUP BY k1, k2)""")
        )
        return self._comparison([], [added, removed, 0], (first_added or [], first_removed or []), ())

    def _hashed(self, side: int, keys: Sequence[_Pair], rest: Sequence[_Pair]) -> str:
        """Rows of one version: their number, which it is, the hash of the key and that of the rest."""
        table = (self._old, self._new)[side]
        # Versions that share no column share no row; rows that share nothing but their key have not changed.
        key = _values(keys, side) or str(side)
        other = _values(rest, side) or "0"
        return f"""SELECT {ROW_ID} AS id, {bool(side)} AS is_new, hash({key}) AS k1, hash('2', {key}) AS k2,
            hash({other}) AS r1, hash('2', {other}) AS r2 FROM {relation(table)}"""

    def _changes(self, keys: list[_Pair], old_ids: list[int], new_ids: list[int]) -> tuple[RowChange, ...]:
        old, new = self._rows(self._old, old_ids), self._rows(self._new, new_ids)
        return tuple(
            self._change(keys, (old_id, old[old_id]), (new_id, new[new_id]))
            for old_id, new_id in zip(old_ids, new_ids, strict=True)
        )

    def _change(
        self, keys: list[_Pair], old: tuple[int, dict[str, Any]], new: tuple[int, dict[str, Any]]
    ) -> RowChange:
        both = [(pair, old[1][pair.new.key], new[1][pair.new.key]) for pair in self._pairs]
        cells = tuple(CellChange(pair.new.key, a, b) for pair, a, b in both if pair.differ(a, b))
        return RowChange(old[0], new[0], tuple(new[1][pair.new.key] for pair in keys), cells)

    def _rows(self, table: Table, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        if not ids:
            return {}
        keys = [column.key for column in table.columns]
        shown = ", ".join(map(identifier, [ROW_ID, *keys]))
        marks = ", ".join("?" * len(ids))
        found = self._ask(
            Sql(f"SELECT {shown} FROM {relation(table)} WHERE {ROW_ID} IN ({marks})", tuple(ids))
        )
        return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in found}

    def _examples(self, table: Table, ids: Sequence[int]) -> tuple[RowExample, ...]:
        rows = self._rows(table, ids)
        return tuple(RowExample(id, tuple(rows[id].values())) for id in sorted(ids))

    def _comparison(
        self,
        keys: Sequence[_Pair],
        counts: Sequence[int],
        first: tuple[Sequence[int], Sequence[int]],
        changed: tuple[RowChange, ...],
    ) -> Comparison:
        both = {pair.new.key for pair in self._pairs}
        return Comparison(
            key_columns=tuple(pair.new.key for pair in keys),
            columns_added=tuple(c for c in self._new.columns if c.key not in both),
            columns_removed=tuple(c for c in self._old.columns if c.key not in both),
            columns_changed=tuple(
                ColumnChange(p.new, p.old.type, p.new.type) for p in self._pairs if p.old.type != p.new.type
            ),
            rows_added=int(counts[0]),
            rows_removed=int(counts[1]),
            rows_changed=int(counts[2]),
            added=self._examples(self._new, first[0]),
            removed=self._examples(self._old, first[1]),
            changed=changed,
        )


def _values(pairs: Sequence[_Pair], side: int) -> str:
    return ", ".join(pair.values()[side] for pair in pairs)


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _first(id: str, condition: str) -> str:
    return f"min({id}, {MOST_EXAMPLES}) FILTER ({condition})"
