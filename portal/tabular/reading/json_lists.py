"""The lists of records in a JSON document, wherever it keeps them, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.tabular.reading.json_cursor import JsonCursor, as_text
from portal.tabular.reading.records import Columns

Place = tuple[str, ...]
"""The keys that lead to a list; none for a document that is a list."""

_DEEPEST = 5
_MOST_LISTS = 200
_SHOWN_CHARS = 200


class Lists:
    """Every list of objects or of lists in a document, with the columns of its records.

    `beside` holds what is in no list, by place. A document without any list of records is one record.
    """

    def __init__(self, cursor: JsonCursor) -> None:
        self.found: dict[Place, Columns] = {}
        self.beside: dict[Place, str] = {}
        self._walk(cursor, ())
        cursor.end()

    def of_records(self) -> list[Place]:
        """The places of the lists, that with most records first."""
        places = [place for place, columns in self.found.items() if columns.count and columns.has_records]
        return sorted(places, key=lambda place: -self.found[place].count)

    def _walk(self, cursor: JsonCursor, place: Place) -> None:
        opening = cursor.peek()
        if opening == "[" and len(self.found) < _MOST_LISTS:
            columns = self.found.setdefault(place, Columns())
            for _element in cursor.elements():
                columns.add(cursor.value())
        elif opening == "{" and len(place) < _DEEPEST:
            for key in cursor.members():
                self._walk(cursor, (*place, key))
        else:
            value = as_text(cursor.value())[:_SHOWN_CHARS]
            if len(self.beside) < _MOST_LISTS:
                self.beside[place] = value


def records_at(cursor: JsonCursor, place: Place) -> Iterator[Any]:
    """Every record of the list at `place`, one in memory at a time; of each, where a key comes twice."""
    opening = cursor.peek()
    if opening == "[" and not place:
        for _element in cursor.elements():
            yield cursor.value()
    elif opening == "{" and place:
        for key in cursor.members():
            if key == place[0]:
                yield from records_at(cursor, place[1:])
            else:
                cursor.value()
    else:
        cursor.value()
