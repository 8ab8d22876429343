"""The lists of records in a JSON document, wherever it keeps them, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portal.tabular.limits import MAX_COLUMNS
from portal.tabular.reading.json_cursor import JsonCursor, as_text
from portal.tabular.reading.records import Columns

Place = tuple[str, ...]
"""The keys that lead to a list; none for a document that is a list."""

_DEEPEST = 5
_MOST_LISTS = 200
_SHOWN_CHARS = 200
_USUAL = {
    *("data", "records", "rows", "items", "results", "features", "value", "values", "entries", "list"),
    *("du_lieu", "dulieu", "danh_sach", "danhsach", "ban_ghi", "ket_qua", "ketqua"),
}


class Lists:
    """Every list of objects or of lists in a document, with the columns of its records.

    `as_record` says what an element of a list is. `beside` holds what is in no list, by place. A document without
    any list of records is one record.
    """

    def __init__(self, cursor: JsonCursor, as_record: Callable[[Any], Any]) -> None:
        self._as_record = as_record
        self.found: dict[Place, Columns] = {}
        self.beside: dict[Place, str] = {}
        self._names: dict[Place, list[str]] = {}
        self._walk(cursor, ())
        cursor.end()

    def of_records(self) -> list[Place]:
        """The places of the lists; those called as records usually are first, then those with most records."""
        places = [place for place, columns in self.found.items() if columns.count and columns.has_records]
        return sorted(places, key=lambda place: (not _is_usual(place), -self.found[place].count))

    def empty(self) -> Place | None:
        """The place of a list that should hold records and holds none."""
        return next((p for p, columns in self.found.items() if not columns.count and _is_usual(p)), None)

    def names_for(self, place: Place, width: int) -> list[str]:
        """What a list beside that of `place` says the cells of its rows are called; empty if none does."""
        beside = (names for other, names in self._names.items() if place and other[:-1] == place[:-1])
        return next((names for names in beside if len(names) == width and all(names)), [])

    def _walk(self, cursor: JsonCursor, place: Place) -> None:
        opening = cursor.peek()
        if opening == "[" and len(self.found) < _MOST_LISTS:
            columns = self.found.setdefault(place, Columns())
            names = self._names.setdefault(place, []) if _is_heading(place) else None
            for record in cursor.values():
                columns.add(self._as_record(record))
                if names is not None and len(names) <= MAX_COLUMNS:
                    names.append(_name(record))
        elif opening == "{" and len(place) < _DEEPEST:
            for key in cursor.members():
                self._walk(cursor, (*place, key))
        else:
            value = as_text(cursor.value())[:_SHOWN_CHARS]
            if len(self.beside) < _MOST_LISTS:
                self.beside[place] = value


def _is_heading(place: Place) -> bool:
    return bool(place) and place[-1].lower() in ("columns", "fields", "header", "headers")


def _name(value: Any) -> str:
    """The name of a column: a text, or an object that says it."""
    found = value.get("name", value.get("id")) if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _is_usual(place: Place) -> bool:
    return bool(place) and place[-1].lower() in _USUAL


def records_at(cursor: JsonCursor, place: Place) -> Iterator[Any]:
    """Every record of the list at `place`, one in memory at a time; of each, where a key comes twice."""
    opening = cursor.peek()
    if opening == "[" and not place:
        yield from cursor.values()
    elif opening == "{" and place:
        for key in cursor.members():
            if key == place[0]:
                yield from records_at(cursor, place[1:])
            else:
                cursor.value()
    else:
        cursor.value()
