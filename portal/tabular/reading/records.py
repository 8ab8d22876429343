"""Records of unlike shape as rows: which columns they need together, and what each puts into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.tabular.limits import MAX_COLUMNS
from portal.tabular.reading.json_cursor import as_text

Path = tuple[str, ...]
"""Where a value stands in its record: the keys that lead to it."""

VALUE: Path = ("gia_tri",)
"""The column of a record that is no object."""

_DEEPEST = 4
_MOST_SHAPES = 1_000
_FEATURE_ROOTS = ("id", "geometry")


class Columns:
    """The columns of all records seen, in the order in which they first appear.

    An object within a record becomes columns of its own (`dia_chi.quan`); where that would be more columns than
    a table may have, it stays one column of JSON text, as lists always do. Features of GeoJSON give their
    properties by name, and their geometry under `geometry`.
    """

    def __init__(self) -> None:
        self.count = 0
        self.list_count = 0
        self.has_records = False
        self._features = self.width = 0
        self._shapes: set[tuple[str, ...]] = set()
        self._paths: dict[Path, None] = {}
        self._tops: dict[str, None] = {}

    def add(self, record: Any) -> None:
        """Take in one more record."""
        self.count += 1
        if (
            type(record) is dict
            and record.get("type") != "Feature"
            and dict not in map(type, record.values())
        ):
            # Most records are flat and alike.
            shape = tuple(record)
            if shape in self._shapes:
                return
            if len(self._shapes) < _MOST_SHAPES:
                self._shapes.add(shape)
        if isinstance(record, list):
            self.list_count += 1
            self.width = max(self.width, len(record))
        self.has_records = self.has_records or isinstance(record, dict | list)
        self._features += is_feature(record)
        for path, _value in _flattened(_as_object(record)):
            if len(self._tops) <= MAX_COLUMNS:
                self._tops.setdefault(path[0])
            if len(self._paths) <= MAX_COLUMNS:
                self._paths.setdefault(path)

    @property
    def are_rows(self) -> bool:
        """Whether the records are lists of cells, without names."""
        return self.list_count > self.count / 2

    @property
    def are_features(self) -> bool:
        """Whether every record is a feature of GeoJSON."""
        return self.count > 0 and self._features == self.count

    def rows(self, records: Iterable[Any]) -> Iterator[list[str]]:
        """The names, then one row for each of the records, which are those added."""
        if self.are_rows:
            yield from (
                [as_text(cell) for cell in r] if isinstance(r, list) else [as_text(r)] for r in records
            )
            return
        is_flat = len(self._paths) <= MAX_COLUMNS
        paths = self._ordered(list(self._paths) if is_flat else [(top,) for top in self._tops], is_flat)
        yield [as_text(self._name(path, paths)) for path in paths]
        tops = [path[0] if len(path) == 1 else None for path in paths]
        for record in records:
            values = _as_object(record)
            if is_flat and dict in map(type, values.values()):
                leaves = dict(_flattened(values))
                yield [as_text(leaves.get(path)) for path in paths]
            else:
                yield [as_text(values.get(top)) if top is not None else "" for top in tops]

    def _ordered(self, paths: list[Path], is_flat: bool) -> list[Path]:
        if not self.are_features:
            return paths
        dropped = (("type",), ("properties",)) if is_flat else (("type",),)
        paths = [path for path in paths if path not in dropped]
        return sorted(paths, key=lambda path: (path != ("id",), path == ("geometry",)))

    def _name(self, path: Path, paths: list[Path]) -> str:
        is_property = self.are_features and len(path) > 1 and path[0] == "properties"
        if is_property and not (len(path) == 2 and path[1] in _FEATURE_ROOTS and path[1:] in paths):
            return ".".join(path[1:])
        return ".".join(path)


def is_feature(record: Any) -> bool:
    """Whether `record` is a feature of GeoJSON (RFC 7946 §3.2)."""
    return isinstance(record, dict) and record.get("type") == "Feature" and "geometry" in record


def _as_object(record: Any) -> dict[str, Any]:
    return record if isinstance(record, dict) else {VALUE[0]: record}


def _flattened(record: dict[str, Any], above: Path = ()) -> Iterator[tuple[Path, Any]]:
    is_whole = not above and is_feature(record)
    for key, value in record.items():
        path = (*above, key)
        if (
            isinstance(value, dict)
            and value
            and len(path) < _DEEPEST
            and not (is_whole and key == "geometry")
        ):
            yield from _flattened(value, path)
        else:
            yield path, value
