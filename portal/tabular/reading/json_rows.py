"""Rows of JSON, NDJSON and GeoJSON: a record a row, nested objects as columns, numbers as written.

Two passes over the file, so that any number of records fits: the first finds the columns, the second the rows.
Own code instead of a data frame, which would change numbers and hold everything in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.cells import Cells
from portal.tabular.reading.encoding import choose_encoding
from portal.tabular.reading.json_cursor import LONGEST_VALUE, JsonCursor, as_text, decoded, too_long
from portal.tabular.reading.json_lists import Lists, Place, records_at
from portal.tabular.reading.records import Columns
from portal.tabular.reading.source import Region, SourceReport
from portal.tabular.reading.survey import survey

_SHOWN = 10
_USUAL = ("type", "name", "crs", "bbox")
"""What a collection of features holds beside them that says nothing more (RFC 7946, GeoJSON 2008)."""

_DEGREES = re.compile(r"(?:CRS84|EPSG:(?::|\d*:)?4326)\b")
_POSITION = re.compile(r'"coordinates":\[+(-?[\d.]+)[^,\]]*,(-?[\d.]+)')


class JsonRows:
    """The records of the file at `path`: its lines, its list, the longest list inside it, or itself.

    Where the document holds several lists, `options.member` says which, as `ket_qua.ban_ghi`.
    """

    merged: tuple[Region, ...] = ()

    def __init__(self, path: Path, code: str, options: ReadingOptions) -> None:
        self._path, self._format = path, code
        self._chosen = choose_encoding(path, survey(path), options.encoding)
        self._cells = Cells(self._chosen.encoding.finish)
        self._place: Place | None = None
        self._lists: Lists | None = None
        self._columns = Columns()
        self._first_geometry = ""
        if code != "ndjson":
            with self._text() as text:
                self._lists = Lists(JsonCursor(text), self._as_record)
            self._choose(self._lists, options.member)
        if self._place is None:
            for record in self._records():
                self._columns.add(record)
        self._names = self._names_beside()
        self.has_names = bool(self._names) or not self._columns.are_rows

    def source(self) -> SourceReport:
        """The encoding, and which list where there are several."""
        places = self._lists.of_records() if self._lists else []
        return SourceReport(
            format=self._format,
            member=".".join(self._place or ()),
            members=tuple(map(".".join, places)) if len(places) > 1 else (),
            encoding=self._chosen.encoding.name,
            encoding_candidates=self._chosen.candidates,
        )

    def __iter__(self) -> Iterator[list[str]]:
        rows = self._columns.rows(self._records())
        return self._cells.cleaned(chain([self._names], rows) if self._names else rows)

    def warnings(self) -> tuple[Problem, ...]:
        """What the document holds beside its records, and coordinates that are no degrees."""
        found = [*self._chosen.warnings(), *self._cells.warnings()]
        if self._lists and self._place:
            others = [p for p in self._lists.found if p != self._place]
            beside = [p for p in self._lists.beside if not self._columns.are_features or p[0] not in _USUAL]
            if names := [".".join(place) for place in (*others, *beside)]:
                message = _(
                    "Chỉ đọc danh sách “%(place)s”; phần còn lại của tệp không nằm trong bảng: %(names)s.",
                    place=".".join(self._place),
                    names=", ".join(names[:_SHOWN]),
                )
                found.append(Problem("file", "other_members", message))
        if self._columns.are_features and self._is_projected():
            message = _(
                "Toạ độ không phải kinh độ, vĩ độ WGS 84 (có thể là VN-2000) nên không vẽ được bản đồ. "
                "Hãy chuyển sang WGS 84 rồi tải lên."
            )
            found.append(Problem("file", "projected_coordinates", message))
        return tuple(found)

    def _choose(self, lists: Lists, asked: str) -> None:
        places = lists.of_records()
        named = {".".join(place): place for place in places}
        if asked and asked not in named:
            message = _(
                "Tệp không có danh sách “%(name)s”. Các danh sách: %(all)s.", name=asked, all=", ".join(named)
            )
            raise Invalid([Problem("member", "unknown_member", message)])
        if asked or places:
            self._place = named[asked] if asked else places[0]
            self._columns = lists.found[self._place]
        elif () in lists.found:
            self._place, self._columns = (), lists.found[()]
        elif (empty := lists.empty()) is not None:
            self._place, self._columns = empty, lists.found[empty]
        elif () in lists.beside:
            message = _("Tệp JSON chỉ chứa một giá trị, không phải bảng.")
            raise Invalid([Problem("file", "not_tabular", message)])

    def _names_beside(self) -> list[str]:
        if self._lists is None or self._place is None or not self._columns.are_rows:
            return []
        return self._lists.names_for(self._place, self._columns.width)

    def _records(self) -> Iterator[Any]:
        with self._text() as text:
            if self._format == "ndjson":
                records = _lines(text)
            elif self._place is not None:
                records = map(self._as_record, records_at(JsonCursor(text), self._place))
            else:
                records = iter([_as_feature(JsonCursor(text).value())])
            for record in records:
                if self._columns.are_features and not self._first_geometry:
                    self._first_geometry = _geometry(record)
                yield record

    def _as_record(self, value: Any) -> Any:
        """An element of a list: of GeoJSON, a bare geometry too is a feature."""
        return _as_feature(value) if self._format == "geojson" else value

    def _is_projected(self) -> bool:
        named = (self._lists.beside if self._lists else {}).get(("crs", "properties", "name"), "")
        position = _POSITION.search(self._first_geometry)
        is_far = position and (abs(float(position[1])) > 180 or abs(float(position[2])) > 90)
        return bool(is_far) or bool(named and not _DEGREES.search(named))

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        encoding = self._chosen.encoding
        with self._path.open(encoding=encoding.codec, errors=encoding.errors, newline="\n") as text:
            yield text


def _lines(text: TextIO) -> Iterator[Any]:
    number = 0
    while line := text.readline(LONGEST_VALUE):
        number += 1
        if len(line) >= LONGEST_VALUE:
            raise too_long()
        if line.strip():
            yield decoded(line.strip(), _("dòng %(number)s", number=format_number(number)))


def _as_feature(record: Any) -> Any:
    """A bare geometry as the feature it stands for; everything else as it is."""
    is_geometry = isinstance(record, dict) and ("coordinates" in record or "geometries" in record)
    return {"type": "Feature", "geometry": record} if is_geometry and "type" in record else record


def _geometry(record: Any) -> str:
    return as_text(record.get("geometry"))[:1000] if isinstance(record, dict) else ""
